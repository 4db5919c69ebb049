async function listUsers(page, limit, context) {
  throw new Error('Please implement the List Users script for this database connection'); // expect template-untouched
}
