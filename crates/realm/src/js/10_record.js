// A bounded, plain picture of whatever a script threw. Every read may run the script's code (getters, Proxy traps), so
// each stands alone in its own try, and everything here is captured before any script runs.

import { core, primordials } from "ext:core/mod.js";

const {
  ArrayPrototypePush,
  JSONStringify,
  NumberIsFinite,
  ObjectKeys,
  ObjectSetPrototypeOf,
  String,
  StringPrototypeSlice,
  SymbolPrototypeToString,
} = primordials;

// In UTF-16 units. A message of 8 Ki is already far more than anybody reads.
const MAX_NAME = 256;
const MAX_MESSAGE = 8192;
const MAX_CODE = 64;
const MAX_STACK = 16384;
const MAX_CAUSES = 3;
const MAX_DETAILS = 24;
const MAX_DETAIL = 1024;

function read(object, key) {
  try {
    return object[key];
  } catch {
    return undefined;
  }
}

function cut(value, max) {
  return value.length > max ? StringPrototypeSlice(value, 0, max) : value;
}

// Only what already is text counts: coercing would run the script's toString.
function text(value, max) {
  if (typeof value === "string") return cut(value, max);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return undefined;
}

function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function describePrimitive(value) {
  if (typeof value === "symbol") return cut(SymbolPrototypeToString(value), MAX_MESSAGE);
  return cut(String(value), MAX_MESSAGE);
}

function details(error) {
  const found = { __proto__: null };
  let count = 0;
  let keys;
  try {
    keys = ObjectKeys(error);
  } catch {
    return undefined;
  }
  const length = keys.length > MAX_DETAILS ? MAX_DETAILS : keys.length;
  for (let i = 0; i < length; i++) {
    const key = keys[i];
    if (key === "name" || key === "message" || key === "stack" || key === "cause" || key.length > MAX_CODE) continue;
    const value = read(error, key);
    if (typeof value === "string") found[key] = cut(value, MAX_DETAIL);
    else if (typeof value === "boolean" || (typeof value === "number" && NumberIsFinite(value))) found[key] = value;
    else continue;
    count++;
  }
  return count === 0 ? undefined : found;
}

function causes(error) {
  // A prototype-less array: JSON.stringify must not find a toJSON that the script hung on Array.prototype.
  const list = ObjectSetPrototypeOf([], null);
  let cause = read(error, "cause");
  for (let depth = 0; depth < MAX_CAUSES && isObject(cause); depth++) {
    ArrayPrototypePush(list, {
      __proto__: null,
      message: text(read(cause, "message"), MAX_MESSAGE) ?? "",
      code: text(read(cause, "code"), MAX_CODE),
    });
    cause = read(cause, "cause");
  }
  if (typeof cause === "string" && list.length < MAX_CAUSES) {
    ArrayPrototypePush(list, { __proto__: null, message: cut(cause, MAX_MESSAGE) });
  }
  return list;
}

function record(thrown) {
  if (thrown === null) return { __proto__: null, kind: "null", name: "null", message: "null" };
  if (thrown === undefined) return { __proto__: null, kind: "undefined", name: "undefined", message: "undefined" };
  if (typeof thrown === "string") {
    return { __proto__: null, kind: "string", name: "string", message: cut(thrown, MAX_MESSAGE) };
  }
  if (!isObject(thrown)) {
    return { __proto__: null, kind: "other", name: typeof thrown, message: describePrimitive(thrown) };
  }
  const native = core.isNativeError(thrown);
  const message = text(read(thrown, "message"), MAX_MESSAGE);
  return {
    __proto__: null,
    kind: native || message !== undefined ? "error" : "other",
    name: text(read(thrown, "name"), MAX_NAME) ?? (native ? "Error" : typeof thrown),
    message: message ?? (native ? "" : `a thrown ${typeof thrown} without a message`),
    code: text(read(thrown, "code"), MAX_CODE),
    stack: text(read(thrown, "stack"), MAX_STACK),
    causes: causes(thrown),
    details: native ? details(thrown) : undefined,
  };
}

/** The picture of a thrown value as JSON text. Never throws, short of the host ending the script. */
export function recordJson(thrown) {
  try {
    return JSONStringify(record(thrown));
  } catch {
    return '{"kind":"other","name":"unknown","message":"a thrown value that cannot be read"}';
  }
}
