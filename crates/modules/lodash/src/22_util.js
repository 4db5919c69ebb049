// Small utilities.

import { MAX_ARRAY_LENGTH } from "./00_types.js";
import { toInteger, toString } from "./01_convert.js";
import { callback } from "./06_iteratee.js";

export function constant(value) {
  return () => value;
}

export function noop() {}

export function stubArray() {
  return [];
}

export function stubFalse() {
  return false;
}

export function stubObject() {
  return {};
}

export function stubString() {
  return "";
}

export function stubTrue() {
  return true;
}

export function tap(value, interceptor) {
  interceptor(value);
  return value;
}

export function thru(value, interceptor) {
  return interceptor(value);
}

export function times(n, iteratee) {
  const count = toInteger(n);
  if (count < 1 || count > Number.MAX_SAFE_INTEGER) return [];
  const call = callback(iteratee);
  const results = new Array(Math.min(count, MAX_ARRAY_LENGTH));
  for (let index = 0; index < results.length; index++) results[index] = call(index);
  for (let index = MAX_ARRAY_LENGTH; index < count; index++) call(index);
  return results;
}

let identifiers = 0;

/** A number that no earlier call of this realm returned, after the prefix. */
export function uniqueId(prefix) {
  identifiers++;
  return toString(prefix) + identifiers;
}
