// Ended by hand in both ways out.
async function deleteUser(id, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const { rowCount } = await client.query('DELETE FROM users WHERE id = $1', [id]);
    if (rowCount === 0) {
      throw new Error('User not exists!');
    }
    await client.end();
    return true;
  } catch (error) {
    await client.end();
    throw error;
  }
}
