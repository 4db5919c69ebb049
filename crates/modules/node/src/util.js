// require('util').

import { isDeepStrictEqual } from "ext:connector_node/deep_equal.js";
import { TextDecoder, TextEncoder } from "ext:connector_node/encoding.js";
import {
  codedError, invalidArgType, validateAbortSignal, validateFunction, validateOneOf, validateString,
} from "ext:connector_node/errors.js";
import { addAbortListener } from "ext:connector_node/event_target.js";
import { stripVTControlCharacters } from "ext:connector_node/inspect_text.js";
import { nextTick } from "ext:connector_node/tick.js";
import { format, formatWithOptions } from "ext:connector_node/util_format.js";
import { inspect } from "ext:connector_node/util_inspect.js";
import { types } from "ext:connector_node/util_types.js";
import { warn } from "ext:connector_node/warning.js";

const promisifyCustom = Symbol.for("nodejs.util.promisify.custom");

/** A function that calls `original` with a callback and gives a promise; `original[promisify.custom]` goes before. */
export function promisify(original) {
  validateFunction(original, "original");
  const mark = (fn) => Object.defineProperty(fn, promisifyCustom, { value: fn, configurable: true });
  const own = original[promisifyCustom];
  if (own) {
    validateFunction(own, "util.promisify.custom");
    return mark(own);
  }
  function fn(...args) {
    return new Promise((resolve, reject) => {
      original.call(this, ...args, (err, value) => (err ? reject(err) : resolve(value)));
    });
  }
  Object.setPrototypeOf(fn, Object.getPrototypeOf(original));
  return Object.defineProperties(mark(fn), Object.getOwnPropertyDescriptors(original));
}
promisify.custom = promisifyCustom;

/** The opposite: an async function becomes one that takes a callback last. */
export function callbackify(original) {
  validateFunction(original, "original");
  const fail = (callback, reason) => {
    if (reason) return callback(reason);
    const err = codedError(Error, "ERR_FALSY_VALUE_REJECTION", "Promise was rejected with falsy value");
    err.reason = reason;
    return callback(err);
  };
  function callbackified(...args) {
    const last = args.pop();
    validateFunction(last, "last argument");
    const callback = last.bind(this);
    // On a later tick, so that what the callback throws is not the promise's affair.
    original.apply(this, args).then(
      (value) => nextTick(callback, null, value),
      (reason) => nextTick(fail, callback, reason),
    );
  }
  const descriptors = Object.getOwnPropertyDescriptors(original);
  if (typeof descriptors.length.value === "number") descriptors.length.value += 1;
  if (typeof descriptors.name.value === "string") descriptors.name.value += "Callbackified";
  return Object.defineProperties(callbackified, descriptors);
}

/** Puts `Super`'s prototype behind `Class`'s, the way classes were made before `extends`. */
export function inherits(Class, Super) {
  if (Class === undefined || Class === null) throw invalidArgType("ctor", "Function", Class);
  if (Super === undefined || Super === null) throw invalidArgType("superCtor", "Function", Super);
  if (Super.prototype === undefined) throw invalidArgType("superCtor.prototype", "Object", Super.prototype);
  Object.defineProperty(Class, "super_", { value: Super, writable: true, configurable: true });
  Object.setPrototypeOf(Class.prototype, Super.prototype);
}

const warnedCodes = new Set();

/** A function that does as `fn` and warns at its first call (once for each `code`). */
export function deprecate(fn, message, code = undefined) {
  if (code !== undefined) validateString(code, "code");
  let warned = false;
  function deprecated(...args) {
    if (!warned && !warnedCodes.has(code)) {
      warned = true;
      if (code !== undefined) warnedCodes.add(code);
      warn("DeprecationWarning", message, code === undefined ? undefined : { code });
    }
    return new.target ? Reflect.construct(fn, args, new.target) : fn.apply(this, args);
  }
  Object.setPrototypeOf(deprecated, fn);
  if (fn.prototype) deprecated.prototype = fn.prototype;
  return deprecated;
}

// There is no NODE_DEBUG to switch sections on, so every section is off.
function debuglog() {
  const log = () => {};
  return Object.defineProperty(log, "enabled", { value: false, configurable: true, enumerable: true });
}

function toUSVString(text) {
  return String(text).toWellFormed();
}

function styleText(style, text) {
  validateString(text, "text");
  let before = "";
  let after = "";
  for (const name of [style].flat()) {
    const codes = inspect.colors[name];
    if (codes === undefined) validateOneOf(name, "format", Object.keys(inspect.colors));
    before += `\u001b[${codes[0]}m`;
    after = `\u001b[${codes[1]}m${after}`;
  }
  // Without a terminal, one style leaves the text as it is (and several don't: so it is in Node 20).
  return Array.isArray(style) ? `${before}${text}${after}` : text;
}

async function aborted(signal, resource) {
  if (signal === undefined) throw invalidArgType("signal", "AbortSignal", signal);
  validateAbortSignal(signal, "signal");
  if (resource === null || (typeof resource !== "object" && typeof resource !== "function")) {
    throw invalidArgType("resource", "Object", resource);
  }
  if (!signal.aborted) await new Promise((resolve) => addAbortListener(signal, resolve));
}

function extend(target, source) {
  return source !== null && typeof source === "object" ? Object.assign(target, source) : target;
}
Object.defineProperty(extend, "name", { value: "_extend" });

// Old type tests, still found in old scripts.
const isType = (type) => (value) => typeof value === type;
const legacy = {
  isArray: Array.isArray,
  isBoolean: isType("boolean"),
  isBuffer: (value) => value instanceof Uint8Array && value.constructor?.isBuffer?.(value) === true,
  isNull: (value) => value === null,
  isNullOrUndefined: (value) => value === null || value === undefined,
  isNumber: isType("number"),
  isString: isType("string"),
  isSymbol: isType("symbol"),
  isUndefined: isType("undefined"),
  isRegExp: types.isRegExp,
  isObject: (value) => value !== null && typeof value === "object",
  isDate: types.isDate,
  isError: (value) => Object.prototype.toString.call(value) === "[object Error]" || value instanceof Error,
  isFunction: isType("function"),
  isPrimitive: (value) => value === null || (typeof value !== "object" && typeof value !== "function"),
};

export {
  aborted, debuglog, format, formatWithOptions, inspect, isDeepStrictEqual, stripVTControlCharacters, styleText,
  TextDecoder, TextEncoder, toUSVString, types,
};

export default {
  _extend: extend,
  callbackify,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  styleText,
  formatWithOptions,
  inherits,
  inspect,
  isDeepStrictEqual,
  ...legacy,
  promisify,
  stripVTControlCharacters,
  toUSVString,
  aborted,
  types,
  TextDecoder,
  TextEncoder,
};
