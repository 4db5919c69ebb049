// The `process` object: what a script may know of a process that isn't its own.

import { monotonicMs, restartClock } from "ext:connector_node/clock.js";
import { TextDecoder } from "ext:connector_node/encoding.js";
import { codedError, invalidArgType, outOfRange, validateString } from "ext:connector_node/errors.js";
import { EventEmitter } from "ext:connector_node/events.js";
import { createEnv, fillEnv } from "ext:connector_node/process_env.js";
import { nextTick } from "ext:connector_node/tick.js";
import { resetInspect } from "ext:connector_node/util_inspect.js";
import { setWarningSink } from "ext:connector_node/warning.js";

let output = () => {};

/** Where stdout, stderr and warnings go: `write(level, text)`, as for `createConsole`. */
export function setProcessOutput(write) {
  output = write;
}

// A console message has no line end; a written chunk usually has one.
function stream(level, fd) {
  return {
    fd,
    isTTY: false,
    writable: true,
    write(chunk, encoding, callback) {
      const text = typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk);
      output(level, text.endsWith("\n") ? text.slice(0, -1) : text);
      const done = typeof encoding === "function" ? encoding : callback;
      if (typeof done === "function") nextTick(done, null);
      return true;
    },
    end() {},
  };
}

function refuse(name, advice) {
  const text = `process.${name}() is not available here: ${advice}`;
  const method = () => {
    throw codedError(Error, "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", text, method);
  };
  return Object.defineProperty(method, "name", { value: name });
}

function hrtime(previous) {
  const ms = monotonicMs();
  const now = [Math.floor(ms / 1000), (ms % 1000) * 1_000_000];
  if (previous === undefined) return now;
  if (!Array.isArray(previous)) throw invalidArgType("time", "Array", previous);
  if (previous.length !== 2) throw outOfRange("time", 2, previous.length);
  const seconds = now[0] - previous[0];
  const nanoseconds = now[1] - previous[1];
  return nanoseconds < 0 ? [seconds - 1, nanoseconds + 1_000_000_000] : [seconds, nanoseconds];
}
hrtime.bigint = () => BigInt(monotonicMs()) * 1_000_000n;

function emitWarning(warning, type, code, caller) {
  let detail;
  if (type !== null && typeof type === "object" && !Array.isArray(type)) {
    ({ ctor: caller, code } = type);
    if (typeof type.detail === "string") ({ detail } = type);
    type = type.type || "Warning";
  } else if (typeof type === "function") {
    [type, code, caller] = ["Warning", undefined, type];
  }
  if (type !== undefined) validateString(type, "type");
  if (typeof code === "function") [code, caller] = [undefined, code];
  else if (code !== undefined) validateString(code, "code");

  let err = warning;
  if (typeof warning === "string") {
    err = new Error(warning);
    err.name = String(type || "Warning");
    if (code !== undefined) err.code = code;
    if (detail !== undefined) err.detail = detail;
    Error.captureStackTrace(err, caller || emitWarning);
  } else if (!(warning instanceof Error)) {
    throw invalidArgType("warning", ["Error", "string"], warning);
  }
  if (err.name === "DeprecationWarning" && process.noDeprecation) return;
  nextTick(deliver, err);
}

function deliver(warning) {
  process.emit("warning", warning);
  const code = warning.code ? `[${warning.code}] ` : "";
  const detail = typeof warning.detail === "string" ? `\n${warning.detail}` : "";
  output("warn", `(node) ${code}${warning}${detail}`);
}

function memoryUsage() {
  // How much the isolate holds is the host's business; the shape keeps scripts that log it running.
  return { rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 };
}
memoryUsage.rss = () => 0;

function Process() {
  EventEmitter.call(this);
}
Object.defineProperty(Process, "name", { value: "process" });
Object.setPrototypeOf(Process.prototype, EventEmitter.prototype);

/** The object itself; the realm makes it a global and the answer to `require('process')`. */
export const process = new Process();
Object.defineProperty(process, Symbol.toStringTag, { value: "process", configurable: true });

// Everything a script can overwrite, so that `resetProcess` can lay it down again.
function members() {
  return {
    version: "v20.20.2",
    versions: { node: "20.20.2", v8: "11.3.244.8-node.38", modules: "115" },
    arch: "x64",
    platform: "linux",
    release: { name: "node", lts: "Iron" },
    title: "node",
    argv: ["node"],
    argv0: "node",
    execArgv: [],
    execPath: "/usr/local/bin/node",
    pid: 1,
    ppid: 0,
    exitCode: undefined,
    features: {},
    env: createEnv(),
    stdout: stream("info", 1),
    stderr: stream("error", 2),
    nextTick,
    hrtime,
    uptime: () => monotonicMs() / 1000,
    memoryUsage,
    cwd: () => "/",
    umask: () => 0o22,
    emitWarning,
    exit: refuse("exit", "return from the function, or throw"),
    abort: refuse("abort", "throw an Error instead"),
    kill: refuse("kill", "scripts share their process with others"),
    chdir: refuse("chdir", "scripts have no file system"),
    binding: refuse("binding", "use require()"),
    dlopen: refuse("dlopen", "scripts can't load native code"),
  };
}

/** Puts `values` in process.env's place: every value becomes a string, as by assignment. */
export function setEnv(values) {
  process.env = fillEnv(createEnv(), values);
}

/** Undoes what a script did to `process` (members, listeners, environment) and to the defaults of util and events. */
export function resetProcess() {
  for (const key of Reflect.ownKeys(process)) if (key !== Symbol.toStringTag) delete process[key];
  EventEmitter.call(process);
  Object.assign(process, members());
  EventEmitter.defaultMaxListeners = 10;
  restartClock();
  resetInspect();
}

// The script's top level runs once and many invocations follow: what it made of `process` stays, what they make of it
// goes. A script that never got hold of it can't have changed it, which spares most of them all of this.
let lent = false;
let loaded = false;
let kept;

function copyListeners(table) {
  const copy = { __proto__: null };
  for (const type of Reflect.ownKeys(table)) {
    const entry = table[type];
    copy[type] = Array.isArray(entry) ? [...entry] : entry;
  }
  return copy;
}

const keysOf = (target) => Reflect.ownKeys(target).filter((key) => key !== Symbol.toStringTag);

function picture(target) {
  return { target, members: keysOf(target).map((key) => [key, target[key]]) };
}

function restore({ target, members }) {
  for (const key of keysOf(target)) delete target[key];
  for (const [key, value] of members) target[key] = value;
}

function keep() {
  kept = {
    pictures: [picture(process), picture(process.stdout), picture(process.stderr)],
    env: { ...process.env },
    listeners: copyListeners(process._events),
  };
}

/** `process`, on its way to a script: every way there leads through here. */
export function lendProcess() {
  if (!lent) {
    lent = true;
    if (loaded) keep();
  }
  return process;
}

/** The top level has run: remembers `process` as it is now, for `rewindProcess`. */
export function keepProcess() {
  loaded = true;
  if (lent) keep();
}

/** Puts `process` back to where `keepProcess` found it: members, listeners, environment, clock. Whether it was there. */
export function rewindProcess() {
  restartClock();
  if (!lent) return true;
  for (const seen of kept.pictures) restore(seen);
  process.env = fillEnv(createEnv(), kept.env);
  process._events = copyListeners(kept.listeners);
  return false;
}

resetProcess();
setWarningSink(emitWarning);

export { nextTick };
export default process;
