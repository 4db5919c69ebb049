async function deleteUser(id, context) {
  const message = 'not used';
  throw new Error('Please implement the Delete Account script for this database connection'); // expect template-untouched
}
