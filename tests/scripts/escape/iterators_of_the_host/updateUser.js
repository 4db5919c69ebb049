async function updateUser(id) {
  const out = [];
  const protos = [Object.getPrototypeOf([][Symbol.iterator]()), Object.getPrototypeOf(new Map().entries()), Object.getPrototypeOf(new Set().values()), Object.getPrototypeOf(''[Symbol.iterator]())];
  for (const proto of protos) {
    const next = proto.next;
    proto.next = function () { const step = Reflect.apply(next, this, []); if (typeof step.value === 'function' && /^op_|^__/.test(step.value.name)) out.push(step.value.name); return step; };
  }
  require('util').inspect(new Map([[1, new Set([2])]]));
  await require('bcrypt').hash('x', 4);
  new URLSearchParams([['a', 'b']]).toString();
  require('lodash').groupBy([1, 2, 3], (n) => n % 2);
  return { id, out };
}
