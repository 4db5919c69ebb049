async function listUsers(page, limit, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query('SELECT * FROM users LIMIT $1 OFFSET $2', [limit, (page - 1) * limit]);
    return { list: result.rows.map((row) => ({ email: row.email })) }; // expect result-shape result-without-id
  } finally {
    await client.end();
  }
}
