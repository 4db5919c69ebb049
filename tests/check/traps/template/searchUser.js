async function searchUser(keyword, context) {
  const message = 'not used';
  throw new Error('Please implement the Search User script for this database connection'); // expect template-untouched
}
