async function createUser(userinfo, context) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const code = await bcrypt.hash('x', 4); // expect low-bcrypt-cost
    const result = await client.query('INSERT INTO users (email, password, code) VALUES ($1, $2, $3) RETURNING id', [
      userinfo.email,
      userinfo.password, // expect plain-password-stored
      code,
    ]);
    return { id: result.rows[0].id };
  } finally {
    await client.end();
  }
}
