// Property paths: `'a[0].b["c.d"]'`, arrays of keys, and single keys.

import { hasOwn, isArguments, isArray, isFunction, isIndex, isLength, isObject, isSymbol } from "./00_types.js";
import { toKey, toString } from "./01_convert.js";
import { assignIfChanged } from "./02_keys.js";

// ---- from text to keys ----

// What makes a text a path and not a plain name: a dot, or a bracket pair holding a bare or quoted key.
const PATH_LIKE = /\.|\[(?:[^[\]]*|(["'])(?:(?!\1)[^\\]|\\.)*?\1)\]/;
const NUMBER_IN_BRACKETS = /\[(-?\d+(?:\.\d+)?)\]/y;
const LINE_END = /[\n\r\u2028\u2029]/;

// `["key"]` at `start`: the key without its escapes and where the text goes on, or undefined.
function quotedKey(text, start) {
  const quote = text[start + 1];
  if (quote !== '"' && quote !== "'") return undefined;
  let key = "";
  for (let at = start + 2; at < text.length; at++) {
    const char = text[at];
    if (char === quote) return text[at + 1] === "]" ? { key, end: at + 2 } : undefined;
    if (char === "\\") {
      at++;
      if (at >= text.length || LINE_END.test(text[at])) return undefined;
    }
    key += text[at];
  }
  return undefined;
}

const emptyStep = (text, at) => text[at] === "." ? 1 : text.startsWith("[]", at) ? 2 : 0;

/** The keys that a path's text names. Malformed parts are passed over, as lodash does. */
export function parsePath(text) {
  const keys = text[0] === "." ? [""] : [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    while (at < text.length && text[at] !== "." && text[at] !== "[" && text[at] !== "]") at++;
    if (at > start) {
      keys.push(text.slice(start, at));
      continue;
    }
    if (text[at] === "[") {
      NUMBER_IN_BRACKETS.lastIndex = at;
      const number = NUMBER_IN_BRACKETS.exec(text);
      const found = number ? { key: number[1], end: at + number[0].length } : quotedKey(text, at);
      if (found) {
        keys.push(found.key);
        at = found.end;
        continue;
      }
    }
    // Two separators in a row, or one at the end, enclose an empty key.
    const step = emptyStep(text, at);
    if (step && (at + step === text.length || emptyStep(text, at + step))) keys.push("");
    at++;
  }
  return keys;
}

/** True when `value` is one key and not a path: also when the object has a key spelt like the path. */
export function isKey(value, object) {
  if (isArray(value)) return false;
  if (value === null || typeof value === "number" || typeof value === "boolean" || isSymbol(value)) return true;
  return /^\w*$/.test(value) || !PATH_LIKE.test(value) ||
    (object !== null && object !== undefined && value in Object(object));
}

// Scripts use few paths and those often. Whoever gets a list from here must not change it.
const parsed = new Map();
const MOST_PARSED = 500;

function parseOnce(text) {
  let keys = parsed.get(text);
  if (!keys) {
    if (parsed.size >= MOST_PARSED) parsed.clear();
    keys = parsePath(text);
    parsed.set(text, keys);
  }
  return keys;
}

export function castPath(value, object) {
  if (isArray(value)) return value;
  return isKey(value, object) ? [value] : parseOnce(toString(value));
}

export function toPath(value) {
  if (isArray(value)) return Array.from(value, toKey);
  return isSymbol(value) ? [value] : parsePath(toString(value));
}

// ---- reading ----

export function getAt(object, path) {
  const steps = castPath(path, object);
  let index = 0;
  while (object !== null && object !== undefined && index < steps.length) object = object[toKey(steps[index++])];
  return index && index === steps.length ? object : undefined;
}

export function get(object, path, defaultValue) {
  const value = object === null || object === undefined ? undefined : getAt(object, path);
  return value === undefined ? defaultValue : value;
}

const ownStep = (object, key) => hasOwn(object, key);
const anyStep = (object, key) => key in Object(object);

function hasAt(object, path, holds) {
  const steps = castPath(path, object);
  let key;
  for (let index = 0; index < steps.length; index++) {
    key = toKey(steps[index]);
    if (object === null || object === undefined || !holds(object, key)) {
      // A hole at the end of the path still counts as an element of its array.
      if (index + 1 !== steps.length || object === null || object === undefined) return false;
      const length = object.length;
      return !!length && isLength(length) && isIndex(key, length) && (isArray(object) || isArguments(object));
    }
    object = object[key];
  }
  return steps.length > 0;
}

export function has(object, path) {
  return object !== null && object !== undefined && hasAt(object, path, ownStep);
}

export function hasIn(object, path) {
  return object !== null && object !== undefined && hasAt(object, path, anyStep);
}

export function result(object, path, defaultValue) {
  const steps = castPath(path, object);
  if (!steps.length) return isFunction(defaultValue) ? defaultValue.call(undefined) : defaultValue;
  for (let index = 0; index < steps.length; index++) {
    let value = object === null || object === undefined ? undefined : object[toKey(steps[index])];
    if (value === undefined) {
      index = steps.length;
      value = defaultValue;
    }
    object = isFunction(value) ? value.call(object) : value;
  }
  return object;
}

// Few arguments are passed by `call`, as lodash does, so that a value that is no function fails with the same words.
export function apply(func, thisArg, args) {
  return args.length > 3 ? func.apply(thisArg, args) : func.call(thisArg, ...args);
}

const parentOf = (object, steps) => steps.length < 2 ? object : getAt(object, steps.slice(0, -1));

export function invokeAt(object, path, args) {
  const steps = castPath(path, object);
  const owner = parentOf(object, steps);
  if (owner === null || owner === undefined) return undefined;
  const func = owner[toKey(steps[steps.length - 1])];
  return func === null || func === undefined ? undefined : apply(func, owner, args);
}

export function invoke(...input) {
  const [object, path, ...args] = input;
  return invokeAt(object, path, args);
}

// ---- writing ----

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/** Writes along a path, making arrays and objects on the way. Stops at a key that could reach a prototype. */
export function setAt(object, path, value, customizer) {
  if (!isObject(object)) return object;
  const steps = castPath(path, object);
  let nested = object;
  for (let index = 0; index < steps.length && nested !== null && nested !== undefined; index++) {
    const key = toKey(steps[index]);
    if (FORBIDDEN.has(key)) return object;
    let next = value;
    if (index !== steps.length - 1) {
      const current = nested[key];
      next = customizer ? customizer(current, key, nested) : undefined;
      if (next === undefined) next = isObject(current) ? current : isIndex(steps[index + 1]) ? [] : {};
    }
    assignIfChanged(nested, key, next);
    nested = nested[key];
  }
  return object;
}

const functionOrUndefined = (value) => typeof value === "function" ? value : undefined;

export function set(object, path, value) {
  return object === null || object === undefined ? object : setAt(object, path, value);
}

export function setWith(object, path, value, customizer) {
  return object === null || object === undefined ? object : setAt(object, path, value, functionOrUndefined(customizer));
}

function updateAt(object, path, updater, customizer) {
  if (object === null || object === undefined) return object;
  const change = typeof updater === "function" ? updater : (value) => value;
  return setAt(object, path, change(getAt(object, path)), customizer);
}

export function update(object, path, updater) {
  return updateAt(object, path, updater);
}

export function updateWith(object, path, updater, customizer) {
  return updateAt(object, path, updater, functionOrUndefined(customizer));
}

/** Deletes the property at a path. Unlike 4.17.21 (and like 4.17.23) it refuses to delete from a prototype. */
export function unsetAt(object, path) {
  const steps = castPath(path, object);
  for (let index = 0, owner = object; index < steps.length - 1; index++) {
    const key = toKey(steps[index]);
    if (key === "__proto__" && !(owner !== null && owner !== undefined && hasOwn(owner, key))) return false;
    if (key === "constructor" && toKey(steps[index + 1]) === "prototype" && index + 2 < steps.length) return false;
    owner = owner === null || owner === undefined ? owner : owner[key];
  }
  const owner = parentOf(object, steps);
  if (owner === null || owner === undefined) return true;
  return Reflect.deleteProperty(Object(owner), toKey(steps[steps.length - 1]));
}

export function unset(object, path) {
  return object === null || object === undefined ? true : unsetAt(object, path);
}
