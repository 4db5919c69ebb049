async function updateUser(id) {
  const user = undefined;

  return user.name;
}
