// require('util/types'), and the kinds that util.inspect and the deep comparisons go by.

import { op_node_value_kinds } from "ext:core/ops";

// The order of KINDS in introspect.rs.
const kinds = [
  "External", "Date", "ArgumentsObject", "BigIntObject", "BooleanObject", "NumberObject", "StringObject",
  "SymbolObject", "NativeError", "RegExp", "AsyncFunction", "GeneratorFunction", "GeneratorObject", "Promise", "Map",
  "Set", "MapIterator", "SetIterator", "WeakMap", "WeakSet", "ArrayBuffer", "DataView", "SharedArrayBuffer",
  "Proxy", "ModuleNamespaceObject", "TypedArray",
];

/** A bit for each kind, to be tested against `kindsOf(value)`. */
export const Kind = Object.freeze(Object.fromEntries(kinds.map((name, i) => [name, 1 << i])));

export const boxedKinds = Kind.BigIntObject | Kind.BooleanObject | Kind.NumberObject | Kind.StringObject |
  Kind.SymbolObject;
export const bufferKinds = Kind.ArrayBuffer | Kind.SharedArrayBuffer;

/** All kinds of a value as a set of bits; 0 for primitives and plain objects. */
export function kindsOf(value) {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return 0;
  return op_node_value_kinds(value);
}

const test = (name, bits) => ({ [name]: (value) => (kindsOf(value) & bits) !== 0 })[name];

const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

/** `"Uint8Array"` and so on for typed arrays (buffers too), whatever their prototype; else undefined. */
export function typedArrayName(value) {
  return tagOf.call(value);
}

export const types = {};
for (const name of kinds.slice(0, -1)) types[`is${name}`] = test(`is${name}`, Kind[name]);
types.isAnyArrayBuffer = test("isAnyArrayBuffer", bufferKinds);
types.isBoxedPrimitive = test("isBoxedPrimitive", boxedKinds);
types.isArrayBufferView = ArrayBuffer.isView;
types.isTypedArray = test("isTypedArray", Kind.TypedArray);
for (const name of [
  "Uint8Array", "Uint8ClampedArray", "Uint16Array", "Uint32Array", "Int8Array", "Int16Array", "Int32Array",
  "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array",
]) {
  types[`is${name}`] = { [`is${name}`]: (value) => typedArrayName(value) === name }[`is${name}`];
}
types.isKeyObject = () => false;
types.isCryptoKey = () => false;

/** Native errors and everything that inherits from Error. */
export function isError(value) {
  return value instanceof Error || (kindsOf(value) & Kind.NativeError) !== 0;
}

export default types;
