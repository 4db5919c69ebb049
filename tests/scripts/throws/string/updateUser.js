async function updateUser() {
  throw 'plain words';
}
