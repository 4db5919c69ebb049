function updateUser(id) {
  return { then(resolve) { resolve({ id, late: true }); } };
}
