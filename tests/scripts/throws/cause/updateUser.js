async function updateUser() {
  throw new Error('update failed', { cause: new Error('User not exists!') });
}
