async function updateUser(id) {
  const out = [];
  for (const name of ['main', 'extensions', 'module', '_load', 'paths']) if (require[name] !== undefined) out.push(name);
  for (const thing of [require, module, exports]) {
    for (const chain of [thing.constructor, Object.getPrototypeOf(thing)?.constructor]) {
      try { if (chain?.constructor?.('return process')?.()) out.push('code'); } catch (error) { if (error.name !== 'EvalError') out.push(error.name); }
    }
  }
  for (const name of ['_load', '_extensions', '_cache', 'parent', 'children', 'createRequire']) if (module[name] !== undefined || module.constructor[name] !== undefined) out.push(name);
  return { id, out };
}
