// Promises chained instead of awaited.
function validatePassword(id, password, context) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  return client
    .connect()
    .then(() => client.query('SELECT password FROM users WHERE id = $1', [id]))
    .then((result) => {
      if (result.rows.length === 0) {
        throw new Error('User not exists!');
      }
      return bcrypt.compare(password, result.rows[0].password);
    })
    .finally(() => client.end());
}
