async function updateUser(id) {
  return { id, toJSON() { for (;;) {} } };
}
