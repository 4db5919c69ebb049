async function deleteUser(id, context) {
  throw new Error('Please implement the Delete Account script for this database connection'); // expect template-untouched
}
