async function updateUser(id) {
  JSON.stringify = () => '{"id":"forged"}';
  JSON.parse = () => { throw new Error('patched'); };
  Object.prototype.toJSON = () => ({ id: 'forged' });
  Array.prototype[Symbol.iterator] = () => { throw new Error('patched'); };
  Promise.prototype.then = () => { throw new Error('patched'); };
  Function.prototype.call = () => { throw new Error('patched'); };
  throw new Error('still readable');
}
