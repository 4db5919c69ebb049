async function updateUser(id, updates, context) {
  const message = 'Please implement the Find User script for this database connection ';
  throw new Error(message); // expect template-untouched
}
