async function getUser(query, context) {
  const { Client } = require('pg');
  const apiKey = 'a81f0c3d5577b2e99034'; // expect secret-literal
  const spare = new Client({ host: 'db', user: 'app', password: 'hunter2', database: 'users' }); // expect secret-literal
  const client = new Client('postgres://app:hunter2@db.example.com/users'); // expect secret-literal
  await client.connect();
  try {
    const { rows } = await client.query('SELECT id FROM users WHERE email = $1', [query.email]);
    return rows.length === 0 ? null : { id: rows[0].id, arn: apiKey };
  } finally {
    await client.end();
    await spare.end();
  }
}
