// Numbers made numbers before they are part of the text.
async function listUsers(page, limit, context) {
  const { Client } = require('pg');
  const size = Math.min(Number(limit), 100);
  const from = (parseInt(page, 10) - 1) * size;
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const [users, total] = await Promise.all([
      client.query(`SELECT id, email FROM users ORDER BY id LIMIT ${size} OFFSET ${from}`),
      client.query('SELECT count(*)::int AS n FROM users'),
    ]);
    return { totalCount: total.rows[0].n, list: users.rows };
  } finally {
    await client.end();
  }
}
