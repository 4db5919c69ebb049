async function login(query, password, context) {
  const message = 'Please implement the Login script for this database connection ';
  throw new Error(message); // expect template-untouched
}
