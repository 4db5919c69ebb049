async function getUser(query, context) {
  throw new Error('Please implement the Find User script for this database connection'); // expect template-untouched
}
