async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  await client.query('BEGIN');
  await client.query("UPDATE users SET nickname = 'half' WHERE id = 1");
  return { id };
}
