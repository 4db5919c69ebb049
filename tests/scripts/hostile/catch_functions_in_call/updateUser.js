async function updateUser(id) {
  const caught = new Set();
  const note = (thing) => { if (typeof thing === 'function' && /^op_|^__/.test(thing.name)) caught.add(thing.name); };
  const { call, apply, bind } = Function.prototype;
  const reflect = Reflect.apply;
  Function.prototype.call = function (...rest) { note(this); return reflect(call, this, rest); };
  Function.prototype.apply = function (...rest) { note(this); return reflect(apply, this, rest); };
  Function.prototype.bind = function (...rest) { note(this); return reflect(bind, this, rest); };
  Reflect.apply = (fn, self, rest) => { note(fn); return reflect(fn, self, rest); };
  const then = Promise.prototype.then;
  Promise.prototype.then = function (...rest) { rest.forEach(note); return reflect(then, this, rest); };
  require('crypto').createHash('sha256').update('x').digest('hex');
  await require('bcrypt').hash('x', 4);
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  await client.query('SELECT $1::int', [1]);
  await client.end();
  console.log('said');
  await new Promise((resolve) => setTimeout(resolve, 1));
  return { id, caught: [...caught] };
}
