// The shape of the published getUser.
async function getUser(query, context) {
  const { Client } = require('pg');
  const client = new Client({
    host: env.DB_HOST,
    port: env.DB_PORT,
    user: env.DB_USERNAME,
    password: env.DB_PASSWORD,
    database: env.DB_DATABASE,
  });
  await client.connect();
  try {
    const found = await client.query(
      'SELECT * FROM users WHERE id = $1 OR email = $2 OR phone = $3 OR username = $4', // expect or-lookup
      [query.id, query.email, query.phone, query.username],
    );
    if (found.rows.length > 0) {
      const user = found.rows[0];
      return { id: user.id, email: user.email };
    }
    return null;
  } catch (error) {
    throw new Error('Execute query failed: ' + error.message); // expect driver-text-shown
  } finally {
    client.end(); // expect end-not-awaited
  }
}
