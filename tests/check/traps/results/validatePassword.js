async function validatePassword(id, password, context) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query('SELECT password FROM users WHERE id = $1', [id]);
    if (!result.rows[0]) return null; // expect not-found-by-null
    return await bcrypt.compare(password, result.rows[0].password);
  } finally {
    await client.end();
  }
}
