async function validatePassword(id, password, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query(
      'SELECT 1 FROM users WHERE id = $1 AND password = $2', // expect plain-password-compare
      [id, password],
    );
    return result.rowCount === 1;
  } finally {
    await client.end();
  }
}
