async function updateUser(id) {
  return { id, blob: 'x'.repeat(5 * 1024 * 1024) };
}
