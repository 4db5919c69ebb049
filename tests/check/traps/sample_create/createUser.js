// The shape of the published createUser: helpers that are handed the client.
async function createUser(userinfo, context) {
  const bcrypt = require('bcrypt');
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();

  async function insert(session, hash) {
    const inserted = await session.query(
      'INSERT INTO users (email, phone, password) VALUES ($1, $2, $3) RETURNING *',
      [userinfo.email, userinfo.phone, hash],
    );
    return inserted.rows[0];
  }

  try {
    const existing = await client.query(
      'SELECT id FROM users WHERE email = $1 OR phone = $2 LIMIT 1',
      [userinfo.email, userinfo.phone],
    );
    if (existing.rows.length > 0) {
      throw new Error('User allready exists!');
    }
    const hash = userinfo.password ? await bcrypt.hash(userinfo.password, await bcrypt.genSalt(10)) : null;
    const user = await insert(client, hash);
    return { id: user.id, email: user.email, phone: user.phone };
  } catch (error) {
    throw new Error('Execute query failed: ' + error.message); // expect driver-text-shown
  } finally {
    client.end(); // expect end-not-awaited
  }
}
