// Checks a password and returns the user it belongs to.
/** @type {import('connector').Login} */
async function login(query, password, context) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');

  const [column, value] = [
    ['lower(email)', query.email && query.email.toLowerCase()],
    ['phone', query.phone],
    ['username', query.username],
  ].find(([, wanted]) => wanted) || [];
  if (!column) {
    throw new Error('User not exists!');
  }

  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query(`SELECT * FROM users WHERE ${column} = $1`, [value]);
    if (result.rows.length === 0) {
      throw new Error('User not exists!');
    }
    const user = result.rows[0];
    const matches = user.password !== null && (await bcrypt.compare(password, user.password));
    if (!matches) {
      throw new Error('Password is not valid!');
    }
    return toProfile(user);
  } finally {
    await client.end();
  }
}

function toProfile(user) {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    phone: user.phone,
    name: user.name,
    nickname: user.nickname,
    photo: user.photo,
    gender: user.gender,
    emailVerified: user.email_verified,
    phoneVerified: user.phone_verified,
    loginsCount: user.logins_count,
  };
}
