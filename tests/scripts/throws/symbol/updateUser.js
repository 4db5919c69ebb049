async function updateUser() {
  throw Symbol('why');
}
