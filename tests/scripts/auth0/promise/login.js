async function login(email, password, callback) {
  return { id: email };
}
