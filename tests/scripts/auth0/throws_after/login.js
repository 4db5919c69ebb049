async function login(email, password, callback) {
  callback(null, { id: 'x' });
  throw new Error('after the callback');
}
