async function updateUser(id) {
  console.log('y'.repeat(100000));
  return { id };
}
