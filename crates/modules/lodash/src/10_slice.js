// Parts of arrays: by position and by predicate.

import { isArray, isIndex, isIterateeCall } from "./00_types.js";
import { toInteger, toLength } from "./01_convert.js";
import { assignKey, put } from "./02_keys.js";
import { callback } from "./06_iteratee.js";
import { flattenTo, isFilled, lengthOf } from "./08_flatten.js";

/** A dense copy of a range; holes become undefined. Negative positions count from the end. */
export function sliceList(list, start, end) {
  const length = list.length;
  if (start < 0) start = -start > length ? 0 : length + start;
  end = end > length ? length : end;
  if (end < 0) end += length;
  const size = start > end ? 0 : (end - start) >>> 0;
  const from = start >>> 0;
  const part = new Array(size);
  for (let index = 0; index < size; index++) part[index] = list[from + index];
  return part;
}

export function slice(array, start, end) {
  const length = lengthOf(array);
  if (!length) return [];
  if (end && typeof end !== "number" && isIterateeCall(array, start, end)) return sliceList(array, 0, length);
  const from = start === null || start === undefined ? 0 : toInteger(start);
  return sliceList(array, from, end === undefined ? length : toInteger(end));
}

// How many to take or drop: one unless told, and one when used as the callback of an iteration.
const countOf = (n, guard) => guard || n === undefined ? 1 : toInteger(n);
const atLeastZero = (n) => n < 0 ? 0 : n;

export function drop(array, n, guard) {
  const length = lengthOf(array);
  return length ? sliceList(array, atLeastZero(countOf(n, guard)), length) : [];
}

export function dropRight(array, n, guard) {
  const length = lengthOf(array);
  return length ? sliceList(array, 0, atLeastZero(length - countOf(n, guard))) : [];
}

export function take(array, n, guard) {
  return isFilled(array) ? sliceList(array, 0, atLeastZero(countOf(n, guard))) : [];
}

export function takeRight(array, n, guard) {
  const length = lengthOf(array);
  return length ? sliceList(array, atLeastZero(length - countOf(n, guard)), length) : [];
}

export function head(array) {
  return isFilled(array) ? array[0] : undefined;
}

export function initial(array) {
  return lengthOf(array) ? sliceList(array, 0, -1) : [];
}

export function tail(array) {
  const length = lengthOf(array);
  return length ? sliceList(array, 1, length) : [];
}

export function elementAt(list, n) {
  const index = n < 0 ? n + list.length : n;
  return isIndex(index, list.length) ? list[index] : undefined;
}

export function nth(array, n) {
  return isFilled(array) ? elementAt(array, toInteger(n)) : undefined;
}

// ---- by predicate ----

// How many elements from one end satisfy the predicate.
function runLength(array, predicate, fromRight) {
  const length = array.length;
  let count = 0;
  while (count < length) {
    const index = fromRight ? length - 1 - count : count;
    if (!predicate(array[index], index, array)) break;
    count++;
  }
  return count;
}

export function dropWhile(array, predicate) {
  return isFilled(array) ? sliceList(array, runLength(array, callback(predicate, 3)), array.length) : [];
}

export function dropRightWhile(array, predicate) {
  return isFilled(array) ? sliceList(array, 0, array.length - runLength(array, callback(predicate, 3), true)) : [];
}

export function takeWhile(array, predicate) {
  return isFilled(array) ? sliceList(array, 0, runLength(array, callback(predicate, 3))) : [];
}

export function takeRightWhile(array, predicate) {
  if (!isFilled(array)) return [];
  return sliceList(array, array.length - runLength(array, callback(predicate, 3), true), array.length);
}

// ---- whole arrays ----

export function chunk(array, size, guard) {
  const width = (guard ? isIterateeCall(array, size, guard) : size === undefined) ? 1 : Math.max(toInteger(size), 0);
  const length = lengthOf(array);
  if (!length || width < 1) return [];
  const chunks = new Array(Math.ceil(length / width));
  for (let index = 0, at = 0; index < length; index += width, at++) chunks[at] = sliceList(array, index, index + width);
  return chunks;
}

export function compact(array) {
  const kept = [];
  for (let index = 0, length = lengthOf(array); index < length; index++) {
    if (array[index]) kept.push(array[index]);
  }
  return kept;
}

export function concat(...input) {
  if (!input.length) return [];
  const [array, ...values] = input;
  return flattenTo(values, 1, undefined, false, isArray(array) ? sliceList(array, 0, array.length) : [array]);
}

export function fill(array, value, start, end) {
  const length = lengthOf(array);
  if (!length) return [];
  if (start && typeof start !== "number" && isIterateeCall(array, value, start)) {
    start = 0;
    end = length;
  }
  let from = toInteger(start);
  if (from < 0) from = -from > length ? 0 : length + from;
  let to = end === undefined || end > length ? length : toInteger(end);
  if (to < 0) to += length;
  to = from > to ? 0 : toLength(to);
  for (let index = from; index < to; index++) put(array, index, value);
  return array;
}

export function join(array, separator) {
  return array === null || array === undefined ? "" : Array.prototype.join.call(array, separator);
}

export function reverse(array) {
  return array === null || array === undefined ? array : Array.prototype.reverse.call(array);
}

export function fromPairs(pairs) {
  const object = {};
  for (let index = 0, length = lengthOf(pairs); index < length; index++) {
    const pair = pairs[index];
    assignKey(object, pair[0], pair[1]);
  }
  return object;
}
