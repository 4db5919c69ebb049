async function deleteUser(id, updates, context) { // expect parameter-count
  return true;
}
