async function updateUser(id) {
  let nested = { id };
  for (let i = 0; i < 200000; i++) nested = { id, nested };
  return nested;
}
