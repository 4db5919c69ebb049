async function updateUser() {}
