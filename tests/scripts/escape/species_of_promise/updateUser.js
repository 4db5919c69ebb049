async function updateUser(id) {
  const out = [];
  class Caught extends Promise {
    constructor(executor) {
      super((resolve, reject) => {
        for (const one of [resolve, reject, executor]) try { if (one.constructor.constructor('return process')()) out.push('code'); } catch (error) { if (error.name !== 'EvalError') out.push(error.name); }
        executor(resolve, reject);
      });
    }
  }
  const promise = require('bcrypt').hash('x', 4);
  Object.defineProperty(promise, 'constructor', { value: { [Symbol.species]: Caught } });
  await promise.then((hash) => hash, () => {});
  return { id, out };
}
