async function updateUser(id, updates, context) {
  const msg = 'Please implement the Find User script for this database connection ';
  throw new Error(msg);
}
