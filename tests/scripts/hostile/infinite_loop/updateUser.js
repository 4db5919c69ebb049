async function updateUser() {
  while (true) {}
}
