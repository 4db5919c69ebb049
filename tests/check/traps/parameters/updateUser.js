async function updateUser(id) { // expect parameter-count
  return { id };
}
