// One page of all users, in the order of their ids. Pages count from 1.
/** @type {import('connector').ListUsers} */
async function listUsers(page, limit, context) {
  const { Client } = require('pg');

  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const count = await client.query('SELECT count(*) FROM users');
    const users = await client.query('SELECT * FROM users ORDER BY id LIMIT $1 OFFSET $2', [limit, (page - 1) * limit]);
    return {
      // A bigint, which the driver hands over as text.
      totalCount: parseInt(count.rows[0].count, 10),
      list: users.rows.map(toProfile),
    };
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
