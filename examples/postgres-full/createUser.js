// Adds a user. The password, if there is one, comes in plain text.
/** @type {import('connector').CreateUser} */
async function createUser(userinfo, context) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');

  const password = userinfo.password ? await bcrypt.hash(userinfo.password, 10) : null;

  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query(
      `INSERT INTO users (username, email, phone, password, nickname, photo)
       VALUES ($1, $2, $3, $4, $5, $6)
       RETURNING *`,
      // An identifier that was left empty is none: two users without a phone must not collide.
      [
        userinfo.username || null,
        userinfo.email || null,
        userinfo.phone || null,
        password,
        userinfo.nickname,
        userinfo.photo,
      ],
    );
    return toProfile(result.rows[0]);
  } catch (error) {
    // The unique constraints decide, not a SELECT before: two sign-ups can arrive at once.
    if (error.code === '23505') {
      throw new Error('User already exists!');
    }
    throw error;
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
