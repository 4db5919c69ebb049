async function login(query, password, context) {
  const message = 'not used';
  throw new Error('Please implement the Login script for this database connection'); // expect template-untouched
}
