// Numbers: arithmetic, rounding, extremes, sums, ranges, chance.

import { isIterateeCall, isSymbol } from "./00_types.js";
import { clampTo, textOf, toFinite, toInteger, toNumber, toString } from "./01_convert.js";
import { callback, identity } from "./06_iteratee.js";
import { isFilled, lengthOf } from "./08_flatten.js";
import { randomBetween } from "./15_collection.js";

// ---- arithmetic ----

const numberOf = (value) => typeof value === "number" ? value : isSymbol(value) ? NaN : +value;

// With one side missing the other is the result as it is; strings make both sides text, as `+` does.
function operation(calculate, empty) {
  return function (value, other) {
    if (value === undefined && other === undefined) return empty;
    if (other === undefined) return value;
    if (value === undefined) return other;
    const convert = typeof value === "string" || typeof other === "string" ? textOf : numberOf;
    return calculate(convert(value), convert(other));
  };
}

export const add = operation((augend, addend) => augend + addend, 0);
export const subtract = operation((minuend, subtrahend) => minuend - subtrahend, 0);
export const multiply = operation((multiplier, multiplicand) => multiplier * multiplicand, 1);
export const divide = operation((dividend, divisor) => dividend / divisor, 1);

// Shifts by powers of ten in the exponent's text, which loses no digits.
function shifted(number, places) {
  const [digits, exponent] = (toString(number) + "e").split("e");
  return +(digits + "e" + (+exponent + places));
}

function rounder(round) {
  return function (number, precision) {
    const value = toNumber(number);
    const places = precision === null || precision === undefined ? 0 : Math.min(toInteger(precision), 292);
    if (!places || !Number.isFinite(value)) return round(value);
    return shifted(round(shifted(value, places)), -places);
  };
}

export const ceil = rounder(Math.ceil);
export const floor = rounder(Math.floor);
export const round = rounder(Math.round);

export function clamp(number, lower, upper) {
  if (upper === undefined) {
    upper = lower;
    lower = undefined;
  }
  const high = bound(upper);
  const low = bound(lower);
  return clampTo(toNumber(number), low, high);
}

function bound(value) {
  if (value === undefined) return undefined;
  const number = toNumber(value);
  return number === number ? number : 0;
}

export function inRange(number, start, end) {
  let from = toFinite(start);
  let to = from;
  if (end === undefined) from = 0;
  else to = toFinite(end);
  const value = toNumber(number);
  return value >= Math.min(from, to) && value < Math.max(from, to);
}

// ---- extremes and sums ----

// The element whose computed value beats all others; absent values and NaN never do.
function extreme(array, iteratee, beats) {
  let best;
  let result;
  for (let index = 0, length = array.length; index < length; index++) {
    const value = array[index];
    const current = iteratee(value);
    if (current === null || current === undefined) continue;
    if (best === undefined ? current === current && !isSymbol(current) : beats(current, best)) {
      best = current;
      result = value;
    }
  }
  return result;
}

const greater = (value, other) => value > other;
const less = (value, other) => value < other;

export function max(array) {
  return isFilled(array) ? extreme(array, identity, greater) : undefined;
}

export function maxBy(array, iteratee) {
  return isFilled(array) ? extreme(array, callback(iteratee, 2), greater) : undefined;
}

export function min(array) {
  return isFilled(array) ? extreme(array, identity, less) : undefined;
}

export function minBy(array, iteratee) {
  return isFilled(array) ? extreme(array, callback(iteratee, 2), less) : undefined;
}

function total(array, iteratee) {
  let result;
  for (let index = 0, length = array.length; index < length; index++) {
    const current = iteratee(array[index]);
    if (current !== undefined) result = result === undefined ? current : result + current;
  }
  return result;
}

export function sum(array) {
  return isFilled(array) ? total(array, identity) : 0;
}

export function sumBy(array, iteratee) {
  return isFilled(array) ? total(array, callback(iteratee, 2)) : 0;
}

function average(array, iteratee) {
  const length = lengthOf(array);
  return length ? total(array, iteratee) / length : NaN;
}

export function mean(array) {
  return average(array, identity);
}

export function meanBy(array, iteratee) {
  return average(array, callback(iteratee, 2));
}

// ---- ranges and chance ----

function rangeOf(start, end, step, backwards) {
  if (step && typeof step !== "number" && isIterateeCall(start, end, step)) end = step = undefined;
  let from = toFinite(start);
  let to = from;
  if (end === undefined) from = 0;
  else to = toFinite(end);
  const width = step === undefined ? (from < to ? 1 : -1) : toFinite(step);
  const length = Math.max(Math.ceil((to - from) / (width || 1)), 0);
  const list = new Array(length);
  for (let index = 0, value = from; index < length; index++, value += width) {
    list[backwards ? length - 1 - index : index] = value;
  }
  return list;
}

export function range(start, end, step) {
  return rangeOf(start, end, step, false);
}

export function rangeRight(start, end, step) {
  return rangeOf(start, end, step, true);
}

export function random(lower, upper, floating) {
  if (floating && typeof floating !== "boolean" && isIterateeCall(lower, upper, floating)) upper = floating = undefined;
  if (floating === undefined) {
    if (typeof upper === "boolean") [floating, upper] = [upper, undefined];
    else if (typeof lower === "boolean") [floating, lower] = [lower, undefined];
  }
  let low = 0;
  let high = 1;
  if (lower !== undefined || upper !== undefined) {
    low = toFinite(lower);
    if (upper === undefined) [low, high] = [0, low];
    else high = toFinite(upper);
  }
  if (low > high) [low, high] = [high, low];
  if (!floating && low % 1 === 0 && high % 1 === 0) return randomBetween(low, high);
  const chance = Math.random();
  // The upper bound can come out itself: the widening is one unit of the last digit drawn.
  const digit = Number.parseFloat("1e-" + (String(chance).length - 1));
  return Math.min(low + chance * (high - low + digit), high);
}

function parse(string, radix, guard) {
  const base = guard || radix === null || radix === undefined ? 0 : +radix;
  return Number.parseInt(toString(string).trimStart(), base || 0);
}

export { parse as parseInt };
