async function updateUser(id) {
  const x = ;
}
