async function getUser(query, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query('SELECT id FROM users WHERE email = $1', [query.email]);
    if (result.length === 0) { // expect unknown-result-field
      return null;
    }
    return { id: result[0].id }; // expect unknown-result-field
  } finally {
    await client.end();
  }
}
