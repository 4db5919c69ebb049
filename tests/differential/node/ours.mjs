// Loads our modules under Node: `ext:connector_node/x.js` is a file of the crate, `ext:core/ops` the stand-ins of
// ops.mjs. What needs the true ops is compared in a realm: see `--emit` of run.mjs.
import { existsSync } from "node:fs";
import { register } from "node:module";

const source = new URL("../../../crates/modules/node/src/", import.meta.url);

register("./hooks.mjs", import.meta.url, { data: { source: source.href, ops: new URL("./ops.mjs", import.meta.url).href } });

/** Names a script may `require`, each with its file. */
const modules = [
  "assert", "buffer", "console", "crypto", "events", "os", "path", "process", "querystring", "string_decoder", "timers", "url",
  "util",
];

/** Globals a script finds, by the file that exports them. */
const globals = {
  "abort.js": ["AbortController", "AbortSignal", "CustomEvent", "Event", "EventTarget"],
  "buffer.js": ["Buffer"],
  "console.js": ["createConsole"],
  "dom_exception.js": ["DOMException"],
  "encoding.js": ["TextEncoder", "TextDecoder", "atob", "btoa"],
  "performance.js": ["performance"],
  "process.js": ["process"],
  "structured_clone.js": ["structuredClone"],
  "timers.js": ["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate"],
  "url.js": ["URL", "URLSearchParams"],
  "webcrypto.js": ["crypto"],
};

/** `{require, globals}` of our own modules; a module whose file isn't there can't be required. */
export async function loadOurs() {
  const loaded = new Map();
  for (const name of modules) {
    if (existsSync(new URL(`${name}.js`, source))) loaded.set(name, (await import(`ext:connector_node/${name}.js`)).default);
  }
  const found = Object.create(globalThis);
  for (const [file, names] of Object.entries(globals)) {
    if (!existsSync(new URL(file, source))) continue;
    const exported = await import(`ext:connector_node/${file}`);
    for (const name of names) {
      if (name in exported) Object.defineProperty(found, name, { value: exported[name], configurable: true, writable: true });
    }
  }
  const require = (name) => {
    const plain = name.replace(/^node:/, "");
    if (!loaded.has(plain)) throw new Error(`Cannot find module '${name}'`);
    return loaded.get(plain);
  };
  return { require, globals: found };
}
