async function searchUser(keyword, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const parts = ['SELECT * FROM users', "WHERE name ILIKE '%" + keyword + "%'"]; // expect sql-concatenation
    const result = await client.query(parts.join(' '));
    return { totalCount: result.rowCount, list: result.rows.map((row) => ({ id: row.id, name: row.name })) };
  } finally {
    await client.end();
  }
}
