async function updateUser(id) {
  const { Client, Pool } = require('pg');
  const real = new Client(env.DB_CONNECTION_URI);
  await real.connect();
  let ended = 0;
  for (const Class of [Client, Pool]) {
    for (const name of Object.getOwnPropertyNames(Class.prototype).filter((name) => !name.startsWith('_'))) {
      for (const self of [null, undefined, {}, 7, () => {}]) {
        try {
          const descriptor = Object.getOwnPropertyDescriptor(Class.prototype, name);
          const result = typeof descriptor.value === 'function' && name !== 'constructor' ? Reflect.apply(descriptor.value, self, ['SELECT 1', [], () => {}]) : descriptor.get && Reflect.apply(descriptor.get, self, []);
          if (result && typeof result.then === 'function') await Promise.race([result, new Promise((resolve) => setTimeout(resolve, 20))]);
        } catch {}
        ended++;
      }
    }
  }
  const { rows } = await real.query('SELECT 1 AS one');
  await real.end();
  return { id, one: rows[0].one, ended: ended > 50 };
}
