// Deep equality, whole (`isEqual`) and partial (`isMatch`, `matches`).

import {
  eq, hasOwn, isArray, isBuffer, isObject, isObjectLike, isTypedArray, tagOf,
} from "./00_types.js";
import { allKeys, keys } from "./02_keys.js";

// A comparison in progress. `partial`: the left value may be a part of the right one. `loose`: lists are compared
// as bags, in any order. `open` holds the pairs being compared, so that cycles end.
const comparison = (partial, loose, customizer, open) => ({ partial, loose, customizer, open: open || new Map() });

/** The verdict of the customizer on one member, or undefined; a partial comparison shows it the sides exchanged. */
function ask(run, value, other, key, object, otherObject) {
  if (!run.customizer) return undefined;
  return run.partial
    ? run.customizer(other, value, key, otherObject, object, run.open)
    : run.customizer(value, other, key, object, otherObject, run.open);
}

function equal(value, other, run) {
  if (value === other) return true;
  const absent = value === null || value === undefined || other === null || other === undefined;
  if (absent || (!isObjectLike(value) && !isObjectLike(other))) return value !== value && other !== other;
  return equalObjects(value, other, run);
}

const plainTag = (tag) => tag === "[object Arguments]" ? "[object Object]" : tag;

function equalObjects(object, other, run) {
  const tag = isArray(object) ? "[object Array]" : plainTag(tagOf(object));
  const otherTag = isArray(other) ? "[object Array]" : plainTag(tagOf(other));
  if (tag === otherTag) {
    if (isBuffer(object)) return isBuffer(other) && equalLists(object, other, run);
    if (tag === "[object Array]" || (tag !== "[object Object]" && isTypedArray(object))) {
      return equalLists(object, other, run);
    }
    if (tag !== "[object Object]") return equalByTag(object, other, tag, run);
  }
  if (!run.partial) {
    // Wrappers made by `_()` compare as what they hold.
    const wrapped = tag === "[object Object]" && hasOwn(object, "__wrapped__");
    const otherWrapped = otherTag === "[object Object]" && hasOwn(other, "__wrapped__");
    if (wrapped || otherWrapped) {
      return equal(wrapped ? object.value() : object, otherWrapped ? other.value() : other, run);
    }
  }
  return tag === otherTag && equalMembers(object, other, run);
}

/** Runs `body` with the pair marked as open; a pair met again inside itself is equal to its own partner only. */
function guarded(object, other, run, body) {
  const partner = run.open.get(object);
  const otherPartner = run.open.get(other);
  if (partner && otherPartner) return partner === other && otherPartner === object;
  run.open.set(object, other);
  run.open.set(other, object);
  const verdict = body();
  run.open.delete(object);
  run.open.delete(other);
  return verdict;
}

function equalLists(list, other, run) {
  if (list.length !== other.length && !(run.partial && other.length > list.length)) return false;
  return guarded(list, other, run, () => {
    const taken = new Set();
    for (let index = 0; index < list.length; index++) {
      const value = list[index];
      const verdict = ask(run, value, other[index], index, list, other);
      if (verdict !== undefined) {
        if (!verdict) return false;
      } else if (run.loose) {
        if (!takePartner(value, other, taken, run)) return false;
      } else if (!(value === other[index] || equal(value, other[index], run))) {
        return false;
      }
    }
    return true;
  });
}

function takePartner(value, other, taken, run) {
  const length = other.length;
  for (let index = 0; index < length; index++) {
    if (taken.has(index)) continue;
    if (value === other[index] || equal(value, other[index], run)) {
      taken.add(index);
      return true;
    }
  }
  return false;
}

function equalByTag(object, other, tag, run) {
  switch (tag) {
    case "[object DataView]":
      if (object.byteLength !== other.byteLength || object.byteOffset !== other.byteOffset) return false;
      return equalMemory(object.buffer, other.buffer);
    case "[object ArrayBuffer]":
      return equalMemory(object, other);
    case "[object Boolean]":
    case "[object Date]":
    case "[object Number]":
      return eq(+object, +other);
    case "[object Error]":
      return object.name == other.name && object.message == other.message;
    case "[object RegExp]":
    case "[object String]":
      return object == other + "";
    case "[object Map]":
    case "[object Set]":
      return equalBags(object, other, run);
    case "[object Symbol]":
      return Symbol.prototype.valueOf.call(object) === Symbol.prototype.valueOf.call(other);
    default:
      return false;
  }
}

// Bytes are not shown to a customizer.
function equalMemory(buffer, other) {
  return buffer.byteLength === other.byteLength &&
    equal(new Uint8Array(buffer), new Uint8Array(other), comparison(false, false));
}

// Entries of maps are themselves compared as bags: lodash's rule, which makes {1 -> 2} equal {2 -> 1}.
function equalBags(object, other, run) {
  if (object.size !== other.size && !run.partial) return false;
  const partner = run.open.get(object);
  if (partner) return partner === other;
  run.open.set(object, other);
  const verdict = equalLists(listOf(object), listOf(other), { ...run, loose: true });
  run.open.delete(object);
  return verdict;
}

function listOf(collection) {
  const list = [];
  const pairs = tagOf(collection) === "[object Map]";
  collection.forEach((value, key) => list.push(pairs ? [key, value] : value));
  return list;
}

function equalMembers(object, other, run) {
  const names = allKeys(object);
  if (names.length !== allKeys(other).length && !run.partial) return false;
  for (const key of names) {
    if (!(run.partial ? key in other : hasOwn(other, key))) return false;
  }
  return guarded(object, other, run, () => {
    let ownConstructor = run.partial;
    for (const key of names) {
      const value = object[key];
      const otherValue = other[key];
      const verdict = ask(run, value, otherValue, key, object, other);
      const same = verdict === undefined ? value === otherValue || equal(value, otherValue, run) : verdict;
      if (!same) return false;
      ownConstructor ||= key === "constructor";
    }
    return ownConstructor || sameConstructors(object, other);
  });
}

const isObjectConstructor = (value) => typeof value === "function" && value instanceof value;

// Instances of different classes differ, but an object without constructor equals a plain one, and so do the plain
// objects of two realms.
function sameConstructors(object, other) {
  const constructor = object.constructor;
  const otherConstructor = other.constructor;
  if (constructor == otherConstructor || !("constructor" in object && "constructor" in other)) return true;
  return isObjectConstructor(constructor) && isObjectConstructor(otherConstructor);
}

const functionOrUndefined = (value) => typeof value === "function" ? value : undefined;

export function isEqual(value, other) {
  return equal(value, other, comparison(false, false));
}

export function isEqualWith(value, other, customizer) {
  const decide = functionOrUndefined(customizer);
  const verdict = decide ? decide(value, other) : undefined;
  return verdict === undefined ? equal(value, other, comparison(false, false, decide)) : !!verdict;
}

// ---- partial ----

/** True when `part` occurs in `whole`: members it names, elements it has, in any order. */
export function isPartOf(part, whole, customizer, open) {
  return equal(part, whole, comparison(true, true, customizer, open));
}

/** Values for which `===` decides: everything but objects and NaN. */
export const isStrict = (value) => value === value && !isObject(value);

const holdsStrictly = (object, key, value) => object[key] === value && (value !== undefined || key in object);

/** A test whether an object has a key with exactly this value. */
export function strictTest(key, value) {
  return function (object) {
    if (object === null || object === undefined) return false;
    return object[key] === value && (value !== undefined || key in Object(object));
  };
}

/** The members of a source as `[key, value, strict]`, taken once for many comparisons. */
export function membersOf(source) {
  return keys(source).map((key) => [key, source[key], isStrict(source[key])]);
}

export function hasMembers(object, source, members, customizer) {
  if (object === null || object === undefined) return !members.length;
  const whole = Object(object);
  // Strict members first, from the last: they cost nothing and mostly decide.
  for (let index = members.length - 1; index >= 0; index--) {
    const [key, value, strict] = members[index];
    if (!customizer && strict ? value !== whole[key] : !(key in whole)) return false;
  }
  for (const [key, value, strict] of members) {
    if (!customizer && strict) {
      if (!holdsStrictly(whole, key, value)) return false;
      continue;
    }
    const open = new Map();
    const verdict = customizer ? customizer(whole[key], value, key, whole, source, open) : undefined;
    if (!(verdict === undefined ? isPartOf(value, whole[key], customizer, open) : verdict)) return false;
  }
  return true;
}

export function isMatch(object, source) {
  return object === source || hasMembers(object, source, membersOf(source));
}

export function isMatchWith(object, source, customizer) {
  return hasMembers(object, source, membersOf(source), functionOrUndefined(customizer));
}
