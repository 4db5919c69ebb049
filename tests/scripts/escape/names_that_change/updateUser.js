async function updateUser(id) {
  const out = [];
  let asked = 0;
  const shifty = { toString: () => (asked++ === 0 ? 'pg' : 'fs'), [Symbol.toPrimitive]: () => (asked++ === 0 ? 'pg' : 'fs') };
  for (const name of [shifty, [shifty], new String('pg'), { length: 2, 0: 'f', 1: 's' }]) {
    try { require(name); out.push(typeof name); } catch {}
  }
  return { id, out };
}
