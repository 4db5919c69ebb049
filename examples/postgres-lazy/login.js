// Checks a password and returns the user it belongs to. In lazy mode the provider then keeps a copy of its own and asks
// this database no more, so whatever it is to know of the user must be in this profile.
/** @type {import('connector').Login} */
async function login(query, password, context) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');

  // One identifier decides: joining them with OR would find somebody else's account.
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
    if (result.rowCount === 0) {
      throw new Error('User not exists!');
    }
    const user = result.rows[0];
    const matches = user.password !== null && (await bcrypt.compare(password, user.password));
    if (!matches) {
      throw new Error('Password is not valid!');
    }
    await markMigrated(client, user.id);
    return toProfile(user);
  } finally {
    await client.end();
  }
}

// Remembers who has moved: when nobody is left, the connection can be switched off. The provider may ask twice, if its
// own write failed after ours, so the first time stays. Bookkeeping must not keep anybody from logging in.
async function markMigrated(client, id) {
  try {
    const marked = await client.query('UPDATE users SET migrated_at = now() WHERE id = $1 AND migrated_at IS NULL', [id]);
    if (marked.rowCount === 1) {
      console.log(`user ${id} migrates`);
    }
  } catch (error) {
    console.warn(`user ${id} migrates, but could not be marked: ${error.message}`);
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
