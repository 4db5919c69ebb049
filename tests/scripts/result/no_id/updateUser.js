async function updateUser() {
  return { email: 'a@example.com' };
}
