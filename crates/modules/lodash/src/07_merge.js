// Filling objects from other objects: assign, defaults and merge families.

import {
  eq, hasOwn, isArguments, isArray, isArrayLike, isArrayLikeObject, isBuffer, isFunction, isIterateeCall, isObject,
  isPlainObject, isPrototype, isTypedArray,
} from "./00_types.js";
import { assignIfChanged, assignKey, copyKeys, eachKey, keys, keysIn, put } from "./02_keys.js";
import { cloneBuffer, cloneView, emptyLike } from "./05_clone.js";

/**
 * A function `(object, ...sources)` that applies `fill(object, source, customizer)` to each source. With
 * `customizable`, a function in last place is the customizer. Handed to an iteration as callback, such a function
 * takes one source only and ignores the index and collection that follow.
 */
function filler(fill, customizable) {
  return function (...input) {
    const [target, ...sources] = input;
    let count = sources.length;
    let customizer = count > 1 && customizable ? sources[count - 1] : undefined;
    if (typeof customizer === "function") count--;
    else customizer = undefined;
    if (sources.length > 2 && sources[2] && isIterateeCall(sources[0], sources[1], sources[2])) {
      if (count < 3) customizer = undefined;
      count = 1;
    }
    const object = Object(target);
    for (let index = 0; index < count; index++) {
      if (sources[index]) fill(object, sources[index], customizer);
    }
    return object;
  };
}

export const assign = filler((object, source) => {
  if (isPrototype(source) || isArrayLike(source)) {
    copyKeys(source, keys(source), object);
    return;
  }
  for (const key in source) {
    if (hasOwn(source, key)) assignIfChanged(object, key, source[key]);
  }
});

export const assignIn = filler((object, source) => copyKeys(source, keysIn(source), object));
export const assignWith = filler(
  (object, source, customizer) => copyKeys(source, keys(source), object, customizer),
  true,
);
export const assignInWith = filler(
  (object, source, customizer) => copyKeys(source, keysIn(source), object, customizer),
  true,
);

export function defaults(...input) {
  const [target, ...sources] = input;
  const object = Object(target);
  const asCallback = sources.length > 2 && sources[2] && isIterateeCall(sources[0], sources[1], sources[2]);
  for (const source of asCallback ? sources.slice(0, 1) : sources) {
    for (const key of keysIn(source)) {
      const value = object[key];
      // What every object inherits (toString and so on) counts as absent.
      const absent = value === undefined || (eq(value, Object.prototype[key]) && !hasOwn(object, key));
      if (absent) put(object, key, source[key]);
    }
  }
  return object;
}

// ---- merge ----

// Members through which a prototype could be reached are neither read nor merged into.
function safeRead(object, key) {
  if (key === "__proto__" || (key === "constructor" && typeof object[key] === "function")) return undefined;
  return object[key];
}

function mergeKey(object, key, value) {
  const needed = value === undefined ? !(key in object) : !eq(object[key], value);
  if (needed) assignKey(object, key, value);
}

function mergeInto(object, source, customizer, open) {
  if (object === source) return;
  eachKey(source, (value, key) => {
    open ||= new Map();
    if (isObject(value)) {
      mergeObject(object, source, key, customizer, open);
      return;
    }
    const given = customizer ? customizer(safeRead(object, key), value, key + "", object, source, open) : undefined;
    mergeKey(object, key, given === undefined ? value : given);
  }, keysIn(source));
}

function mergeObject(object, source, key, customizer, open) {
  const current = safeRead(object, key);
  const value = safeRead(source, key);
  const known = open.get(value);
  if (known) {
    mergeKey(object, key, known);
    return;
  }
  const given = customizer ? customizer(current, value, key + "", object, source, open) : undefined;
  if (given !== undefined) {
    mergeKey(object, key, given);
    return;
  }
  const { target, descend } = mergeTarget(current, value);
  if (descend) {
    open.set(value, target);
    mergeInto(target, value, customizer, open);
    open.delete(value);
  }
  mergeKey(object, key, target);
}

// Where the members of `value` go, given what is there; `descend` is false for values taken whole.
function mergeTarget(current, value) {
  const whole = (target) => ({ target, descend: false });
  const into = (target) => ({ target, descend: true });
  const buffer = !isArray(value) && isBuffer(value);
  const typed = !isArray(value) && !buffer && isTypedArray(value);
  if (isArray(value) || buffer || typed) {
    if (isArray(current)) return into(current);
    if (isArrayLikeObject(current)) return into(Array.from(current));
    if (buffer) return whole(cloneBuffer(value, true));
    return typed ? whole(cloneView(value, true)) : into([]);
  }
  if (isPlainObject(value) || isArguments(value)) {
    if (isArguments(current)) return into(toPlainObject(current));
    return into(!isObject(current) || isFunction(current) ? emptyLike(value) : current);
  }
  return whole(value);
}

export const merge = filler((object, source) => mergeInto(object, source));
export const mergeWith = filler((object, source, customizer) => mergeInto(object, source, customizer), true);

function keepAndDeepen(current, value, _key, _object, _source, open) {
  if (isObject(current) && isObject(value)) {
    open.set(value, current);
    mergeInto(current, value, keepAndDeepen, open);
    open.delete(value);
  }
  return current;
}

export function defaultsDeep(...input) {
  return mergeWith(...input, undefined, keepAndDeepen);
}

export function toPlainObject(value) {
  return copyKeys(value, keysIn(value));
}
