async function updateUser() {
  require('fs');
}
