// Strict comparison of what two runs produced.
//
// Stricter than any deep equality: NaN and -0 are told apart, holes from undefined, prototypes, order of own keys and
// property attributes count, and so does identity: an object met twice on one side must be met at the same two
// places on the other. As the arguments are compared together with the result, that tells a copy from a reference.

import { types } from "node:util";

const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);
const isObject = (value) => value !== null && (typeof value === "object" || typeof value === "function");
const isWrapper = (value) =>
  value && value.constructor && value.constructor.name === "LodashWrapper" && Object.hasOwn(value, "__wrapped__");

// Messages the engine makes name variables of the implementation; only their kind is compared.
const ENGINE_MESSAGES = [
  [/ is not a function$/, "is not a function"],
  [/ is not a constructor$/, "is not a constructor"],
  [/ is not iterable/, "is not iterable"],
  [/^Cannot read properties of (\w+) /, "Cannot read properties"],
  [/^Cannot set properties of (\w+) /, "Cannot set properties"],
  [/^Cannot use 'in' operator/, "Cannot use in"],
  [/^Cannot mix BigInt/, "BigInt"],
  [/^Cannot convert a BigInt value to a number$/, "BigInt"],
];

export function errorText(error) {
  if (!(error instanceof Error)) return `thrown ${String(error)}`;
  if (error instanceof SyntaxError) return "SyntaxError";
  const known = ENGINE_MESSAGES.find(([pattern]) => pattern.test(error.message));
  return `${error.constructor.name}: ${known ? `<${known[1]}>` : error.message}`;
}

/** Compares; returns undefined when the same, else a text saying where and how they differ. */
export function difference(theirs, ours) {
  const pairs = new Map();
  const back = new Map();

  const walk = (a, b, path) => {
    if (!isObject(a) || !isObject(b)) {
      // Symbols made during the run are different ones on each side.
      if (typeof a === "symbol" && typeof b === "symbol")
        return String(a) === String(b) ? undefined : `${path}: another symbol`;
      return Object.is(a, b) ? undefined : `${path}: ${show(a)} became ${show(b)}`;
    }
    if (pairs.has(a) || back.has(b)) {
      return pairs.get(a) === b && back.get(b) === a ? undefined : `${path}: another identity`;
    }
    pairs.set(a, b);
    back.set(b, a);
    if (a === b) return undefined;
    if (typeof a !== typeof b) return `${path}: ${typeof a} became ${typeof b}`;
    if (tag(a) !== tag(b)) return `${path}: ${tag(a)} became ${tag(b)}`;
    if (typeof a === "function") return members(a, b, path, Object.keys(a), Object.keys(b));
    if (isWrapper(a) || isWrapper(b)) return wrappers(a, b, path);
    return kinds(a, b, path) || prototypes(a, b, path) || members(a, b, path, Reflect.ownKeys(a), Reflect.ownKeys(b));
  };

  const wrappers = (a, b, path) => {
    if (!isWrapper(a) || !isWrapper(b)) return `${path}: only one is a wrapper`;
    if (a.__chain__ !== b.__chain__) return `${path}.__chain__: ${a.__chain__} became ${b.__chain__}`;
    return walk(a.value(), b.value(), `${path}.value()`);
  };

  const prototypes = (a, b, path) => walk(Object.getPrototypeOf(a), Object.getPrototypeOf(b), `${path}.<prototype>`);

  const kinds = (a, b, path) => {
    for (const check of [
      "isDate",
      "isRegExp",
      "isMap",
      "isSet",
      "isBoxedPrimitive",
      "isTypedArray",
      "isArrayBuffer",
    ]) {
      if (types[check](a) !== types[check](b)) return `${path}: ${check} changed`;
    }
    if (types.isDate(a)) return walk(a.getTime(), b.getTime(), `${path}.getTime()`);
    if (types.isRegExp(a)) return walk(`${a.source}/${a.flags}`, `${b.source}/${b.flags}`, `${path}.source`);
    if (types.isBoxedPrimitive(a)) return walk(a.valueOf(), b.valueOf(), `${path}.valueOf()`);
    if (types.isMap(a)) return walk([...a].flat(), [...b].flat(), `${path}.<entries>`);
    if (types.isSet(a)) return walk([...a], [...b], `${path}.<values>`);
    if (types.isArrayBuffer(a)) return walk([...new Uint8Array(a)], [...new Uint8Array(b)], `${path}.<bytes>`);
    // Node cuts its buffers from a shared pool, so their memory tells nothing.
    if (types.isTypedArray(a) && !Buffer.isBuffer(a)) {
      return walk([a.byteOffset, a.buffer], [b.byteOffset, b.buffer], `${path}.<memory>`);
    }
    return undefined;
  };

  const members = (a, b, path, keys, otherKeys) => {
    const names = keys.map(String).join();
    const otherNames = otherKeys.map(String).join();
    if (names !== otherNames) return `${path}: keys ${names} became ${otherNames}`;
    for (const key of keys) {
      if (key === "stack" && types.isNativeError(a)) continue;
      const found = member(
        Object.getOwnPropertyDescriptor(a, key),
        Object.getOwnPropertyDescriptor(b, key),
        `${path}.${String(key)}`,
      );
      if (found) return found;
    }
    return undefined;
  };

  const member = (a, b, path) => {
    for (const attribute of ["enumerable", "configurable", "writable"]) {
      if (a[attribute] !== b[attribute]) return `${path}: ${attribute} became ${b[attribute]}`;
    }
    return walk(a.value, b.value, path);
  };

  return walk(theirs, ours, "");
}

export function show(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (Object.is(value, -0)) return "-0";
  return isObject(value) ? `a ${tag(value)}` : String(value);
}
