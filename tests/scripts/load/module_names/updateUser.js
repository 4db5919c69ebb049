async function updateUser(id) {
  const same = [
    [require('pg'), require('pg@8.11.3')],
    [require('lodash'), require('lodash@4.17.21')],
    [require('lodash').get, require('lodash/get')],
    [require('lodash').get, require('lodash.get')],
    [require('bcrypt'), require('bcrypt@5.0.1')],
    [require('util'), require('node:util')],
  ];
  const refused = ['__proto__', 'constructor', '../pg', '', './pg', 'pg/lib', 'node:fs'].map((name) => {
    try {
      require(name);
      return name;
    } catch (error) {
      return error.code;
    }
  });
  return { id, same: same.every(([a, b]) => a === b && a !== undefined), refused };
}
