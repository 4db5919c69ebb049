async function updateUser(id) {
  const { Pool } = require('pg');
  const pool = new Pool({ connectionString: env.DB_CONNECTION_URI, max: 2 });
  const answers = await Promise.all([1, 2, 3].map((n) => pool.query('SELECT $1::int AS n', [n])));
  return { id, n: answers.map((answer) => answer.rows[0].n) };
}
