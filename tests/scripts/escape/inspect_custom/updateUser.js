async function updateUser(id) {
  const out = [];
  const custom = Symbol.for('nodejs.util.inspect.custom');
  const reach = (thing) => { try { if (thing.constructor.constructor('return process')()) out.push('code'); } catch (error) { if (error.name !== 'EvalError') out.push(error.name); } };
  const bomb = { [custom](depth, options, inspect) { reach(inspect); reach(options); reach(options.stylize ?? inspect); return 'x'; } };
  console.log(bomb);
  require('util').inspect(bomb);
  require('util').format('%o %O %s', bomb, bomb, bomb);
  return { id, out };
}
