// A thousand rows of ten columns, as an export of users would read them.
async function getUser(query) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query('SELECT * FROM wide');
    return { id: query.id, rows: result.rows.length };
  } finally {
    await client.end();
  }
}
