// Looks one user up, by whichever identifier the query has. Returns null when there is none.
/** @type {import('connector').GetUser} */
async function getUser(query, context) {
  const { Client } = require('pg');

  // One identifier decides, the strongest first: joining them with OR would find somebody else's account.
  const [column, value] = [
    ['id', query.id],
    ['lower(email)', query.email && query.email.toLowerCase()],
    ['phone', query.phone],
    ['username', query.username],
  ].find(([, wanted]) => wanted) || [];
  if (!column) {
    return null;
  }

  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query(`SELECT * FROM users WHERE ${column} = $1`, [value]);
    return result.rows.length === 0 ? null : toProfile(result.rows[0]);
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
