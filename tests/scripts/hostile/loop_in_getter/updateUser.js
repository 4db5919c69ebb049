async function updateUser() {
  throw { get message() { for (;;) {} } };
}
