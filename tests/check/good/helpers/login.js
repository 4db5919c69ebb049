// A helper that opens and closes, and one that asks.
async function withClient(work) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const find = async (client, column, value) =>
  (await client.query(`SELECT id, email, password FROM users WHERE ${column} = $1`, [value])).rows[0];

async function login(query, password) {
  const bcrypt = require('bcrypt');
  const user = await withClient((client) =>
    query.email ? find(client, 'email', query.email) : find(client, 'username', query.username));
  if (!user || !user.password) {
    throw new Error('User not exists!');
  }
  const valid = await bcrypt.compare(password, user.password);
  if (!valid) {
    throw new Error('Password is not valid!');
  }
  delete user.password;
  return { id: user.id, email: user.email };
}
