// Finding positions in arrays, sorted or not, and zipping them.

import { eq, isArrayLikeObject, isSymbol } from "./00_types.js";
import { toInteger } from "./01_convert.js";
import { assignIfChanged } from "./02_keys.js";
import { apply, setAt } from "./03_path.js";
import { callback, identity } from "./06_iteratee.js";
import { isFilled, lengthOf } from "./08_flatten.js";

/** First position at or after `from` that `===` finds; NaN is found too. */
export function positionOf(array, value, from) {
  const length = array.length;
  for (let index = from; index < length; index++) {
    if (eq(array[index], value)) return index;
  }
  return -1;
}

function whereFrom(array, predicate, from) {
  for (let index = from, length = array.length; index < length; index++) {
    if (predicate(array[index], index, array)) return index;
  }
  return -1;
}

function whereBack(array, predicate, from) {
  for (let index = from; index >= 0; index--) {
    if (predicate(array[index], index, array)) return index;
  }
  return -1;
}

// Adding 0 turns -0 into 0: positions are handed to callbacks.
const fromStart = (length, from) => from < 0 ? Math.max(length + from, 0) : from + 0;
const orZero = (from) => from === null || from === undefined ? 0 : toInteger(from);

export function findIndex(array, predicate, fromIndex) {
  const length = lengthOf(array);
  return length ? whereFrom(array, callback(predicate, 3), fromStart(length, orZero(fromIndex))) : -1;
}

export function findLastIndex(array, predicate, fromIndex) {
  const length = lengthOf(array);
  if (!length) return -1;
  let index = length - 1;
  if (fromIndex !== undefined) {
    index = toInteger(fromIndex);
    index = fromIndex < 0 ? Math.max(length + index, 0) : Math.min(index, length - 1) + 0;
  }
  return whereBack(array, callback(predicate, 3), index);
}

export function indexOf(array, value, fromIndex) {
  const length = lengthOf(array);
  return length ? positionOf(array, value, fromStart(length, orZero(fromIndex))) : -1;
}

export function lastIndexOf(array, value, fromIndex) {
  const length = lengthOf(array);
  if (!length) return -1;
  // Without a start the search begins one past the end, so that undefined is "found" there: lodash's own oddity.
  let index = length;
  if (fromIndex !== undefined) {
    index = toInteger(fromIndex);
    index = index < 0 ? Math.max(length + index, 0) : Math.min(index, length - 1) + 0;
  }
  return whereBack(array, (element) => eq(element, value), index);
}

// ---- sorted arrays ----

/** Where a value stands when sorted: ordinary values, then symbols, null, undefined and NaN. */
export function rank(value) {
  if (value === undefined) return 3;
  if (value === null) return 2;
  if (value !== value) return 4;
  return isSymbol(value) ? 1 : 0;
}

function insertionPoint(array, value, iteratee, afterEqual) {
  let low = 0;
  let high = lengthOf(array);
  if (high === 0) return 0;
  const wanted = iteratee(value);
  const place = rank(wanted);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const current = iteratee(array[middle]);
    const other = rank(current);
    let before;
    if (place > 0) before = afterEqual ? other <= place : other < place;
    else before = other === 0 && (afterEqual ? current <= wanted : current < wanted);
    if (before) low = middle + 1;
    else high = middle;
  }
  return high;
}

export function sortedIndex(array, value) {
  return insertionPoint(array, value, identity, false);
}

export function sortedIndexBy(array, value, iteratee) {
  return insertionPoint(array, value, callback(iteratee, 2), false);
}

export function sortedLastIndex(array, value) {
  return insertionPoint(array, value, identity, true);
}

export function sortedLastIndexBy(array, value, iteratee) {
  return insertionPoint(array, value, callback(iteratee, 2), true);
}

export function sortedIndexOf(array, value) {
  const length = lengthOf(array);
  if (!length) return -1;
  const index = insertionPoint(array, value, identity, false);
  return index < length && eq(array[index], value) ? index : -1;
}

export function sortedLastIndexOf(array, value) {
  if (!lengthOf(array)) return -1;
  const index = insertionPoint(array, value, identity, true) - 1;
  return eq(array[index], value) ? index : -1;
}

function uniqueRuns(array, iteratee) {
  const kept = [];
  let previous;
  for (let index = 0; index < array.length; index++) {
    const value = array[index];
    const computed = iteratee ? iteratee(value) : value;
    if (index === 0 || !eq(computed, previous)) {
      previous = computed;
      kept.push(value === 0 ? 0 : value);
    }
  }
  return kept;
}

export function sortedUniq(array) {
  return isFilled(array) ? uniqueRuns(array) : [];
}

export function sortedUniqBy(array, iteratee) {
  return isFilled(array) ? uniqueRuns(array, callback(iteratee, 2)) : [];
}

// ---- zip ----

export function unzip(array) {
  if (!isFilled(array)) return [];
  const groups = Array.prototype.filter.call(array, isArrayLikeObject);
  const width = groups.reduce((widest, group) => Math.max(group.length, widest), 0);
  return Array.from({ length: width }, (_, index) => groups.map((group) => group[index]));
}

export function unzipWith(array, iteratee) {
  const groups = unzip(array);
  if (iteratee === null || iteratee === undefined) return groups;
  return groups.map((group) => apply(iteratee, undefined, group));
}

export function zip(...arrays) {
  return unzip(arrays);
}

export function zipWith(...arrays) {
  const final = arrays.length > 1 ? arrays[arrays.length - 1] : undefined;
  if (typeof final !== "function") return unzipWith(arrays);
  return unzipWith(arrays.slice(0, -1), final);
}

function zipTo(props, values, write) {
  const object = {};
  const names = props || [];
  const list = values || [];
  const given = list.length;
  for (let index = 0, length = names.length; index < length; index++) {
    write(object, names[index], index < given ? list[index] : undefined);
  }
  return object;
}

export function zipObject(props, values) {
  return zipTo(props, values, assignIfChanged);
}

export function zipObjectDeep(props, values) {
  return zipTo(props, values, setAt);
}
