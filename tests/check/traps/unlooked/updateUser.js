async function updateUser(id, updates, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    await client.query('UPDATE users SET nickname = $1 WHERE id = $2', [updates.nickname, id]); // expect row-count-unchecked
    return { id, nickname: updates.nickname };
  } finally {
    await client.end();
  }
}
