// Objects as collections of properties.

import { isArray, isBuffer, isFunction, isObject, isTypedArray, tagOf, hasOwn, isPlainObject } from "./00_types.js";
import {
  allKeysIn, assignKey, copyKeys, createFrom, eachIndex, eachKey, keys, keysIn,
} from "./02_keys.js";
import { castPath, get, getAt, hasIn, setAt, unsetAt } from "./03_path.js";
import { flatten } from "./08_flatten.js";
import { cloneFlat } from "./05_clone.js";
import { callback } from "./06_iteratee.js";

const absent = (value) => value === null || value === undefined;
const ownEach = (object, visit, backwards) => object && eachKey(object, visit, keys(object), backwards);

export function create(prototype, properties) {
  const object = createFrom(prototype);
  return absent(properties) ? object : copyKeys(properties, keys(properties), object);
}

// ---- loops ----

export function forOwn(object, iteratee) {
  return object && ownEach(object, callback(iteratee, 3));
}

export function forOwnRight(object, iteratee) {
  return object && ownEach(object, callback(iteratee, 3), true);
}

export function forIn(object, iteratee) {
  return absent(object) ? object : eachKey(object, callback(iteratee, 3), keysIn(object));
}

export function forInRight(object, iteratee) {
  return absent(object) ? object : eachKey(object, callback(iteratee, 3), keysIn(object), true);
}

function keyWhere(object, predicate, backwards) {
  let found;
  ownEach(object, (value, key, whole) => {
    if (!predicate(value, key, whole)) return true;
    found = key;
    return false;
  }, backwards);
  return found;
}

export function findKey(object, predicate) {
  return keyWhere(object, callback(predicate, 3), false);
}

export function findLastKey(object, predicate) {
  return keyWhere(object, callback(predicate, 3), true);
}

export function transform(object, iteratee, accumulator) {
  const list = isArray(object) || isBuffer(object) || isTypedArray(object);
  const step = callback(iteratee, 4);
  if (absent(accumulator)) {
    const Constructor = object && object.constructor;
    if (list) accumulator = isArray(object) ? new Constructor() : [];
    else accumulator = isObject(object) && isFunction(Constructor) ? createFrom(Object.getPrototypeOf(object)) : {};
  }
  const each = list ? eachIndex : ownEach;
  each(object, (value, key, whole) => step(accumulator, value, key, whole));
  return accumulator;
}

// ---- new objects ----

export function mapKeys(object, iteratee) {
  const mapped = {};
  const step = callback(iteratee, 3);
  ownEach(object, (value, key, whole) => {
    assignKey(mapped, step(value, key, whole), value);
  });
  return mapped;
}

export function mapValues(object, iteratee) {
  const mapped = {};
  const step = callback(iteratee, 3);
  ownEach(object, (value, key, whole) => {
    assignKey(mapped, key, step(value, key, whole));
  });
  return mapped;
}

// Values become keys, so those without a toString of their own are named by their kind.
function asKey(value) {
  return !absent(value) && typeof value.toString !== "function" ? Object.prototype.toString.call(value) : value;
}

// The second parameter, which `invertBy` uses, is only declared.
export function invert(object, _iteratee) {
  const inverted = {};
  ownEach(object, (value, key) => {
    assignKey(inverted, asKey(value), key);
  });
  return inverted;
}

export function invertBy(object, iteratee) {
  const inverted = {};
  const step = callback(iteratee);
  ownEach(object, (value, key) => {
    const name = asKey(step(value));
    if (hasOwn(inverted, name)) inverted[name].push(key);
    else assignKey(inverted, name, [key]);
  });
  return inverted;
}

// ---- pick and omit ----

function pickPaths(object, paths, keep) {
  const picked = {};
  for (const path of paths) {
    const value = getAt(object, path);
    if (keep(value, path)) setAt(picked, castPath(path, object), value);
  }
  return picked;
}

export function pick(...input) {
  const [object, ...paths] = input;
  if (absent(object)) return {};
  return pickPaths(object, flatten(paths), (_value, path) => hasIn(object, path));
}

function pickWhere(object, keep) {
  if (absent(object)) return {};
  const paths = allKeysIn(object).map((key) => [key]);
  return pickPaths(object, paths, (value, path) => keep(value, path[0]));
}

export function pickBy(object, predicate) {
  return absent(object) ? {} : pickWhere(object, callback(predicate));
}

export function omitBy(object, predicate) {
  const drop = callback(predicate);
  return pickWhere(object, (value, key) => !drop(value, key));
}

const keepUnlessPlain = (value) => isPlainObject(value) ? undefined : value;

export function omit(...input) {
  const [object, ...names] = input;
  if (absent(object)) return {};
  const paths = flatten(names).map((path) => castPath(path, object));
  let rest = copyKeys(object, allKeysIn(object), {});
  // Cutting into nested objects must not touch the original's.
  if (paths.some((path) => path.length > 1)) rest = cloneFlat(rest, keepUnlessPlain);
  for (let index = paths.length - 1; index >= 0; index--) unsetAt(rest, paths[index]);
  return rest;
}

// ---- lists out of objects ----

export function values(object) {
  return absent(object) ? [] : keys(object).map((key) => object[key]);
}

export function valuesIn(object) {
  return absent(object) ? [] : keysIn(object).map((key) => object[key]);
}

/** The entries of a map, as pairs. */
export function mapEntries(map) {
  const pairs = [];
  map.forEach((value, key) => pairs.push([key, value]));
  return pairs;
}

/** The values of a set. */
export function setValues(set) {
  const list = [];
  set.forEach((value) => list.push(value));
  return list;
}

function pairs(object, keysOf) {
  switch (tagOf(object)) {
    case "[object Map]":
      return mapEntries(object);
    case "[object Set]":
      return setValues(object).map((value) => [value, value]);
    default:
      return keysOf(object).map((key) => [key, object[key]]);
  }
}

export function toPairs(object) {
  return pairs(object, keys);
}

export function toPairsIn(object) {
  return pairs(object, keysIn);
}

export function functions(object) {
  return absent(object) ? [] : keys(object).filter((key) => isFunction(object[key]));
}

export function functionsIn(object) {
  return absent(object) ? [] : keysIn(object).filter((key) => isFunction(object[key]));
}

export function at(...input) {
  const [object, ...paths] = input;
  return valuesAt(object, flatten(paths));
}

export function valuesAt(object, paths) {
  return paths.map((path) => absent(object) ? undefined : get(object, path));
}
