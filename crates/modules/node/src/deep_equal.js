// The comparison behind util.isDeepStrictEqual, assert.deepStrictEqual and assert.deepEqual (the loose one).

import { op_node_named_keys } from "ext:core/ops";
import { boxedKinds, bufferKinds, isError, Kind, kindsOf, typedArrayName } from "ext:connector_node/util_types.js";

const isObject = (value) => value !== null && typeof value === "object";
const isEnumerable = (object, key) => Object.prototype.propertyIsEnumerable.call(object, key);
const tagOf = (value) => Object.prototype.toString.call(value);

function sameBytes(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function bytesOf(value) {
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

function unbox(value, kinds) {
  if (kinds & Kind.NumberObject) return Number.prototype.valueOf.call(value);
  if (kinds & Kind.StringObject) return String.prototype.valueOf.call(value);
  if (kinds & Kind.BooleanObject) return Boolean.prototype.valueOf.call(value);
  if (kinds & Kind.BigIntObject) return BigInt.prototype.valueOf.call(value);
  return Symbol.prototype.valueOf.call(value);
}

class Comparison {
  // Pairs being compared: meeting one again means a cycle, which then is equal so far.
  #pairs = new Map();

  constructor(strict) {
    this.strict = strict;
  }

  equal(a, b) {
    if (a === b) return a !== 0 || !this.strict || Object.is(a, b);
    if (!isObject(a) || !isObject(b)) return this.#equalPrimitives(a, b);
    if (this.strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
    if (tagOf(a) !== tagOf(b)) return false;
    if (Array.isArray(a) || Array.isArray(b)) {
      if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
      return this.#equalParts(a, b, () => this.#equalElements(a, b), this.#namedKeys(a), this.#namedKeys(b));
    }
    return this.#equalObjects(a, b);
  }

  #equalPrimitives(a, b) {
    if (this.strict) return Number.isNaN(a) && Number.isNaN(b);
    if (isObject(a) || isObject(b)) return false;
    // The legacy, loose comparison is defined by ==.
    return a == b || (Number.isNaN(a) && Number.isNaN(b));
  }

  #equalObjects(a, b) {
    const kinds = kindsOf(a);
    const compared = Kind.Date | Kind.RegExp | Kind.TypedArray | Kind.DataView | Kind.Set | Kind.Map | bufferKinds |
      boxedKinds;
    if ((kinds & compared) !== (kindsOf(b) & compared) || isError(a) !== isError(b)) return false;
    if (kinds & Kind.Date && Date.prototype.getTime.call(a) !== Date.prototype.getTime.call(b)) return false;
    if (kinds & Kind.RegExp && (String(a) !== String(b) || a.lastIndex !== b.lastIndex)) return false;
    if (ArrayBuffer.isView(a)) {
      if (typedArrayName(a) !== typedArrayName(b)) return false;
      // Loosely, floats are compared as numbers: 0 is -0, and NaN is nothing.
      const asNumbers = !this.strict && /^Float/.test(typedArrayName(a));
      if (!(asNumbers ? sameBytes(a, b) : sameBytes(bytesOf(a), bytesOf(b)))) return false;
      return this.#equalParts(a, b, undefined, this.#namedKeys(a), this.#namedKeys(b));
    }
    if (kinds & bufferKinds && !sameBytes(bytesOf(a), bytesOf(b))) return false;
    if (isError(a) && !this.#equalErrors(a, b)) return false;
    if (kinds & boxedKinds && !Object.is(unbox(a, kinds), unbox(b, kinds))) return false;
    if (tagOf(a) === "[object URL]" && a.href !== b.href) return false;
    let contents;
    if (kinds & (Kind.Set | Kind.Map)) {
      if (a.size !== b.size) return false;
      contents = () => (kinds & Kind.Set ? this.#equalSets(a, b) : this.#equalMaps(a, b));
    }
    return this.#equalParts(a, b, contents, this.#keys(a), this.#keys(b));
  }

  // A hidden message, name, cause or list of errors counts too; the stack doesn't.
  #equalErrors(a, b) {
    return ["message", "name", "cause", "errors"].every((key) => {
      if (isEnumerable(a, key) !== isEnumerable(b, key)) return false;
      return isEnumerable(a, key) || this.equal(a[key], b[key]);
    });
  }

  #keys(value) {
    const keys = Object.keys(value);
    if (!this.strict) return keys;
    return [...keys, ...Object.getOwnPropertySymbols(value).filter((symbol) => isEnumerable(value, symbol))];
  }

  #namedKeys(value) {
    const keys = op_node_named_keys(value, true);
    return this.strict ? keys : keys.filter((key) => typeof key !== "symbol");
  }

  #equalParts(a, b, contents, keys, otherKeys) {
    if (keys.length !== otherKeys.length || !keys.every((key) => isEnumerable(b, key))) return false;
    if (keys.length === 0 && contents === undefined) return true;
    const partners = this.#pairs.get(a) ?? new Set();
    if (partners.has(b)) return true;
    this.#pairs.set(a, partners.add(b));
    const result = keys.every((key) => this.equal(a[key], b[key])) && (contents === undefined || contents());
    partners.delete(b);
    return result;
  }

  #equalElements(a, b) {
    for (let i = 0; i < a.length; i++) {
      if (!Object.hasOwn(a, i)) return this.#equalSparse(a, b);
      if (!Object.hasOwn(b, i) || !this.equal(a[i], b[i])) return false;
    }
    return true;
  }

  #equalSparse(a, b) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && this.equal(a[key], b[key]));
  }

  // Finds each of `rest` a partner of its own among `others`.
  #matchUp(rest, others, same) {
    const free = new Set(others);
    return rest.every((item) => {
      for (const other of free) {
        if (same(item, other)) return free.delete(other);
      }
      return false;
    });
  }

  #equalSets(a, b) {
    const rest = [];
    for (const item of a) {
      if (b.has(item)) continue;
      if (this.strict && !isObject(item)) return false;
      rest.push(item);
    }
    const others = [...b].filter((item) => !a.has(item));
    return rest.length === others.length && this.#matchUp(rest, others, (x, y) => this.equal(x, y));
  }

  #equalMaps(a, b) {
    const rest = [];
    const done = new Set();
    for (const [key, item] of a) {
      if (b.has(key) && this.equal(item, b.get(key))) {
        done.add(key);
        continue;
      }
      if (this.strict && !isObject(key)) return false;
      rest.push([key, item]);
    }
    const others = [...b].filter(([key]) => !done.has(key));
    return this.#matchUp(rest, others, (x, y) => this.equal(x[0], y[0]) && this.equal(x[1], y[1]));
  }
}

/** util.isDeepStrictEqual: same values, prototypes, own enumerable properties; NaN is NaN, 0 isn't -0. */
export function isDeepStrictEqual(a, b) {
  return new Comparison(true).equal(a, b);
}

/** assert.deepEqual's old rule: primitives by ==, prototypes and symbols don't count. */
export function isDeepEqual(a, b) {
  return new Comparison(false).equal(a, b);
}
