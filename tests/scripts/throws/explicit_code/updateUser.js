async function updateUser() {
  throw Object.assign(new Error('gone fishing'), { code: 'USER_NOT_FOUND' });
}
