async function updateUser(id) {
  const error = new Error('read me');
  error[Symbol.for('errorAdditionalPropertyKeys')] = new Array(4294967295);
  error.errors = new Array(4294967295);
  throw error;
}
