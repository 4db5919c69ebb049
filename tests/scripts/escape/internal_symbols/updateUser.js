async function updateUser(id) {
  const out = [];
  const names = ['Deno.internal', 'Deno.customInspect', 'nodejs.internal', 'connector', 'op', 'privateCustomInspect', 'undici.globalDispatcher.1', 'errorAdditionalPropertyKeys'];
  for (const thing of [globalThis, process, require, Buffer, console, require('pg'), require('crypto'), Error, Promise]) {
    for (const name of names) if (thing[Symbol.for(name)] !== undefined) out.push(name);
    for (const symbol of Object.getOwnPropertySymbols(thing)) if (typeof thing[symbol] === 'object' && thing[symbol] !== null && !['Symbol(Symbol.unscopables)'].includes(symbol.toString())) out.push(symbol.toString());
  }
  return { id, out };
}
