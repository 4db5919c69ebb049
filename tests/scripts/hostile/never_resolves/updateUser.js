async function updateUser() {
  await new Promise(() => {});
}
