// Changes a user's profile. Called when an administrator or the user edits it.
//
// id       the user's id in this database
// updates  the changed fields only; password comes in plain text
// context  who is asking: pool, application, request
//
// Returns the user as it is now, or null when none of the fields is one we keep.
/** @type {import('connector').UpdateUser} */
async function updateUser(id, updates, context) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');
  const _ = require('lodash');

  // Profile field to column. What is not listed is not stored.
  const columns = {
    username: 'username',
    email: 'email',
    phone: 'phone',
    password: 'password',
    name: 'name',
    nickname: 'nickname',
    photo: 'photo',
    gender: 'gender',
    birthdate: 'birthdate',
    company: 'company',
    address: 'address',
    website: 'website',
    token: 'token',
    emailVerified: 'email_verified',
    phoneVerified: 'phone_verified',
    loginsCount: 'logins_count',
    lastIp: 'last_ip',
  };

  const changes = _.pick(updates, _.keys(columns));
  if (_.isEmpty(changes)) {
    return null;
  }
  if (changes.password) {
    changes.password = await bcrypt.hash(changes.password, 10);
  }

  // UPDATE users SET nickname = $1, photo = $2 … WHERE id = $3: names are ours, values are bound.
  const fields = _.keys(changes);
  const assignments = fields.map((field, index) => `${columns[field]} = $${index + 1}`);
  const sql =
    `UPDATE users SET ${assignments.join(', ')}, updated_at = now() ` +
    `WHERE id = $${fields.length + 1} RETURNING *`;

  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query(sql, [..._.values(changes), id]);
    if (result.rowCount === 0) {
      throw new Error('User not exists!');
    }
    return toProfile(result.rows[0]);
  } catch (error) {
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
    birthdate: user.birthdate,
    company: user.company,
    address: user.address,
    website: user.website,
    token: user.token,
    emailVerified: user.email_verified,
    phoneVerified: user.phone_verified,
    loginsCount: user.logins_count,
    lastIp: user.last_ip,
    createdAt: user.created_at,
    updatedAt: user.updated_at,
  };
}
