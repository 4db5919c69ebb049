async function updateUser(id) {
  setTimeout(() => { throw new Error('from a timer'); }, 5);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { id };
}
