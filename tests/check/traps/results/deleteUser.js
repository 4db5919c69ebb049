async function deleteUser(id, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const { rowCount } = await client.query('DELETE FROM users WHERE id = $1', [id]);
    if (rowCount === 0) {
      return false; // expect not-found-by-null
    }
    return true;
  } finally {
    await client.end();
  }
}
