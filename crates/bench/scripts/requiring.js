// What the flagship requires, without its database.
const { Client } = require('pg');
const bcrypt = require('bcrypt');
const _ = require('lodash');

async function getUser(query) {
  const kept = _.pick({ id: query.id, name: 'Ada', password: 'x' }, ['id', 'name']);
  return { ...kept, ready: typeof Client === 'function' && typeof bcrypt.hash === 'function' };
}
