async function searchUser(keyword, context) {
  throw new Error('Please implement the Search User script for this database connection'); // expect template-untouched
}
