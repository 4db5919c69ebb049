async function updateUser(id) {
  const looked = [];
  const proxy = new Proxy({ __proto__: null }, { has(target, key) { looked.push(String(key)); return false; }, get(target, key) { looked.push(String(key)); } });
  try { Object.setPrototypeOf(globalThis, proxy); } catch {}
  try { Object.setPrototypeOf(Object.getPrototypeOf(globalThis), proxy); } catch {}
  require('crypto').createHash('sha256').update('x').digest('hex');
  await require('bcrypt').hash('x', 4);
  console.log({ a: 1 });
  return { id, out: looked.filter((name) => /op_|Deno|bootstrap|connector/.test(name)) };
}
