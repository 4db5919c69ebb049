// The shape of the published login: three identifiers joined with OR.
async function login(query, password, context) {
  const bcrypt = require('bcrypt');
  const { Client } = require('pg');
  const { email, phone, username } = query;
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query(
      'SELECT * FROM users WHERE email = $1 OR phone = $2 OR username = $3', // expect or-lookup
      [email, phone, username],
    );
    if (result.rows.length === 0) {
      throw new Error('User not exists!');
    }
    const user = result.rows[0];
    if (!(await bcrypt.compare(password, user.password))) {
      throw new Error('Password is not valid!');
    }
    return { id: user.id, email: user.email, phone: user.phone };
  } catch (error) {
    throw new Error('Execute query failed: ' + error.message); // expect driver-text-shown
  } finally {
    client.end(); // expect end-not-awaited
  }
}
