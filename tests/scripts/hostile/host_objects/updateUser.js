// Breadth first over everything that properties, prototypes and getters lead to.
async function updateUser(id) {
  const modules = ['pg', 'bcrypt', 'lodash', 'crypto', 'util', 'events', 'url', 'querystring', 'assert', 'string_decoder',
    'path', 'buffer', 'timers', 'os'];
  const seen = new Set();
  const found = new Set();
  const queue = [globalThis, require, module, (function () { return arguments; })(), ...modules.map((name) => require(name))];
  while (queue.length > 0 && seen.size < 200000) {
    const thing = queue.shift();
    if ((typeof thing !== 'object' && typeof thing !== 'function') || thing === null || seen.has(thing)) continue;
    seen.add(thing);
    if (typeof thing === 'function' && /^op_|^__/.test(thing.name)) found.add(thing.name);
    for (const key of Reflect.ownKeys(thing)) {
      if (/^op_|__bootstrap|__connector|^Deno$/.test(String(key))) found.add(String(key));
      const property = Reflect.getOwnPropertyDescriptor(thing, key);
      queue.push(property.value, property.get, property.set);
      if (property.get) try { queue.push(thing[key]); } catch {}
    }
    queue.push(Reflect.getPrototypeOf(thing));
  }
  return { id, many: seen.size > 1000, found: [...found].filter((name) => !/^__(define|lookup)[GS]etter__$/.test(name)) };
}
