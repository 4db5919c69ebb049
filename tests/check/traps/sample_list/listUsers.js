// The shape of the published listUsers: COUNT before the try, page and limit in the text.
async function listUsers(page, limit, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const counted = await client.query('SELECT COUNT(*) FROM users'); // expect end-not-reached
  const offset = (page - 1) * limit;
  try {
    const result = await client.query(
      `SELECT * FROM users LIMIT ${limit} OFFSET ${offset}`, // expect sql-concatenation
    );
    return {
      totalCount: parseInt(counted.rows[0].count, 10),
      list: result.rows.map((user) => ({ id: user.id, email: user.email })),
    };
  } catch (error) {
    throw new Error('Execute query failed: ' + error.message); // expect driver-text-shown
  } finally {
    client.end(); // expect end-not-awaited
  }
}
