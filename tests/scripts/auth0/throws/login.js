function login(email, password, callback) {
  throw new WrongUsernameOrPasswordError(email, 'No such pair');
}
