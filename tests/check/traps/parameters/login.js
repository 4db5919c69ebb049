function login(email, password, callback) { // expect callback-style
  const bcrypt = require('bcrypt');
  bcrypt.compare(password, '$2b$10$', (error, same) => {
    if (error) return callback(error);
    callback(null, same && { id: email });
  });
}
