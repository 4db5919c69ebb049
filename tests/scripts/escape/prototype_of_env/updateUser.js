async function updateUser(id) {
  const out = [];
  for (const thing of [env, process.env]) {
    for (const key of ['PATH', 'HOME', 'USER', 'constructor.constructor']) if (Object.hasOwn(thing, key)) out.push(key);
    try { if (thing.constructor.constructor('return process')()) out.push('code'); } catch (error) { if (error.name !== 'EvalError') out.push(error.name); }
  }
  try { env.X = 1; if (env.X) out.push('env grew'); } catch {}
  try { Object.setPrototypeOf(env, { PATH: 'forged' }); if (env.PATH) out.push('env changed'); } catch {}
  return { id, out };
}
