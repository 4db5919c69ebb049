async function updateUser(id) {
  return { id };
}
}
globalThis.escaped = true;
