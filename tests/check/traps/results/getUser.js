async function getUser(query, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT id FROM users WHERE email = $1', [query.email]);
    if (rows.length === 0) {
      throw new Error('User not exists!'); // expect not-found-thrown
    }
    return { id: rows[0].id };
  } finally {
    await client.end();
  }
}
