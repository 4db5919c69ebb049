// The remaining questions about values, and comparisons.

import {
  isArguments, isArray, isArrayLike, isBuffer, isFunction, isNumber, isObject, isObjectLike, isPlainObject,
  isPrototype, isTypedArray, tagOf,
} from "./00_types.js";
import { toInteger, toNumber } from "./01_convert.js";
import { ownKeys } from "./02_keys.js";

export function isNull(value) {
  return value === null;
}

export function isUndefined(value) {
  return value === undefined;
}

export function isNil(value) {
  return value === null || value === undefined;
}

export function isNaN(value) {
  return isNumber(value) && value != +value;
}

export function isFinite(value) {
  return Number.isFinite(value);
}

export function isInteger(value) {
  return typeof value === "number" && value === toInteger(value);
}

export function isSafeInteger(value) {
  return isInteger(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

export function isElement(value) {
  return isObjectLike(value) && value.nodeType === 1 && !isPlainObject(value);
}

/** Errors, and objects other than plain ones that have a name and a message. */
export function isError(value) {
  if (!isObjectLike(value)) return false;
  const tag = tagOf(value);
  return tag === "[object Error]" || tag === "[object DOMException]" ||
    (typeof value.message === "string" && typeof value.name === "string" && !isPlainObject(value));
}

/** Lists, maps and sets without elements, objects without own keys, and everything that is no collection. */
export function isEmpty(value) {
  if (isNil(value)) return true;
  const listed = isArrayLike(value) && (isArray(value) || typeof value === "string" ||
    typeof value.splice === "function" || isBuffer(value) || isTypedArray(value) || isArguments(value));
  if (listed) return !value.length;
  const tag = tagOf(value);
  if (tag === "[object Map]" || tag === "[object Set]") return !value.size;
  return !(isPrototype(value) ? ownKeys(value) : Object.keys(Object(value))).length;
}

// The source that engines show for functions that are not written in JavaScript.
const NATIVE = /^function.*?\(\) \{ \[native code\] \}$/;
const HOST_CONSTRUCTOR = /^\[object .+?Constructor\]$/;

export function isNative(value) {
  if (!isObject(value)) return false;
  if (isFunction(value)) return NATIVE.test(Function.prototype.toString.call(value));
  try {
    return HOST_CONSTRUCTOR.test(value + "");
  } catch {
    return false;
  }
}

export function gt(value, other) {
  return compare(value, other, (left, right) => left > right);
}

export function gte(value, other) {
  return compare(value, other, (left, right) => left >= right);
}

export function lt(value, other) {
  return compare(value, other, (left, right) => left < right);
}

export function lte(value, other) {
  return compare(value, other, (left, right) => left <= right);
}

function compare(value, other, holds) {
  if (typeof value === "string" && typeof other === "string") return holds(value, other);
  return holds(toNumber(value), toNumber(other));
}

export function castArray(...input) {
  if (!input.length) return [];
  return isArray(input[0]) ? input[0] : [input[0]];
}

export function defaultTo(value, defaultValue) {
  return isNil(value) || value !== value ? defaultValue : value;
}
