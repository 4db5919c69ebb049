// Collections: arrays, array-likes, strings and objects alike.

import { hasOwn, isArray, isArrayLike, isIterateeCall, isString, tagOf } from "./00_types.js";
import { clampTo, toInteger } from "./01_convert.js";
import { assignKey, eachIn, keys, ownKeys } from "./02_keys.js";
import { apply, invokeAt } from "./03_path.js";
import { callback } from "./06_iteratee.js";
import { mapEntries, setValues, values } from "./09_object.js";
import { flattenTo, lengthOf } from "./08_flatten.js";
import { sliceList } from "./10_slice.js";
import { findIndex, findLastIndex, positionOf } from "./11_search.js";
import { sizeOfText, symbolsOf } from "./14_unicode.js";

// ---- loops ----

export function forEach(collection, iteratee) {
  return eachIn(collection, callback(iteratee, 3));
}

export function forEachRight(collection, iteratee) {
  return eachIn(collection, callback(iteratee, 3), true);
}

export function map(collection, iteratee) {
  const step = callback(iteratee, 3);
  const mapped = isArrayLike(collection) ? new Array(collection.length) : [];
  let count = 0;
  eachIn(collection, (value, key, whole) => {
    mapped[count++] = step(value, key, whole);
  });
  return mapped;
}

function keep(collection, test) {
  const kept = [];
  eachIn(collection, (value, key, whole) => {
    if (test(value, key, whole)) kept.push(value);
  });
  return kept;
}

export function filter(collection, predicate) {
  return keep(collection, callback(predicate, 3));
}

export function reject(collection, predicate) {
  const test = callback(predicate, 3);
  return keep(collection, (value, key, whole) => !test(value, key, whole));
}

// True when some element makes the test come out as `wanted`.
function meets(collection, test, wanted) {
  let met = false;
  eachIn(collection, (value, key, whole) => {
    met = !!test(value, key, whole) === wanted;
    return !met;
  });
  return met;
}

const guarded = (collection, predicate, guard) =>
  callback(guard && isIterateeCall(collection, predicate, guard) ? undefined : predicate, 3);

export function every(collection, predicate, guard) {
  return !meets(collection, guarded(collection, predicate, guard), false);
}

export function some(collection, predicate, guard) {
  return meets(collection, guarded(collection, predicate, guard), true);
}

// The accumulator is the first value when none was given: told by the number of arguments, as undefined may be given.
function fold(collection, step, given, accumulator, backwards) {
  let started = given;
  eachIn(collection, (value, key, whole) => {
    accumulator = started ? step(accumulator, value, key, whole) : value;
    started = true;
  }, backwards);
  return accumulator;
}

export function reduce(collection, iteratee, accumulator) {
  return fold(collection, callback(iteratee, 4), arguments.length > 2, accumulator, false);
}

export function reduceRight(collection, iteratee, accumulator) {
  return fold(collection, callback(iteratee, 4), arguments.length > 2, accumulator, true);
}

// ---- find ----

function finder(position) {
  return function (collection, predicate, fromIndex) {
    const holder = Object(collection);
    if (isArrayLike(collection)) {
      const index = position(collection, predicate, fromIndex);
      return index > -1 ? holder[index] : undefined;
    }
    const test = callback(predicate, 3);
    const names = keys(collection);
    const index = position(names, (key) => test(holder[key], key, holder), fromIndex);
    return index > -1 ? holder[names[index]] : undefined;
  };
}

const findFirst = finder(findIndex);
const findFinal = finder(findLastIndex);

export function find(collection, predicate, fromIndex) {
  return findFirst(collection, predicate, fromIndex);
}

export function findLast(collection, predicate, fromIndex) {
  return findFinal(collection, predicate, fromIndex);
}

export function includes(collection, value, fromIndex, guard) {
  const list = isArrayLike(collection) ? collection : values(collection);
  let from = fromIndex && !guard ? toInteger(fromIndex) : 0;
  const length = list.length;
  if (from < 0) from = Math.max(length + from, 0);
  if (isString(list)) return from <= length && list.indexOf(value, from) > -1;
  return !!length && positionOf(list, value, from) > -1;
}

// ---- groups ----

// A function that feeds each value, with the key computed from it, into a result.
function grouping(add, start) {
  return function (collection, iteratee) {
    const groups = start();
    const read = callback(iteratee, 2);
    eachIn(collection, (value) => {
      add(groups, read(value), value);
    });
    return groups;
  };
}

const byCount = grouping((groups, key) => {
  if (hasOwn(groups, key)) groups[key]++;
  else assignKey(groups, key, 1);
}, () => ({}));

const byGroup = grouping((groups, key, value) => {
  if (hasOwn(groups, key)) groups[key].push(value);
  else assignKey(groups, key, [value]);
}, () => ({}));

const byKey = grouping((groups, key, value) => assignKey(groups, key, value), () => ({}));
const bySide = grouping((sides, yes, value) => sides[yes ? 0 : 1].push(value), () => [[], []]);

export function countBy(collection, iteratee) {
  return byCount(collection, iteratee);
}

export function groupBy(collection, iteratee) {
  return byGroup(collection, iteratee);
}

export function keyBy(collection, iteratee) {
  return byKey(collection, iteratee);
}

export function partition(collection, predicate) {
  return bySide(collection, predicate);
}

// ---- map and flatten, map and call ----

export function flatMap(collection, iteratee) {
  return flattenTo(map(collection, iteratee), 1);
}

export function flatMapDeep(collection, iteratee) {
  return flattenTo(map(collection, iteratee), Infinity);
}

export function flatMapDepth(collection, iteratee, depth) {
  return flattenTo(map(collection, iteratee), depth === undefined ? 1 : toInteger(depth));
}

export function invokeMap(...input) {
  const [collection, path, ...args] = input;
  const results = isArrayLike(collection) ? new Array(collection.length) : [];
  let count = 0;
  eachIn(collection, (value) => {
    results[count++] = typeof path === "function" ? apply(path, value, args) : invokeAt(value, path, args);
  });
  return results;
}

// ---- whole collections ----

export function size(collection) {
  if (collection === null || collection === undefined) return 0;
  if (isArrayLike(collection)) return isString(collection) ? sizeOfText(collection) : collection.length;
  const tag = tagOf(collection);
  return tag === "[object Map]" || tag === "[object Set]" ? collection.size : ownKeys(collection).length;
}

export function toArray(value) {
  if (!value) return [];
  if (isArrayLike(value)) return isString(value) ? symbolsOf(value) : sliceList(value, 0, value.length);
  if (value[Symbol.iterator]) {
    const list = [];
    const iterator = value[Symbol.iterator]();
    for (let step = iterator.next(); !step.done; step = iterator.next()) list.push(step.value);
    return list;
  }
  const tag = tagOf(value);
  if (tag === "[object Map]") return mapEntries(value);
  return tag === "[object Set]" ? setValues(value) : values(value);
}

// ---- chance ----

/** A whole number between two, both included. */
export function randomBetween(lower, upper) {
  return lower + Math.floor(Math.random() * (upper - lower + 1));
}

// Shuffles the first `count` places in place, and keeps those only.
function shuffleHead(list, count) {
  for (let index = 0; index < count; index++) {
    const other = randomBetween(index, list.length - 1);
    [list[index], list[other]] = [list[other], list[index]];
  }
  list.length = count;
  return list;
}

const ownList = (collection) => isArray(collection) ? sliceList(collection, 0, collection.length) : values(collection);

export function sample(collection) {
  const list = isArray(collection) ? collection : values(collection);
  return lengthOf(list) ? list[randomBetween(0, list.length - 1)] : undefined;
}

export function sampleSize(collection, n, guard) {
  const count = (guard ? isIterateeCall(collection, n, guard) : n === undefined) ? 1 : toInteger(n);
  const list = ownList(collection);
  return shuffleHead(list, clampTo(count, 0, list.length));
}

export function shuffle(collection) {
  const list = ownList(collection);
  return shuffleHead(list, list.length);
}
