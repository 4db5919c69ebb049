// A nameless function that is all the script exports.
module.exports = async (id) => {
  const { Pool } = require('pg');
  const pool = new Pool({ connectionString: env.DB_CONNECTION_URI });
  try {
    const result = await pool.query('DELETE FROM users WHERE id = $1', [id]);
    if (!result.rowCount) throw new Error('User not exists!');
    return true;
  } finally {
    await pool.end();
  }
};
