// Resolves the specifiers of Connector's extension modules when they are loaded under Node: those of pg to the files in
// the crate, those of node to Node's own modules, which here are the measure of what Connector's must be.

import { pathToFileURL } from "node:url";

const SOURCES = new URL("../../../crates/modules/pg/src/", import.meta.url);

// The real packages stand in the folder that scripts/setup made for them.
const NPM = process.env.CONNECTOR_NPM_DIR;
const PACKAGES = NPM ? pathToFileURL(`${NPM}/package.json`).href : import.meta.url;
const REAL = /^pg(-|\/|$)/;

const NODE_PIECES = {
  "buffer.js": 'export { Buffer } from "node:buffer";',
  "events.js": 'export { EventEmitter } from "node:events";',
  "process.js": 'import process from "node:process"; export { process };',
  // Through the global names, so that a test can put its own clock there.
  "timers.js": ["setTimeout", "clearTimeout", "setImmediate"]
    .map((name) => `export const ${name} = (...args) => globalThis.${name}(...args);`)
    .join(""),
  "url.js": 'export { URL, URLSearchParams } from "node:url";',
  "util.js": 'export * from "node:util";',
};

/** Node's resolve hook. */
export function resolve(specifier, context, next) {
  const own = /^ext:connector_pg\/(.+)$/.exec(specifier);
  if (own) return { url: new URL(own[1], SOURCES).href, format: "module", shortCircuit: true };
  const piece = /^ext:connector_node\/(.+)$/.exec(specifier);
  if (piece && NODE_PIECES[piece[1]]) {
    const url = `data:text/javascript,${encodeURIComponent(NODE_PIECES[piece[1]])}`;
    return { url, format: "module", shortCircuit: true };
  }
  return next(specifier, REAL.test(specifier) ? { ...context, parentURL: PACKAGES } : context);
}

/** Node's load hook: the crate's files are ES modules whatever package.json is nearest. */
export function load(url, context, next) {
  return next(url, url.startsWith(SOURCES.href) ? { ...context, format: "module" } : context);
}
