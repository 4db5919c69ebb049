async function updateUser(id) {
  return { then() {} };
}
