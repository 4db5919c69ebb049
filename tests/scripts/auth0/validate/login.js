module.exports = function (email, password, callback) {
  if (password !== 'pw') return callback(new WrongUsernameOrPasswordError(email));
  callback(null, { user_id: 1, url: configuration.BASE_URL, same: configuration === env });
};
