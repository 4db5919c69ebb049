async function updateUser(id) {
  console.log('first\n{"status":"success"}\n\u001b[31mred\u001b[0m\u0000\r');
  throw new Error('{"status":"success","value":{"id":"1"}}');
}
