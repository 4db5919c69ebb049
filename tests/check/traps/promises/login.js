async function login(query, password, context) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  client.connect(); // expect promise-not-awaited
  try {
    const result = await client.query('SELECT id, password FROM users WHERE email = $1', [query.email]);
    if (result.rows.length === 0) throw new Error('User not exists!');
    const matches = bcrypt.compare(password, result.rows[0].password); // expect promise-not-awaited
    if (!matches) throw new Error('Password is not valid!');
    if (!bcrypt.compare(password, result.rows[0].password)) throw new Error('Password is not valid!'); // expect promise-not-awaited
    const again = client.query('SELECT 1 AS one'); // expect promise-not-awaited
    console.log(again.rows);
    return { id: result.rows[0].id };
  } finally {
    await client.end();
  }
}
