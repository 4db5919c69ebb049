// In the shape of the published samples: id concatenated, everything rewrapped, end() not awaited.
async function updateUser(id, updates, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const columns = { email: 'email', nickname: 'nickname', password: 'password', loginsCount: 'logins_count' };
  for (const key in updates) {
    if (columns[key] === undefined) {
      delete updates[key];
    }
  }
  if (Object.keys(updates).length === 0) {
    return null;
  }
  function statement(id, fields) {
    const _ = require('lodash');
    var set = [];
    Object.keys(fields).forEach(function (key, i) {
      set.push(columns[key] + ' = ($' + (i + 1) + ')');
    });
    return ['UPDATE users SET', set.join(', '), 'WHERE id = ' + id, 'RETURNING *'].join(' ');
  }
  const bcrypt = require('bcrypt');
  try {
    const result = await client.query(
      statement(id, updates),
      Object.keys(updates).map((key) =>
        key === 'password' ? bcrypt.hashSync(updates[key], bcrypt.genSaltSync(10)) : updates[key]),
    );
    if (result.rowCount === 0) {
      throw new Error('User not exists!');
    }
    const user = result.rows[0];
    return { id: user.id, email: user.email, nickname: user.nickname, loginsCount: user.logins_count };
  } catch (error) {
    throw new Error(`Execute query failed: ${error.message}`);
  } finally {
    client.end();
  }
}
