// Shorthands: what may stand where a function is expected.

import { hasOwn, isArray, isObject } from "./00_types.js";
import { toKey } from "./01_convert.js";
import { keys } from "./02_keys.js";
import { get, getAt, hasIn, invokeAt, isKey } from "./03_path.js";
import { hasMembers, isPartOf, isStrict, membersOf, strictTest } from "./04_equality.js";
import { cloneSource } from "./05_clone.js";

export function identity(value) {
  return value;
}

/** A function that reads a path. */
export function property(path) {
  if (!isKey(path)) return (object) => getAt(object, path);
  const key = toKey(path);
  return (object) => object === null || object === undefined ? undefined : object[key];
}

export function propertyOf(object) {
  return (path) => object === null || object === undefined ? undefined : getAt(object, path);
}

function matcher(source) {
  const members = membersOf(source);
  if (members.length === 1 && members[0][2]) return strictTest(members[0][0], members[0][1]);
  return (object) => object === source || hasMembers(object, source, members);
}

function propertyMatcher(path, value) {
  if (isKey(path) && isStrict(value)) return strictTest(toKey(path), value);
  return function (object) {
    const found = get(object, path);
    return found === undefined && found === value ? hasIn(object, path) : isPartOf(value, found);
  };
}

export function matches(source) {
  return matcher(cloneSource(source));
}

export function matchesProperty(path, srcValue) {
  return propertyMatcher(path, cloneSource(srcValue));
}

/** The function a shorthand stands for. */
export function toFunction(value) {
  if (typeof value === "function") return value;
  if (value === null || value === undefined) return identity;
  if (!isObject(value)) return property(value);
  return isArray(value) ? propertyMatcher(value[0], value[1]) : matcher(value);
}

export function iteratee(func) {
  return toFunction(typeof func === "function" ? func : cloneSource(func));
}

// Scripts may replace `_.iteratee` to add shorthands of their own; the library object is set when it is built.
const library = { current: undefined };

export function currentLibrary() {
  return library.current;
}

export function setLibrary(lodash) {
  library.current = lodash;
}

/** What stands for "an argument to come" in calls of a partly applied function: set on the library or the function. */
export function placeholderOf(func) {
  return library.current && hasOwn(library.current, "placeholder") ? library.current.placeholder : func.placeholder;
}

/** `toFunction`, or whatever the script has put at `_.iteratee`. `arity` is what a replacement gets as second value. */
export function callback(value, arity) {
  const custom = library.current && library.current.iteratee;
  return custom && custom !== iteratee ? custom(value, arity) : toFunction(value);
}

/** As `callback`, for the sets of shorthands that `over`, `flow` and sorting take. */
export function callbackMaker() {
  const custom = library.current && library.current.iteratee;
  return custom && custom !== iteratee ? (value) => custom(value) : toFunction;
}

export function method(...input) {
  const [path, ...args] = input;
  return (object) => invokeAt(object, path, args);
}

export function methodOf(...input) {
  const [object, ...args] = input;
  return (path) => invokeAt(object, path, args);
}

function conformsAll(object, source, names) {
  if (object === null || object === undefined) return !names.length;
  const whole = Object(object);
  for (let index = names.length - 1; index >= 0; index--) {
    const key = names[index];
    const predicate = source[key];
    const value = whole[key];
    if ((value === undefined && !(key in whole)) || !predicate(value)) return false;
  }
  return true;
}

export function conforms(source) {
  const own = cloneSource(source);
  const names = keys(own);
  return (object) => conformsAll(object, own, names);
}

export function conformsTo(object, source) {
  return source === null || source === undefined || conformsAll(object, source, keys(source));
}
