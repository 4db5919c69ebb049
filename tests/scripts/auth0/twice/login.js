function login(email, password, callback) {
  callback(null, { user_id: 1, email });
  callback(new Error('too late'));
}
