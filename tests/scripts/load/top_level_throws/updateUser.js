const config = JSON.parse('{');
async function updateUser(id) {
  return { id };
}
