async function updateUser(id) {
  return { zeta: 1.50, id, alpha: 1e21, when: new Date(0), nested: { b: 1, a: [undefined, null] } };
}
