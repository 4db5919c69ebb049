async function updateUser(id, updates, context) {
  const message = 'not used';
  throw new Error('Please implement the Find User script for this database connection'); // expect template-untouched
}
