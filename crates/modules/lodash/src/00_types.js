// What kind of value is this? The predicates everything else is built on.
//
// lodash decides by two different tests, and both are kept because scripts can tell them apart:
// the built-in tag (what `Object.prototype.toString` would say without a user-made Symbol.toStringTag), and, for
// dates, regular expressions, maps, sets and array buffers, the true internal kind of the object.

import { Buffer } from "ext:connector_node/buffer.js";

const nativeToString = Object.prototype.toString;
const sourceOf = Function.prototype.toString;
const TAG = Symbol.toStringTag;

export const MAX_ARRAY_LENGTH = 4294967295;

export const hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

export const eq = (value, other) => value === other || (value !== value && other !== other);

export function isObject(value) {
  return value !== null && (typeof value === "object" || typeof value === "function");
}

export function isObjectLike(value) {
  return value !== null && typeof value === "object";
}

// A Symbol.toStringTag that can be assigned is put aside while the engine names the object, then put back.
function tagWithoutOverride(object) {
  const own = hasOwn(object, TAG);
  const override = object[TAG];
  let aside = false;
  try {
    aside = Reflect.set(object, TAG, undefined);
  } catch {
    // A setter that throws: the override stays in force.
  }
  const tag = nativeToString.call(object);
  if (aside) {
    if (own) Reflect.set(object, TAG, override);
    else Reflect.deleteProperty(object, TAG);
  }
  return tag;
}

/** The built-in tag of any value, such as `[object Array]`. */
export function tagOf(value) {
  return isObject(value) && TAG in value ? tagWithoutOverride(value) : nativeToString.call(value);
}

const tagged = (value, name) => isObjectLike(value) && tagOf(value) === `[object ${name}]`;

// ---- true kinds ----

const getter = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
const typedArrayName = getter(Object.getPrototypeOf(Uint8Array.prototype), TAG);

// The probe throws for objects of another kind. Plain objects and arrays, nearly all there is, never reach it.
function kind(probe) {
  return function (value) {
    if (!isObjectLike(value) || Array.isArray(value)) return false;
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return false;
    try {
      return probe.call(value) !== undefined;
    } catch {
      return false;
    }
  };
}

export const isMap = kind(getter(Map.prototype, "size"));
export const isSet = kind(getter(Set.prototype, "size"));
export const isDate = kind(Date.prototype.getTime);
export const isRegExp = kind(getter(RegExp.prototype, "global"));
export const isArrayBuffer = kind(getter(ArrayBuffer.prototype, "byteLength"));

export function isTypedArray(value) {
  return isObjectLike(value) && typedArrayName.call(value) !== undefined;
}

export const isBuffer = (value) => Buffer.isBuffer(value);

// ---- by tag ----

export const isArray = Array.isArray;

export function isArguments(value) {
  return tagged(value, "Arguments");
}

export function isBoolean(value) {
  return value === true || value === false || tagged(value, "Boolean");
}

export function isNumber(value) {
  return typeof value === "number" || tagged(value, "Number");
}

export function isString(value) {
  return typeof value === "string" || (!isArray(value) && tagged(value, "String"));
}

export function isSymbol(value) {
  return typeof value === "symbol" || tagged(value, "Symbol");
}

export function isWeakMap(value) {
  return tagged(value, "WeakMap");
}

export function isWeakSet(value) {
  return tagged(value, "WeakSet");
}

export function isFunction(value) {
  if (!isObject(value)) return false;
  switch (tagOf(value)) {
    case "[object Function]":
    case "[object AsyncFunction]":
    case "[object GeneratorFunction]":
    case "[object Proxy]":
      return true;
    default:
      return false;
  }
}

const objectSource = sourceOf.call(Object);

/** True for `{}`, `Object.create(null)` and what another realm's `Object` made; false for instances of classes. */
export function isPlainObject(value) {
  if (!tagged(value, "Object")) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  const constructor = hasOwn(prototype, "constructor") && prototype.constructor;
  return typeof constructor === "function" && constructor instanceof constructor &&
    sourceOf.call(constructor) === objectSource;
}

/** True when `value` is the `prototype` of its own constructor. */
export function isPrototype(value) {
  const constructor = value && value.constructor;
  const prototype = (typeof constructor === "function" && constructor.prototype) || Object.prototype;
  return value === prototype;
}

// ---- lengths and indexes ----

export function isLength(value) {
  return typeof value === "number" && value > -1 && value % 1 === 0 && value <= Number.MAX_SAFE_INTEGER;
}

export function isArrayLike(value) {
  return value !== null && value !== undefined && isLength(value.length) && !isFunction(value);
}

export function isArrayLikeObject(value) {
  return isObjectLike(value) && isArrayLike(value);
}

/** True for 0, '7' and the like below `length`, which defaults to the largest safe integer. */
export function isIndex(value, length) {
  const limit = length ?? Number.MAX_SAFE_INTEGER;
  if (!limit) return false;
  const type = typeof value;
  const numeric = type === "number" || (type !== "symbol" && /^(?:0|[1-9]\d*)$/.test(value));
  return numeric && value > -1 && value % 1 === 0 && value < limit;
}

/**
 * True when `(value, index, object)` looks like the arguments of an iteration, so that functions whose later
 * parameters are optional can be handed straight to `_.map` and friends.
 */
export function isIterateeCall(value, index, object) {
  if (!isObject(object)) return false;
  const fits = typeof index === "number"
    ? isArrayLike(object) && isIndex(index, object.length)
    : typeof index === "string" && index in object;
  return fits && eq(object[index], value);
}

export function notAFunction() {
  return new TypeError("Expected a function");
}
