// A class of errors, a statement made by a function, and a loop over what was looked up.
const COLUMNS = { email: 'email', nickname: 'nickname' };

const statement = (fields) =>
  `UPDATE users SET ${fields.map((field, at) => `${COLUMNS[field]} = $${at + 2}`).join(', ')} WHERE id = $1 RETURNING *`;

exports.updateUser = async function (id, updates, context) {
  const { Client } = require('pg');
  const fields = Object.keys(updates).filter((field) => field in COLUMNS);
  if (!fields.length) return null;
  let client;
  try {
    client = new Client(env.DB_CONNECTION_URI);
    await client.connect();
    const { rows: [user] } = await client.query(statement(fields), [id, ...fields.map((field) => updates[field])]);
    if (!user) throw new Error('User not exists!');
    return { ...user, nickname: user.nickname || null };
  } finally {
    if (client) await client.end();
  }
};
