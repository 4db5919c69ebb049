async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const config = { get text() { client.end(); return 'SELECT 1'; } };
  let name = 'done';
  try { await client.query(config); } catch (error) { name = error.name; }
  return { id, name: name === 'done' || name === 'Error' };
}
