async function updateUser(id) {
  const caught = new Set();
  for (let i = 0; i < 20; i++) {
    Object.defineProperty(Array.prototype, i, {
      configurable: true,
      set(value) {
        caught.add(typeof value === 'function' ? value.name : typeof value);
        Object.defineProperty(this, i, { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
  require('bcrypt').hashSync('x', 4);
  require('crypto').createHash('sha256').update('x').digest('hex');
  new URL('https://example.com/?a=b').searchParams.get('a');
  console.log('said', { a: [1, 2] });
  for (let i = 0; i < 20; i++) delete Array.prototype[i];
  return { id, caught: [...caught].filter((name) => /^op_|^__/.test(name)) };
}
