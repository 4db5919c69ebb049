export const nothing = null;

async function updateUser(id) {
  const _ = require('lodash');
  return { id, size: _.size([1, 2]) };
}
