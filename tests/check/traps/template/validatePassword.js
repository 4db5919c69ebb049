async function validatePassword(id, password, context) {
  throw new Error('Please implement the Validate Password script for this database connection'); // expect template-untouched
}
