async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    return { id, rows: (await client.query('SELECT 7 AS n')).rows };
  } finally {
    client.end();
  }
}
