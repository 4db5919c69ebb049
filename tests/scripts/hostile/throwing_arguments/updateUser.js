async function updateUser(id) {
  const bomb = new Proxy({}, { get() { throw new Error('bomb'); }, ownKeys() { throw new Error('bomb'); }, getPrototypeOf() { throw new Error('bomb'); } });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const speaking = { toString() { throw new Error('bomb'); }, valueOf() { throw new Error('bomb'); } };
  const crypto = require('crypto');
  const bcrypt = require('bcrypt');
  const { Client, Pool } = require('pg');
  const tries = [];
  for (const value of [bomb, proxy, speaking, Symbol('s'), 1n, () => {}, NaN]) {
    tries.push(
      () => crypto.createHash(value), () => crypto.createHmac('sha256', value), () => crypto.randomBytes(value),
      () => bcrypt.hash(value, 4), () => bcrypt.hash('x', value), () => bcrypt.compare(value, value),
      () => Buffer.from(value), () => Buffer.alloc(value), () => new URL(value), () => new URLSearchParams(value),
      () => new Client(value), () => new Pool(value), () => require(value), () => console.log(value),
      () => setTimeout(value), () => structuredClone(value), () => new TextDecoder().decode(value), () => atob(value),
      () => new Client({ host: value }).connect(), () => new Client().query(value), () => process.nextTick(value),
    );
  }
  let ended = 0;
  for (const act of tries) {
    const turn = new Promise((resolve) => { setTimeout(resolve, 50); Promise.resolve().then(act).then(resolve, resolve); });
    await turn;
    ended++;
  }
  return { id, ended };
}
