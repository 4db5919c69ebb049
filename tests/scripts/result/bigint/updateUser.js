async function updateUser() {
  return { id: 1n };
}
