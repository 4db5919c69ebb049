async function updateUser(id) {
  throw new Error('x'.repeat(100000000));
}
