// Removes a user. Removing nobody is an error, so that the caller hears of it.
async function remove(id, callback) {
  const { Client } = require('pg');

  const client = new Client({ connectionString: configuration.DB_CONNECTION_URI });
  await client.connect();
  try {
    const { rowCount } = await client.query('DELETE FROM users WHERE email = lower($1)', [id]);
    return rowCount === 0 ? callback(new Error('User not exists!')) : callback(null);
  } finally {
    await client.end();
  }
}
