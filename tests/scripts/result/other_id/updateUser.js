async function updateUser(id) {
  return { id: id + 1 };
}
