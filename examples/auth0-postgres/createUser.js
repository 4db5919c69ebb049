// Stores a new user. getByEmail stands beside it, so that the caller learns of the user as it was stored.
async function create(user, callback) {
  const bcrypt = require('bcrypt');

  const hash = await bcrypt.hash(user.password, 10);
  const insert = 'INSERT INTO users (email, password, nickname) VALUES (lower($1), $2, $3)';
  try {
    await query(insert, [user.email, hash, user.nickname]);
  } catch (error) {
    if (error.code === '23505') {
      return callback(new ValidationError('user_exists', 'There is a user of this e-mail address already.'));
    }
    return callback(error);
  }
  return callback(null);
}

async function getByEmail(email, callback) {
  const select = 'SELECT email AS user_id, email, nickname, email_verified FROM users WHERE email = lower($1)';
  const { rows } = await query(select, [email]);
  return callback(null, rows[0]);
}

async function query(text, values) {
  const { Client } = require('pg');

  const client = new Client({ connectionString: configuration.DB_CONNECTION_URI });
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
}
