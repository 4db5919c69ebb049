async function deleteUser(id, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query('DELETE FROM users WHERE id = $1', [id]); // expect row-count-unchecked
    console.log(result);
    return true;
  } finally {
    await client.end();
  }
}
