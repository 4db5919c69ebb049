async function deleteUser(id, context) {
  const { Pool } = require('pg');
  const pool = new Pool({ connectionString: env.DB_CONNECTION_URI });
  const client = await pool.connect();
  const result = await client.query('DELETE FROM users WHERE id = $1', [id]); // expect end-not-reached
  if (result.rowCount === 0) {
    throw new Error('User not exists!'); // expect end-not-reached
  }
  client.release();
  await pool.end();
  return true;
}
