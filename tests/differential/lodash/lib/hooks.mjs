// Module hooks with which Node loads the shim: its own modules are files of the crate, and what it takes from the
// node module becomes Node's own. Timers are looked up at each call, so that a test may put a clock in their place.

const SOURCE = new URL("../../../../crates/modules/lodash/src/", import.meta.url);
const OWN = "ext:connector_lodash/";
const NODE_PIECES = {
  "ext:connector_node/buffer.js": 'export { Buffer } from "node:buffer";',
  "ext:connector_node/timers.js": `
    export const setTimeout = (...args) => globalThis.setTimeout(...args);
    export const clearTimeout = (...args) => globalThis.clearTimeout(...args);`,
};

export async function resolve(specifier, context, next) {
  if (specifier.startsWith(OWN)) return next(new URL(specifier.slice(OWN.length), SOURCE).href, context);
  if (specifier in NODE_PIECES) return { url: specifier, format: "module", shortCircuit: true };
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (url in NODE_PIECES) return { format: "module", source: NODE_PIECES[url], shortCircuit: true };
  return next(url, url.startsWith(SOURCE.href) ? { ...context, format: "module" } : context);
}
