// A transaction on a lent client.
async function deleteUser(id, context) {
  const { Pool } = require('pg');
  const pool = new Pool({ connectionString: env.DB_CONNECTION_URI, max: 1 });
  try {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('DELETE FROM sessions WHERE user_id = $1', [id]); // connector-ignore row-count-unchecked a user may have none
      const { rowCount } = await client.query('DELETE FROM users WHERE id = $1', [id]);
      if (rowCount === 0) {
        throw new Error('User not exists!');
      }
      await client.query('COMMIT');
      return true;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
}
