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
  lendProcess,
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
import { UnauthorizedError, ValidationError, WrongUsernameOrPasswordError } from "ext:connector_realm/25_auth0.js";
import { releasePg } from "ext:connector_pg/01_pg.js";

const { JSONParse, ObjectDefineProperty, ObjectFreeze, ObjectGetOwnPropertyDescriptor, ObjectHasOwn, ObjectKeys } = primordials;

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
    UnauthorizedError,
    ValidationError,
    WrongUsernameOrPasswordError,
    atob,
    btoa,
    clearImmediate,
    clearInterval,
    clearTimeout,
    console,
    crypto,
    global: globalThis,
    performance,
    setImmediate,
    setInterval,
    setTimeout,
    structuredClone,
  };
  const names = ObjectKeys(globals);
  for (let i = 0; i < names.length; i++) define(names[i], globals[names[i]]);
  defineProcess();
}

// An accessor, as it is in Node; so the realm learns when a script gets hold of it.
function defineProcess() {
  let replaced = false;
  let other;
  ObjectDefineProperty(globalThis, "process", {
    __proto__: null,
    get() {
      return replaced ? other : lendProcess();
    },
    set(value) {
      replaced = true;
      other = value;
    },
    enumerable: false,
    configurable: true,
  });
}

// Frozen, and its values are texts: no invocation can leave anything in it for the next.
let env;
const ENV_NAMES = ["env", "configuration"];

function defineEnv() {
  for (let i = 0; i < ENV_NAMES.length; i++) {
    const name = ENV_NAMES[i];
    const enumerable = name === "env";
    const found = ObjectGetOwnPropertyDescriptor(globalThis, name);
    // A getter's description inherits what a script puts on Object.prototype.
    const holds = found !== undefined && ObjectHasOwn(found, "value") && found.value === env;
    if (holds && !found.writable && found.configurable && found.enumerable === enumerable) continue;
    ObjectDefineProperty(globalThis, name, {
      __proto__: null,
      value: env,
      writable: false,
      enumerable,
      configurable: true,
    });
  }
}

/**
 * Gives the script its env: a frozen copy as the globals `env` and, for Auth0's scripts, `configuration`, and a
 * changeable one as `process.env`.
 */
export function setEnv(json) {
  env = ObjectFreeze(JSONParse(json));
  setProcessEnv(env);
  defineEnv();
}

/** The script's top level has run: what it made of `process` is what every invocation finds. */
export const keep = keepProcess;

/**
 * Between two invocations: nothing of the first may reach the second. Timers and immediates are cleared, database
 * sessions let go of, console, `process` and `env` put back to where the script's top level had left them.
 *
 * True when nothing of it was there: then nothing can call back any more, and the event loop need not be asked.
 */
export function rewind() {
  const timers = clearAllTimers();
  const sessions = releasePg();
  const process = rewindProcess();
  resetConsole(console);
  defineEnv();
  return timers && sessions && process;
}

export { setTimerLimit };
