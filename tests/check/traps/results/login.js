async function login(query, password, context) {
  const bcrypt = require('bcrypt');
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT email, password FROM users WHERE email = $1', [query.email]);
    if (rows.length === 0) {
      return null; // expect not-found-by-null
    }
    if (!(await bcrypt.compare(password, rows[0].password))) throw new Error('Password is not valid!');
    return { email: rows[0].email }; // expect result-without-id
  } finally {
    await client.end();
  }
}
