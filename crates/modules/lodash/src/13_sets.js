// Arrays as sets (SameValueZero, or a comparator), and removal in place.

import { isArrayLikeObject, isIndex } from "./00_types.js";
import { unsetAt } from "./03_path.js";
import { callback } from "./06_iteratee.js";
import { flatten, isFilled, joinLists, last, lengthOf, trailing, trailingFunction } from "./08_flatten.js";
import { sliceList } from "./10_slice.js";
import { positionOf } from "./11_search.js";
import { valuesAt } from "./09_object.js";
import { compareAscending } from "./12_sort.js";

// Without a comparator -0 comes out as 0.
const settle = (value, comparator) => comparator || value !== 0 ? value : 0;
const mapList = (list, mapper) => sliceList(list, 0, list.length).map((value) => mapper(value));

/** A test "is it in the list": by comparator, called with the value first, or by SameValueZero. */
function member(list, comparator) {
  const elements = sliceList(list, 0, list.length);
  if (comparator) return (value) => elements.some((element) => comparator(value, element));
  const set = new Set(elements);
  return (value) => set.has(value);
}

function differ(array, values, iteratee, comparator) {
  if (!array.length) return [];
  const holds = member(iteratee ? mapList(values, iteratee) : values, comparator);
  const kept = [];
  for (let index = 0, length = array.length; index < length; index++) {
    const value = array[index];
    const computed = iteratee ? iteratee(value) : value;
    if (!holds(computed)) kept.push(settle(value, comparator));
  }
  return kept;
}

function unique(array, iteratee, comparator) {
  const kept = [];
  const seen = new Set();
  for (let index = 0, length = array.length; index < length; index++) {
    const value = array[index];
    const computed = iteratee ? iteratee(value) : value;
    if (comparator) {
      if (!kept.some((element) => comparator(computed, element))) kept.push(value);
    } else if (!seen.has(computed)) {
      seen.add(computed);
      kept.push(settle(value));
    }
  }
  return kept;
}

// Lists are mapped from the last to the second; the first one's values are mapped as they are looked at.
function intersect(lists, iteratee, comparator) {
  const [first, ...others] = lists;
  const limit = Math.min(...lists.map((list) => list.length));
  const tests = [];
  for (let index = others.length - 1; index >= 0; index--) {
    tests.push(member(iteratee ? mapList(others[index], iteratee) : others[index], comparator));
  }
  const kept = [];
  const seen = new Set();
  for (let index = 0, length = first.length; index < length && kept.length < limit; index++) {
    const value = first[index];
    const computed = iteratee ? iteratee(value) : value;
    const known = comparator ? kept.some((element) => comparator(computed, element)) : seen.has(computed);
    if (known || !tests.every((holds) => holds(computed))) continue;
    seen.add(computed);
    kept.push(settle(value, comparator));
  }
  return kept;
}

// ---- difference, union, intersection, xor ----

export function difference(...input) {
  const [array, ...values] = input;
  return isArrayLikeObject(array) ? differ(array, joinLists(values)) : [];
}

export function differenceBy(...input) {
  const [array, ...values] = input;
  return isArrayLikeObject(array) ? differ(array, joinLists(values), callback(trailing(values), 2)) : [];
}

export function differenceWith(...input) {
  const [array, ...values] = input;
  return isArrayLikeObject(array) ? differ(array, joinLists(values), undefined, trailing(values)) : [];
}

export function without(...input) {
  const [array, ...values] = input;
  return isArrayLikeObject(array) ? differ(array, values) : [];
}

export function union(...arrays) {
  return unique(joinLists(arrays));
}

export function unionBy(...arrays) {
  return unique(joinLists(arrays), callback(trailing(arrays), 2));
}

export function unionWith(...arrays) {
  return unique(joinLists(arrays), undefined, trailingFunction(arrays));
}

const listOrEmpty = (value) => isArrayLikeObject(value) ? value : [];
// A first argument that is not a list makes every intersection empty.
const startsWithList = (lists, arrays) => lists.length > 0 && lists[0] === arrays[0];

export function intersection(...arrays) {
  const lists = arrays.map(listOrEmpty);
  return startsWithList(lists, arrays) ? intersect(lists) : [];
}

export function intersectionBy(...arrays) {
  const lists = arrays.map(listOrEmpty);
  let iteratee = last(arrays);
  if (iteratee === last(lists)) iteratee = undefined;
  else lists.pop();
  return startsWithList(lists, arrays) ? intersect(lists, callback(iteratee, 2)) : [];
}

export function intersectionWith(...arrays) {
  const lists = arrays.map(listOrEmpty);
  const comparator = trailingFunction(arrays);
  if (comparator) lists.pop();
  return startsWithList(lists, arrays) ? intersect(lists, undefined, comparator) : [];
}

function exclusive(arrays, iteratee, comparator) {
  const lists = arrays.filter(isArrayLikeObject);
  if (lists.length < 2) return lists.length ? unique(lists[0]) : [];
  const parts = lists.map((list, index) => {
    let part;
    lists.forEach((other, position) => {
      if (position !== index) part = differ(part || list, other, iteratee, comparator);
    });
    return part;
  });
  return unique(joinLists(parts), iteratee, comparator);
}

export function xor(...arrays) {
  return exclusive(arrays);
}

export function xorBy(...arrays) {
  return exclusive(arrays, callback(trailing(arrays), 2));
}

export function xorWith(...arrays) {
  return exclusive(arrays, undefined, trailingFunction(arrays));
}

export function uniq(array) {
  return isFilled(array) ? unique(array) : [];
}

export function uniqBy(array, iteratee) {
  return isFilled(array) ? unique(array, callback(iteratee, 2)) : [];
}

export function uniqWith(array, comparator) {
  return isFilled(array) ? unique(array, undefined, typeof comparator === "function" ? comparator : undefined) : [];
}

// ---- removal in place ----

const cut = (list, index) => Array.prototype.splice.call(list, index, 1);

function pullValues(array, values, iteratee, comparator) {
  const unwanted = array === values ? sliceList(values, 0, values.length) : values;
  // With an iteratee the computed values are kept in step with the array.
  const seen = iteratee ? mapList(array, iteratee) : array;
  for (let index = 0, length = unwanted.length; index < length; index++) {
    const computed = iteratee ? iteratee(unwanted[index]) : unwanted[index];
    let at = findFrom(seen, computed, 0, comparator);
    while (at > -1) {
      if (seen !== array) cut(seen, at);
      cut(array, at);
      at = findFrom(seen, computed, at, comparator);
    }
  }
  return array;
}

function findFrom(list, value, from, comparator) {
  if (!comparator) return positionOf(list, value, from);
  for (let index = from; index < list.length; index++) {
    if (comparator(list[index], value)) return index;
  }
  return -1;
}

export function pull(...input) {
  const [array, ...values] = input;
  return pullAll(array, values);
}

export function pullAll(array, values) {
  return isFilled(array) && isFilled(values) ? pullValues(array, values) : array;
}

export function pullAllBy(array, values, iteratee) {
  return isFilled(array) && isFilled(values) ? pullValues(array, values, callback(iteratee, 2)) : array;
}

export function pullAllWith(array, values, comparator) {
  return isFilled(array) && isFilled(values) ? pullValues(array, values, undefined, comparator) : array;
}

// From the last position to the first, so that earlier ones stay valid; repeats are removed once.
function removePositions(array, positions) {
  for (let at = positions.length - 1, previous; at >= 0; at--) {
    const position = positions[at];
    if (at !== positions.length - 1 && position === previous) continue;
    previous = position;
    if (isIndex(position)) cut(array, position);
    else unsetAt(array, position);
  }
}

export function pullAt(...input) {
  const [array, ...indexes] = input;
  const positions = flatten(indexes);
  const length = lengthOf(array);
  const removed = valuesAt(array, positions);
  if (array) {
    removePositions(array, positions.map((index) => isIndex(index, length) ? +index : index).sort(compareAscending));
  }
  return removed;
}

export function remove(array, predicate) {
  const removed = [];
  if (!isFilled(array)) return removed;
  const test = callback(predicate, 3);
  const positions = [];
  for (let index = 0, length = array.length; index < length; index++) {
    const value = array[index];
    if (test(value, index, array)) {
      removed.push(value);
      positions.push(index);
    }
  }
  removePositions(array, positions);
  return removed;
}
