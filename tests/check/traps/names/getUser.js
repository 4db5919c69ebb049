const { Clinet } = require('pg'); // expect unknown-method
const axios = require('axois'); // expect unknown-module
const bcrypt = require('bcrypt');
const _ = require('lodash');

async function getUser(query, context) {
  if (_.isEmtpy(query)) return null; // expect unknown-method
  await bcrypt.hashAsync('x', 10); // expect unknown-method
  return { id: String(Clinet), name: axios.name };
}
