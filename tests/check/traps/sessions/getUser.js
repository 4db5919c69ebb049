async function getUser(query, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI }); // expect client-not-ended
  await client.connect();
  const { rows } = await client.query('SELECT id FROM users WHERE email = $1', [query.email]);
  return rows.length === 0 ? null : { id: rows[0].id };
}
