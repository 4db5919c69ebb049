async function updateUser(id) {
  const user = { id };
  user.self = user;
  return user;
}
