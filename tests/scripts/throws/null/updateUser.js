async function updateUser() {
  throw null;
}
