async function login(query, password, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query('SELECT id, password FROM users WHERE email = $1', [query.email]);
    const user = result.rows[0];
    if (!user) throw new Error('User not exists!');
    if (user.password !== password) throw new Error('Password is not valid!'); // expect plain-password-compare
    return { id: user.id };
  } finally {
    await client.end();
  }
}
