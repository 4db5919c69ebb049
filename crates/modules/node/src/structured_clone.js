// The global structuredClone. Written in JavaScript: V8's own serialiser is out of reach in the realm, and bytes of
// strangers must not be fed to it.
import { DOMException } from "ext:connector_node/dom_exception.js";
import { Kind, kindsOf } from "ext:connector_node/util_types.js";

const errorClasses = new Map([
  ["EvalError", EvalError],
  ["RangeError", RangeError],
  ["ReferenceError", ReferenceError],
  ["SyntaxError", SyntaxError],
  ["TypeError", TypeError],
  ["URIError", URIError],
]);

// Kinds that hold something outside of their properties, which can't be copied.
const uncloneable = Kind.Proxy | Kind.Promise | Kind.WeakMap | Kind.WeakSet | Kind.GeneratorObject | Kind.MapIterator |
  Kind.SetIterator | Kind.ArgumentsObject | Kind.SymbolObject | Kind.External | Kind.ModuleNamespaceObject |
  Kind.SharedArrayBuffer;

// Built-in objects that no kind tells from plain ones, by their prototypes.
const closedPrototypes = [
  WeakRef.prototype,
  FinalizationRegistry.prototype,
  Object.getPrototypeOf([][Symbol.iterator]()),
  Object.getPrototypeOf(""[Symbol.iterator]()),
  ...Reflect.ownKeys(Intl).map((name) => Intl[name]?.prototype).filter((prototype) => prototype !== undefined),
];

const viewParts = Object.getPrototypeOf(Uint8Array.prototype);
const viewName = Object.getOwnPropertyDescriptor(viewParts, Symbol.toStringTag).get;
const viewClasses = new Map(
  [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
    Float64Array, BigInt64Array, BigUint64Array,
  ].map((View) => [View.name, View]),
);
// Node 20 has none, the realm's V8 has.
const { transfer: moveBuffer } = ArrayBuffer.prototype;

/** What V8 calls a value that it won't clone. */
function nameOf(value, kinds) {
  if (typeof value === "symbol") return String(value);
  if (typeof value === "function") return Function.prototype.toString.call(value);
  // A proxy's handler isn't to run for a message.
  if (kinds & Kind.Proxy) return Array.isArray(value) ? "[object Array]" : "#<Object>";
  const { constructor, toString } = value;
  if (toString === Object.prototype.toString && typeof constructor === "function" && constructor.name) {
    // Node 20 has no class for iterators.
    return `#<${constructor.name === "Iterator" ? "Object" : constructor.name}>`;
  }
  return Object.prototype.toString.call(value);
}

function refuse(value, kinds = 0) {
  throw new DOMException(`${nameOf(value, kinds)} could not be cloned.`, "DataCloneError");
}

/** Errors of Node's native half: their stacks don't show the code. */
function plainError(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

class Cloner {
  // What each object became, so that cycles and shared parts stay what they are.
  #copies = new Map();

  clone(value) {
    if (typeof value === "function" || typeof value === "symbol") refuse(value);
    if (typeof value !== "object" || value === null) return value;
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    const kinds = kindsOf(value);
    if (kinds & uncloneable || this.#isClosed(value)) refuse(value, kinds);
    return this.#object(value, kinds);
  }

  #isClosed(value) {
    for (let proto = Object.getPrototypeOf(value); proto !== null; proto = Object.getPrototypeOf(proto)) {
      if (closedPrototypes.includes(proto)) return true;
    }
    return false;
  }

  /** Moves the buffers listed: their bytes go to the copies. */
  moved(buffers) {
    for (const buffer of buffers) {
      this.#copies.set(buffer, moveBuffer === undefined ? buffer.slice(0) : moveBuffer.call(buffer));
    }
  }

  #keep(value, copy) {
    this.#copies.set(value, copy);
    return copy;
  }

  #object(value, kinds) {
    if (kinds & Kind.Date) return this.#keep(value, new Date(Date.prototype.getTime.call(value)));
    if (kinds & Kind.RegExp) return this.#keep(value, new RegExp(value.source, value.flags));
    if (kinds & Kind.BooleanObject) return this.#keep(value, Object(Boolean.prototype.valueOf.call(value)));
    if (kinds & Kind.NumberObject) return this.#keep(value, Object(Number.prototype.valueOf.call(value)));
    if (kinds & Kind.StringObject) return this.#keep(value, Object(String.prototype.valueOf.call(value)));
    if (kinds & Kind.BigIntObject) return this.#keep(value, Object(BigInt.prototype.valueOf.call(value)));
    if (kinds & Kind.ArrayBuffer) return this.#keep(value, ArrayBuffer.prototype.slice.call(value, 0));
    if (ArrayBuffer.isView(value)) return this.#view(value);
    if (kinds & Kind.NativeError) return this.#error(value);
    if (kinds & Kind.Map) {
      const copy = this.#keep(value, new Map());
      for (const [key, item] of [...Map.prototype.entries.call(value)]) copy.set(this.clone(key), this.clone(item));
      return copy;
    }
    if (kinds & Kind.Set) {
      const copy = this.#keep(value, new Set());
      for (const item of [...Set.prototype.values.call(value)]) copy.add(this.clone(item));
      return copy;
    }
    return this.#properties(value);
  }

  #view(value) {
    const buffer = this.clone(value.buffer);
    const View = viewClasses.get(viewName.call(value));
    if (View === undefined) return this.#keep(value, new DataView(buffer, value.byteOffset, value.byteLength));
    return this.#keep(value, new View(buffer, value.byteOffset, value.length));
  }

  #error(value) {
    const Class = errorClasses.get(String(value.name)) ?? Error;
    const copy = this.#keep(value, new Class());
    const set = (name, item) =>
      Object.defineProperty(copy, name, { value: item, configurable: true, writable: true, enumerable: false });
    set("stack", typeof value.stack === "string" ? value.stack : undefined);
    if (Object.hasOwn(value, "message")) set("message", String(value.message));
    if (Object.hasOwn(value, "cause")) set("cause", this.clone(value.cause));
    return copy;
  }

  #properties(value) {
    let copy = {};
    if (Array.isArray(value)) {
      copy = [];
      copy.length = value.length;
    }
    this.#keep(value, copy);
    for (const key of Object.keys(value)) {
      // A getter may have taken another property away.
      if (!Object.hasOwn(value, key)) continue;
      const item = this.clone(value[key]);
      Object.defineProperty(copy, key, { value: item, configurable: true, enumerable: true, writable: true });
    }
    return copy;
  }
}

function transferList(options) {
  if (options === undefined || options === null) return [];
  if (typeof options !== "object" && typeof options !== "function") {
    throw plainError("ERR_INVALID_ARG_TYPE", "The options argument must be either an object or undefined");
  }
  const { transfer } = options;
  if (transfer === undefined || transfer === null) return [];
  if (typeof transfer !== "object" || typeof transfer[Symbol.iterator] !== "function") {
    throw plainError("ERR_INVALID_ARG_TYPE", "Optional transferList argument must be an iterable");
  }
  const list = [...transfer];
  for (const [i, item] of list.entries()) {
    if (!(kindsOf(item) & Kind.ArrayBuffer)) {
      throw plainError("ERR_INVALID_TRANSFER_OBJECT", "Found invalid object in transferList");
    }
    if (list.indexOf(item) !== i) {
      throw new DOMException("Transfer list contains duplicate ArrayBuffer", "DataCloneError");
    }
  }
  return list;
}

export function structuredClone(value, options) {
  if (arguments.length === 0) throw plainError("ERR_MISSING_ARGS", "The value argument must be specified");
  const list = transferList(options);
  const cloner = new Cloner();
  if (list.length === 0) return cloner.clone(value);
  // Cloned once without moving anything: a value that can't be cloned must leave the buffers where they are.
  new Cloner().clone(value);
  cloner.moved(list);
  return cloner.clone(value);
}
Object.defineProperty(structuredClone, "length", { value: 0, configurable: true });

export default structuredClone;
