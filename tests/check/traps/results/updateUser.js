async function updateUser(id, updates, context) {
  const { Client } = require('pg');
  if (!updates.nickname) {
    return null;
  }
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query('UPDATE users SET nickname = $1 WHERE id = $2 RETURNING *', [updates.nickname, id]);
    if (result.rowCount === 0) {
      return null; // expect not-found-by-null
    }
    return toProfile(result.rows[0]);
  } finally {
    await client.end();
  }
}

function toProfile(row) {
  return { nickname: row.nickname, email: row.email }; // expect result-without-id
}
