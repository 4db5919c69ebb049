// Checks a password and calls back with the user it belongs to.
function login(email, password, callback) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');

  const client = new Client({ connectionString: configuration.DB_CONNECTION_URI });
  // Whatever comes of it, the session goes back first.
  const finish = (error, user) => client.end(() => callback(error, user));

  client.connect((unreachable) => {
    if (unreachable) return finish(unreachable);
    const query = 'SELECT email, nickname, email_verified, password FROM users WHERE email = lower($1)';
    client.query(query, [email], (failed, result) => {
      if (failed) return finish(failed);
      if (result.rows.length === 0) return finish(new WrongUsernameOrPasswordError(email));
      const { password: hash, ...user } = result.rows[0];
      bcrypt.compare(password, hash, (broken, matches) => {
        if (broken) return finish(broken);
        if (!matches) return finish(new WrongUsernameOrPasswordError(email));
        finish(null, { user_id: user.email, ...user });
      });
    });
  });
}
