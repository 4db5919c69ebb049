// The shape of the published validatePassword.
async function validatePassword(id, password, context) {
  const bcrypt = require('bcrypt');
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query('SELECT password FROM users WHERE id = $1', [id]);
    if (result.rows.length === 0) {
      throw new Error('User not exists!');
    }
    return await bcrypt.compare(password, result.rows[0].password);
  } catch (error) {
    throw new Error('Execute query failed: ' + error.message); // expect driver-text-shown
  } finally {
    client.end(); // expect end-not-awaited
  }
}
