async function updateUser(id: string) {
  const x: = 1;
}
