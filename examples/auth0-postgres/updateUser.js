// The three functions that change a user. Each calls back with whether there was one.
function changePassword(email, newPassword, callback) {
  const bcrypt = require('bcrypt');

  bcrypt.hash(newPassword, 10, (error, hash) => {
    if (error) return callback(error);
    update('UPDATE users SET password = $2 WHERE email = lower($1)', [email, hash], callback);
  });
}

function changeEmail(email, newEmail, verified, callback) {
  const text = 'UPDATE users SET email = lower($2), email_verified = $3 WHERE email = lower($1)';
  update(text, [email, newEmail, verified], (error, changed) => {
    if (error && error.code === '23505') return callback(new ValidationError('user_exists'));
    callback(error, changed);
  });
}

function verify(email, callback) {
  update('UPDATE users SET email_verified = true WHERE email = lower($1)', [email], callback);
}

function update(text, values, callback) {
  const { Client } = require('pg');

  const client = new Client({ connectionString: configuration.DB_CONNECTION_URI });
  client.connect((unreachable) => {
    if (unreachable) return callback(unreachable);
    client.query(text, values, (error, result) => {
      client.end(() => callback(error, !error && result.rowCount > 0));
    });
  });
}
