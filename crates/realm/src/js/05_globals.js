// The globals a script finds beside ECMAScript's own, and its env.

import { primordials } from "ext:core/mod.js";
import { op_realm_log } from "ext:core/ops";

const { JSONParse, ObjectDefineProperty, ObjectFreeze } = primordials;

function define(name, value) {
  ObjectDefineProperty(globalThis, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

export function installGlobals() {
  define("global", globalThis);
  define("console", { log: (t) => op_realm_log("log", String(t)) });
}

/** Gives the script its env: a frozen copy as the global `env`, and a changeable one as `process.env`. */
export function setEnv(json) {
  ObjectDefineProperty(globalThis, "env", {
    __proto__: null,
    value: ObjectFreeze(JSONParse(json)),
    writable: false,
    enumerable: true,
    configurable: true,
  });
}
