async function updateUser(id, updates) {
  throw new Error(`cannot store: ${updates.nickname}`);
}
