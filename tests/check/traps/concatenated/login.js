async function login(query, password, context) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');
  const email = query.email.trim();
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    let sql = 'SELECT id, password FROM users WHERE ';
    sql += `email = '${email}'`; // expect sql-concatenation
    const { rows } = await client.query({ text: sql });
    if (rows.length === 0) throw new Error('User not exists!');
    const [user] = rows;
    if (!(await bcrypt.compare(password, user.password))) throw new Error('Password is not valid!');
    return { id: user.id };
  } finally {
    await client.end();
  }
}
