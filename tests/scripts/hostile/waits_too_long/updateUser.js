async function updateUser(id) {
  await new Promise((resolve) => setTimeout(resolve, 60000));
  return { id };
}
