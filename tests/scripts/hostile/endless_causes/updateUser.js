async function updateUser(id) {
  const error = new Error('round and round');
  error.cause = new Error('in between', { cause: error });
  throw error;
}
