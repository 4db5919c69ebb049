async function updateUser(id) {
  let asked = 0;
  return { get id() { asked++; return asked === 1 ? id : 'forged'; }, asked: 0 };
}
