async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const values = [];
  values.length = 2 ** 32 - 1;
  await client.query('SELECT $1::int', values);
  return { id };
}
