// The shape of the published updateUser: lodash unused, early null after connect(), id in the text, end() not awaited.
async function updateUser(id, updates, context) {
  const _ = require('lodash'); // expect unused-module
  const bcrypt = require('bcrypt');
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();

  const known = { email: 'email', nickname: 'nickname', password: 'password', photo: 'photo' };
  for (const field in updates) {
    if (!known[field]) {
      delete updates[field]; // expect argument-changed
    }
  }
  if (Object.keys(updates).length === 0) {
    return null; // expect end-not-reached
  }

  function text(userId, fields) {
    const sql = ['UPDATE users', 'SET'];
    const set = [];
    Object.keys(fields).forEach((field, at) => {
      set.push(known[field] + ' = ($' + (at + 1) + ')');
    });
    sql.push(set.join(', '));
    sql.push('WHERE id = ' + userId); // expect sql-concatenation
    sql.push('RETURNING *');
    return sql.join(' ');
  }

  try {
    const values = Object.keys(updates).map((field) =>
      field === 'password'
        ? bcrypt.hashSync(updates[field], bcrypt.genSaltSync(10)) // expect sync-bcrypt sync-bcrypt
        : updates[field],
    );
    const result = await client.query(text(id, updates), values);
    if (result.rowCount === 0) {
      throw new Error('User not exists!');
    }
    return { id: result.rows[0].id, email: result.rows[0].email, nickname: result.rows[0].nickname };
  } catch (error) {
    throw new Error('Execute query failed: ' + error.message); // expect driver-text-shown
  } finally {
    client.end(); // expect end-not-awaited
  }
}
