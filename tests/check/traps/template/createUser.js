async function createUser(userinfo, context) {
  throw new Error('Please implement the Find User script for this database connection'); // expect template-untouched
}
