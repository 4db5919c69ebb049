// Keys of objects, loops over them, and the only ways we write properties.

import {
  eq, hasOwn, isArguments, isArray, isArrayLike, isBuffer, isIndex, isObject, isPrototype, isTypedArray,
} from "./00_types.js";

// ---- writing ----

/** Assigns as sloppy code does: a refusal (frozen object, read-only property) is silent. */
export function put(object, key, value) {
  if (isObject(object)) Reflect.set(object, key, value);
}

/** Assigns, but never through `__proto__`: that name becomes an own property. */
export function assignKey(object, key, value) {
  // Loose on purpose: a key may be an array or object whose text is the forbidden name.
  if (key == "__proto__") {
    Object.defineProperty(object, key, { configurable: true, enumerable: true, value, writable: true });
  } else {
    put(object, key, value);
  }
}

/** `assignKey`, unless the object already has that very value as its own. */
export function assignIfChanged(object, key, value) {
  const current = object[key];
  const same = hasOwn(object, key) && eq(current, value);
  if (!same || (value === undefined && !(key in object))) assignKey(object, key, value);
}

/** Copies the given keys; `customizer` may replace each value. Without a target, into a new object. */
export function copyKeys(source, keys, target, customizer) {
  const write = target ? assignIfChanged : assignKey;
  const object = target || {};
  for (const key of keys) {
    let value = customizer ? customizer(object[key], source[key], key, object, source) : undefined;
    if (value === undefined) value = source[key];
    write(object, key, value);
  }
  return object;
}

export function createFrom(prototype) {
  return isObject(prototype) ? Object.create(prototype) : {};
}

// ---- reading keys ----

// Names that some engines show on buffers and typed arrays although they are not data.
const BUFFER_NAMES = new Set(["offset", "parent"]);
const TYPED_NAMES = new Set(["buffer", "byteLength", "byteOffset"]);

// Arrays and their kin have all their indexes, holes too, then whatever else was set on them.
function arrayLikeKeys(value, inherited) {
  const buffer = !isArray(value) && isBuffer(value);
  const typed = !isArray(value) && !buffer && isTypedArray(value);
  const indexed = isArray(value) || buffer || typed || isArguments(value);
  const keys = [];
  const length = indexed ? value.length : 0;
  for (let index = 0; index < length; index++) keys.push(String(index));
  for (const key in Object(value)) {
    if (!inherited && !hasOwn(value, key)) continue;
    const hidden = indexed && (key === "length" || (buffer && BUFFER_NAMES.has(key)) ||
      (typed && TYPED_NAMES.has(key)) || isIndex(key, length));
    if (!hidden) keys.push(key);
  }
  return keys;
}

export function ownKeys(object) {
  if (object === null || object === undefined) return [];
  const keys = Object.keys(object);
  return isPrototype(object) ? keys.filter((key) => key !== "constructor") : keys;
}

/** Own enumerable string keys. */
export function keys(object) {
  return isArrayLike(object) ? arrayLikeKeys(object, false) : ownKeys(object);
}

/** Own and inherited enumerable string keys, without the `constructor` that prototypes carry. */
export function keysIn(object) {
  if (isArrayLike(object)) return arrayLikeKeys(object, true);
  const found = [];
  const prototype = isObject(object) && isPrototype(object);
  for (const key in Object(object)) {
    const hidden = key === "constructor" && isObject(object) && (prototype || !hasOwn(object, key));
    if (!hidden) found.push(key);
  }
  return found;
}

export function ownSymbols(object) {
  if (object === null || object === undefined) return [];
  const holder = Object(object);
  const shown = (symbol) => Object.prototype.propertyIsEnumerable.call(holder, symbol);
  return Object.getOwnPropertySymbols(holder).filter(shown);
}

export function symbolsIn(object) {
  const found = [];
  for (let holder = object; holder; holder = Object.getPrototypeOf(Object(holder))) found.push(...ownSymbols(holder));
  return found;
}

export const allKeys = (object) => isArray(object) ? keys(object) : keys(object).concat(ownSymbols(object));
export const allKeysIn = (object) => isArray(object) ? keysIn(object) : keysIn(object).concat(symbolsIn(object));

// ---- loops ----

/** Calls `visit(value, key, object)` for the keys, in order or backwards; `false` stops. */
export function eachKey(object, visit, names, backwards) {
  const holder = Object(object);
  const last = names.length - 1;
  for (let step = 0; step <= last; step++) {
    const key = names[backwards ? last - step : step];
    if (visit(holder[key], key, holder) === false) break;
  }
  return object;
}

/** Calls `visit(value, index, list)` for each position, holes too; `false` stops. */
export function eachIndex(list, visit, backwards) {
  const length = list === null || list === undefined ? 0 : list.length;
  for (let step = 0; step < length; step++) {
    const index = backwards ? length - 1 - step : step;
    if (visit(list[index], index, list) === false) break;
  }
  return list;
}

/** Any collection: array-likes by index, other things by own keys. */
export function eachIn(collection, visit, backwards) {
  if (collection === null || collection === undefined) return collection;
  if (isArray(collection)) return eachIndex(collection, visit, backwards);
  if (!isArrayLike(collection)) return eachKey(collection, visit, keys(collection), backwards);
  eachIndex(Object(collection), visit, backwards);
  return collection;
}
