// isolated-vm with the packages loaded inside: how long a first answer takes, or what a warm isolate holds. The packages
// are put together with a small `require`; what they ask of Node is there in name only, so nothing of it is paid for.

import { readFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { setTimeout as rest } from "node:timers/promises";

const setup = JSON.parse(process.argv[2]);
const require = createRequire(setup.modules);
const ivm = require("isolated-vm");
const PACKAGES = ["lodash", "pg"];
const builtins = new Set(builtinModules);
const author = readFileSync(setup.script, "utf8");

/** Every file that `name` needs, with what its own `require` finds. */
function gather(file, files = new Map()) {
  if (files.has(file)) return files;
  const text = readFileSync(file, "utf8");
  const found = {};
  files.set(file, { text, found });
  const ask = createRequire(file);
  for (const [, name] of text.matchAll(/require\(['"]([^'"]+)['"]\)/g)) {
    if (builtins.has(name.replace("node:", ""))) continue;
    try {
      found[name] = ask.resolve(name);
    } catch {
      continue;
    }
    if (found[name].endsWith(".js")) gather(found[name], files);
    else files.set(found[name], { text: `module.exports = ${readFileSync(found[name], "utf8")}`, found: {} });
  }
  return files;
}

/** One script that leaves `require` as a global. */
function bundle() {
  const files = new Map();
  const entries = { bcrypt: null };
  for (const name of PACKAGES) {
    entries[name] = require.resolve(name);
    gather(entries[name], files);
  }
  const table = [...files].map(
    ([file, { text, found }]) =>
      `${JSON.stringify(file)}: [${JSON.stringify(found)}, function (require, module, exports) {${text}\n}]`,
  );
  return `{
    class Thing { on() { return this; } once() { return this; } emit() {} removeListener() {} }
    Thing.EventEmitter = Thing;
    const names = ["Socket", "Transform", "Duplex", "Readable", "Writable", "StringDecoder"];
    for (const name of names) Thing[name] = class extends Thing {};
    const same = (value) => value;
    Object.assign(Thing, {
      inherits() {}, deprecate: same, promisify: same, inspect: String, types: {}, join: String, resolve: String,
      webcrypto: { subtle: {} }, hash() {}, compare() {},
    });
    globalThis.global = globalThis;
    globalThis.process = { env: {}, versions: { node: "20.0.0" }, platform: "linux", nextTick() {} };
    globalThis.TextEncoder = class {};
    globalThis.Buffer = class extends Uint8Array {
      static allocUnsafe(size) { return new Uint8Array(size); }
      static alloc(size) { return new Uint8Array(size); }
      static from(what) { return new Uint8Array(typeof what === "string" ? what.length : what); }
      static byteLength(text) { return text.length; }
    };
    for (const name of ["write", "writeInt32BE", "fill", "copy", "slice"]) Uint8Array.prototype[name] ??= function () { return this; };
    const entries = ${JSON.stringify(entries)};
    const table = {${table.join(",\n")}};
    const loaded = {};
    const load = (file) => {
      if (loaded[file]) return loaded[file].exports;
      const [found, run] = table[file];
      const module = (loaded[file] = { exports: {} });
      run.call(module.exports, (name) => (found[name] ? load(found[name]) : Thing), module, module.exports);
      return module.exports;
    };
    for (const name of ${JSON.stringify(PACKAGES)}) load(entries[name]);
    globalThis.require = (name) => (entries[name] ? load(entries[name]) : Thing);
  }`;
}

const shims = setup.mode === "bare" ? "globalThis.require = () => ({ Client() {}, hash() {}, pick: (o) => ({ id: o.id }) });" : bundle();
const snapshot = setup.mode === "snapshot" ? ivm.Isolate.createSnapshot([{ code: shims }]) : undefined;
let cachedShims, cachedAuthor;
{
  const isolate = new ivm.Isolate();
  cachedShims = isolate.compileScriptSync(shims, { produceCachedData: true }).cachedData;
  cachedAuthor = isolate.compileScriptSync(author, { produceCachedData: true }).cachedData;
  isolate.dispose();
}

/** A new isolate with the author's script loaded; its function. */
async function start() {
  const isolate = new ivm.Isolate({ memoryLimit: 64, snapshot });
  const context = await isolate.createContext();
  if (snapshot === undefined) {
    const script = await isolate.compileScript(shims, { cachedData: cachedShims });
    await script.run(context, { timeout: 1000 });
  }
  await context.global.set("env", new ivm.ExternalCopy(setup.env).copyInto());
  const script = await isolate.compileScript(author, { cachedData: cachedAuthor });
  await script.run(context, { timeout: 1000 });
  const call = await context.global.get(setup.action, { reference: true });
  return { isolate, call };
}

const options = { arguments: { copy: true }, result: { promise: true, copy: true }, timeout: 1000 };
const ask = (call) => call.apply(undefined, [...setup.calls[0], {}], options);

async function cold() {
  const times = [];
  for (let i = 0; i < setup.samples + 5; i++) {
    const started = performance.now();
    const { isolate, call } = await start();
    await ask(call);
    if (i >= 5) times.push(performance.now() - started);
    isolate.dispose();
  }
  return { cold_ms: times };
}

async function held() {
  const kept = [];
  const resident = [];
  for (const tenants of [setup.few, setup.many]) {
    while (kept.length < tenants) {
      const started = await start();
      for (let i = 0; i < setup.times; i++) await ask(started.call);
      kept.push(started);
    }
    await rest(8000);
    resident.push(process.memoryUsage().rss);
  }
  return { tenant_bytes: (resident[1] - resident[0]) / (setup.many - setup.few), isolates: kept.length };
}

const said = setup.samples ? await cold() : await held();
process.stdout.write(`${JSON.stringify(said)}\n`);
process.exit(0);
