async function updateUser(id) {
  Promise.reject(new Error('forgotten'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { id };
}
