async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client(env.DB_CONNECTION_URI);
  await client.connect();
  await client.query('BEGIN');
  await client.query("UPDATE users SET nickname = 'never committed' WHERE id = 1");
  await client.query('SELECT pg_advisory_lock(1)');
  return { id };
}
