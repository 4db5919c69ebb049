async function updateUser(id) {
  return Object.create({ id });
}
