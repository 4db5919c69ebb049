async function updateUser(id) {
  setTimeout(() => { throw new Error('User not exists!'); }, 0);
  return { id };
}
