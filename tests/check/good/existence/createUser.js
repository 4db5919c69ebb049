// Looking for any of several identifiers is right where any one of them refuses the sign-up.
async function createUser(userinfo, context) {
  const { Client } = require('pg');
  const { hash } = require('bcrypt');
  const { email, username, password, ...others } = userinfo;
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const taken = await client.query('SELECT 1 FROM users WHERE email = $1 OR username = $2', [email, username]);
    if (taken.rowCount > 0) {
      throw new Error('User already exists!');
    }
    const hashed = password ? await hash(password, 10) : null;
    const created = await client.query(
      'INSERT INTO users (email, username, password, nickname) VALUES ($1, $2, $3, $4) RETURNING id',
      [email, username, hashed, others.nickname],
    );
    return { ...others, id: created.rows[0].id, email };
  } finally {
    await client.end();
  }
}
