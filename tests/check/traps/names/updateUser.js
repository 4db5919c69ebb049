async function updateuser(id, updates, context) { // expect function-missing
  return { id, ...updates };
}
const again = updateuser;
again.label = 'again';
