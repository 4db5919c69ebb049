async function updateUser(id) {
  const out = [];
  for (const thing of [() => {}, require, process.nextTick, new Proxy({}, {}), Symbol('x'), new WeakMap(), Promise.resolve(), new (require('pg').Client)()]) {
    try { const clone = structuredClone(thing); if (typeof clone === 'function') out.push('function'); } catch (error) { if (error.name !== 'DataCloneError') out.push(error.name); }
  }
  return { id, out };
}
