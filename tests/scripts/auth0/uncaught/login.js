function login(email, password, callback) {
  setTimeout(() => { throw new Error('in a timer'); }, 1);
}
