// Flattening, and the small helpers that variadic array functions share.

import { isArguments, isArray, isArrayLikeObject } from "./00_types.js";
import { toInteger } from "./01_convert.js";

const SPREADABLE = Symbol.isConcatSpreadable;

function isFlattenable(value) {
  return isArray(value) || isArguments(value) || !!(value && value[SPREADABLE]);
}

/** Flattens `depth` levels. `strict` keeps nothing but what was flattened. */
export function flattenTo(list, depth, isList = isFlattenable, strict = false, flat = []) {
  const length = list.length;
  for (let index = 0; index < length; index++) {
    const value = list[index];
    if (depth > 0 && isList(value)) {
      if (depth > 1) flattenTo(value, depth - 1, isList, strict, flat);
      else for (let inner = 0, size = value.length; inner < size; inner++) flat.push(value[inner]);
    } else if (!strict) {
      flat.push(value);
    }
  }
  return flat;
}

export const isFilled = (list) => !!(list && list.length);
export const lengthOf = (list) => list === null || list === undefined ? 0 : list.length;

export function flatten(array) {
  return lengthOf(array) ? flattenTo(array, 1) : [];
}

export function flattenDeep(array) {
  return lengthOf(array) ? flattenTo(array, Infinity) : [];
}

export function flattenDepth(array, depth) {
  return lengthOf(array) ? flattenTo(array, depth === undefined ? 1 : toInteger(depth)) : [];
}

/** One list of all elements of those arguments that are lists. */
export const joinLists = (lists) => flattenTo(lists, 1, isArrayLikeObject, true);

export function last(array) {
  const length = lengthOf(array);
  return length ? array[length - 1] : undefined;
}

/** The last argument when it is not itself a list: the iteratee or comparator of `unionBy` and the like. */
export function trailing(input) {
  const value = last(input);
  return isArrayLikeObject(value) ? undefined : value;
}

export const trailingFunction = (input) => {
  const value = last(input);
  return typeof value === "function" ? value : undefined;
};
