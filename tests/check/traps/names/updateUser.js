async function updateuser(id, updates, context) { // expect function-missing
  return { id, ...updates };
}
module.exports = updateuser;
