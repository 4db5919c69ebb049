// Says whether a password is the user's own, before it is changed. Returns true or false.
/** @type {import('connector').ValidatePassword} */
async function validatePassword(id, password, context) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');

  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query('SELECT password FROM users WHERE id = $1', [id]);
    if (result.rows.length === 0) {
      throw new Error('User not exists!');
    }
    const { password: hash } = result.rows[0];
    return hash !== null && (await bcrypt.compare(password, hash));
  } finally {
    await client.end();
  }
}
