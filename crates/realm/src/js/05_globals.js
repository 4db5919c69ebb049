// The globals a script finds beside ECMAScript's own, and its env.

import { primordials } from "ext:core/mod.js";
import { op_realm_log } from "ext:core/ops";
import { AbortController, AbortSignal, CustomEvent, Event, EventTarget } from "ext:connector_node/abort.js";
import { Buffer } from "ext:connector_node/buffer.js";
import { createConsole, resetConsole } from "ext:connector_node/console.js";
import { DOMException } from "ext:connector_node/dom_exception.js";
import { atob, btoa, TextDecoder, TextEncoder } from "ext:connector_node/encoding.js";
import { performance } from "ext:connector_node/performance.js";
import {
  keepProcess,
  process,
  rewindProcess,
  setEnv as setProcessEnv,
  setProcessOutput,
} from "ext:connector_node/process.js";
import { structuredClone } from "ext:connector_node/structured_clone.js";
import {
  clearAllTimers,
  clearImmediate,
  clearInterval,
  clearTimeout,
  setImmediate,
  setInterval,
  setTimeout,
  setTimerLimit,
} from "ext:connector_node/timers.js";
import { URL, URLSearchParams } from "ext:connector_node/url.js";
import { Crypto, crypto, CryptoKey, SubtleCrypto } from "ext:connector_node/webcrypto.js";
import { releasePg } from "ext:connector_pg/01_pg.js";

const { JSONParse, ObjectDefineProperty, ObjectFreeze, ObjectKeys } = primordials;

function define(name, value) {
  ObjectDefineProperty(globalThis, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

const console = createConsole(op_realm_log);

export function installGlobals() {
  setProcessOutput(op_realm_log);
  const globals = {
    __proto__: null,
    AbortController,
    AbortSignal,
    Buffer,
    Crypto,
    CryptoKey,
    CustomEvent,
    DOMException,
    Event,
    EventTarget,
    SubtleCrypto,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
    atob,
    btoa,
    clearImmediate,
    clearInterval,
    clearTimeout,
    console,
    crypto,
    global: globalThis,
    performance,
    process,
    setImmediate,
    setInterval,
    setTimeout,
    structuredClone,
  };
  const names = ObjectKeys(globals);
  for (let i = 0; i < names.length; i++) define(names[i], globals[names[i]]);
}

let given;

function defineEnv() {
  ObjectDefineProperty(globalThis, "env", {
    __proto__: null,
    value: ObjectFreeze(JSONParse(given)),
    writable: false,
    enumerable: true,
    configurable: true,
  });
}

/** Gives the script its env: a frozen copy as the global `env`, and a changeable one as `process.env`. */
export function setEnv(json) {
  given = json;
  setProcessEnv(JSONParse(json));
  defineEnv();
}

/** The script's top level has run: what it made of `process` is what every invocation finds. */
export const keep = keepProcess;

/**
 * Between two invocations: nothing of the first may reach the second. Timers and immediates are cleared, database
 * sessions let go of, console, `process` and `env` put back to where the script's top level had left them.
 */
export function rewind() {
  clearAllTimers();
  releasePg();
  rewindProcess();
  resetConsole(console);
  defineEnv();
}

export { setTimerLimit };
