// Numbers, integers, strings and property keys out of any value.

import { isObject, isSymbol, MAX_ARRAY_LENGTH } from "./00_types.js";

const MAX_FINITE = 1.7976931348623157e308;

function negativeZero(value, text) {
  return text === "0" && 1 / value === -Infinity;
}

/** Text of a value; arrays element by element, so that `[-0, null]` gives `-0,null`. */
export function textOf(value) {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return Array.from(value, textOf).join();
  if (isSymbol(value)) return Symbol.prototype.toString.call(value);
  const text = value + "";
  return negativeZero(value, text) ? "-0" : text;
}

export function toString(value) {
  return value === null || value === undefined ? "" : textOf(value);
}

/** A property key: strings and symbols as they are, anything else as text. */
export function toKey(value) {
  if (typeof value === "string" || isSymbol(value)) return value;
  const text = value + "";
  return negativeZero(value, text) ? "-0" : text;
}

export function toNumber(value) {
  if (typeof value === "number") return value;
  if (isSymbol(value)) return NaN;
  if (isObject(value)) {
    const inner = typeof value.valueOf === "function" ? value.valueOf() : value;
    value = isObject(inner) ? inner + "" : inner;
  }
  if (typeof value !== "string") return value === 0 ? value : +value;
  const text = trimBlanks(value);
  // Unlike unary plus: binary and octal also when digits overflow the literal rules, and no signed hexadecimal.
  if (/^0b[01]+$/i.test(text)) return parseInt(text.slice(2), 2);
  if (/^0o[0-7]+$/i.test(text)) return parseInt(text.slice(2), 8);
  return /^[-+]0x[0-9a-f]+$/i.test(text) ? NaN : +text;
}

export function trimBlanks(text) {
  return text.trim();
}

export function toFinite(value) {
  if (!value) return value === 0 ? value : 0;
  const number = toNumber(value);
  if (number === Infinity) return MAX_FINITE;
  if (number === -Infinity) return -MAX_FINITE;
  return number === number ? number : 0;
}

export function toInteger(value) {
  const number = toFinite(value);
  const fraction = number % 1;
  return fraction ? number - fraction : number;
}

// A bound that is undefined is open; NaN stays NaN.
export function clampTo(number, lower, upper) {
  if (number !== number) return number;
  if (upper !== undefined && !(number <= upper)) number = upper;
  if (lower !== undefined && !(number >= lower)) number = lower;
  return number;
}

export function toLength(value) {
  return value ? clampTo(toInteger(value), 0, MAX_ARRAY_LENGTH) : 0;
}

export function toSafeInteger(value) {
  if (!value) return value === 0 ? value : 0;
  return clampTo(toInteger(value), -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}
