async function updateUser(id) {
  return JSON.parse('{"__proto__": {"id": "forged"}, "constructor": {"prototype": 1}, "id": "1"}');
}
