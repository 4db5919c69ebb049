async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client({
    host: env.DB_HOST,
    port: env.DB_PORT,
    user: env.DB_USERNAME,
    password: env.DB_PASSWORD,
    database: env.DB_DATABASE,
  });
  await client.connect();
  const result = await client.query('SELECT current_database() = $1 AS mine', [env.DB_DATABASE]);
  await client.end();
  return { id, mine: result.rows[0].mine };
}
