// Users whose name, nickname, e-mail or phone contains the keyword; at most fifty.
/** @type {import('connector').SearchUser} */
async function searchUser(keyword, context) {
  const { Client } = require('pg');
  const _ = require('lodash');

  // % and _ are wildcards of LIKE; typed by a person they mean themselves.
  const pattern = `%${_.replace(keyword, /[\\%_]/g, '\\$&')}%`;

  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query(
      `SELECT *, count(*) OVER () AS total
       FROM users
       WHERE concat_ws(' ', username, name, nickname, email, phone) ILIKE $1
       ORDER BY id
       LIMIT 50`,
      [pattern],
    );
    return {
      totalCount: result.rows.length === 0 ? 0 : parseInt(result.rows[0].total, 10),
      list: result.rows.map(toProfile),
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
