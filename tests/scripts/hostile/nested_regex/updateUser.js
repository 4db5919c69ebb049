async function updateUser(id) {
  const names = [];
  for (const part of ['(', '(?:', '[', '(?=']) {
    try { new RegExp(part.repeat(100000)); } catch (error) { names.push(error.name); }
  }
  return { id, names };
}
