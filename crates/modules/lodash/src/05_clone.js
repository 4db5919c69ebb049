// Copies, shallow and deep.

import { Buffer } from "ext:connector_node/buffer.js";
import {
  hasOwn, isArray, isBuffer, isMap, isObject, isPrototype, isSet, tagOf,
} from "./00_types.js";
import {
  allKeys, allKeysIn, assignIfChanged, copyKeys, createFrom, keys, keysIn, ownSymbols, symbolsIn,
} from "./02_keys.js";

// What to copy: `deep` - members too; `flat` - inherited members as own ones; `symbols` - symbol keys as well.
const SHALLOW = { deep: false, flat: false, symbols: true };
const DEEP = { deep: true, flat: false, symbols: true };
const DEEP_FLAT = { deep: true, flat: true, symbols: true };
const DEEP_NAMES = { deep: true, flat: false, symbols: false };

const SAME_BOX = new Set(["[object Number]", "[object String]"]);
const VIEWS = /^\[object (?:Float32|Float64|Int8|Int16|Int32|Uint8|Uint8Clamped|Uint16|Uint32)Array\]$/;

/** An empty object with the same prototype; plain when the prototype has no constructor or is itself the source. */
export function emptyLike(object) {
  return typeof object.constructor === "function" && !isPrototype(object)
    ? createFrom(Object.getPrototypeOf(object))
    : {};
}

// A result of RegExp.prototype.exec keeps where the match was.
function emptyArrayLike(array) {
  const copy = new array.constructor(array.length);
  if (array.length && typeof array[0] === "string" && hasOwn(array, "index")) {
    copy.index = array.index;
    copy.input = array.input;
  }
  return copy;
}

// Deep copies share their memory with the original: that is what 4.17.21 does with Node's `slice`.
export function cloneBuffer(buffer, deep) {
  if (deep) return buffer.subarray();
  const copy = Buffer.allocUnsafe(buffer.length);
  buffer.copy(copy);
  return copy;
}

function cloneMemory(memory) {
  const copy = new memory.constructor(memory.byteLength);
  new Uint8Array(copy).set(new Uint8Array(memory));
  return copy;
}

export function cloneView(view, deep) {
  const memory = deep ? cloneMemory(view.buffer) : view.buffer;
  const size = tagOf(view) === "[object DataView]" ? view.byteLength : view.length;
  return new view.constructor(memory, view.byteOffset, size);
}

// The copy of an object of a special kind, without members; undefined for kinds that are not copied.
function cloneKind(object, tag, deep) {
  const Constructor = object.constructor;
  switch (tag) {
    case "[object ArrayBuffer]":
      return cloneMemory(object);
    case "[object Boolean]":
    case "[object Date]":
      return new Constructor(+object);
    case "[object DataView]":
      return cloneView(object, deep);
    case "[object Map]":
    case "[object Set]":
      return new Constructor();
    case "[object RegExp]": {
      const copy = new Constructor(object.source, /\w*$/.exec(object));
      copy.lastIndex = object.lastIndex;
      return copy;
    }
    case "[object Symbol]":
      return Object(Symbol.prototype.valueOf.call(object));
    default:
      if (SAME_BOX.has(tag)) return new Constructor(object);
      return VIEWS.test(tag) ? cloneView(object, deep) : undefined;
  }
}

function keysFor(value, mode) {
  if (mode.symbols) return mode.flat ? allKeysIn(value) : allKeys(value);
  return mode.flat ? keysIn(value) : keys(value);
}

function copyShallow(value, target, mode) {
  if (mode.flat) return copyKeys(value, symbolsIn(value), copyKeys(value, keysIn(value), target));
  return copyKeys(value, ownSymbols(value), copyKeys(value, keys(value), target));
}

// `parent` is the object in which the value was found, absent at the top.
function copy(value, mode, customizer, key, parent, seen) {
  if (customizer) {
    const given = parent ? customizer(value, key, parent, seen) : customizer(value);
    if (given !== undefined) return given;
  }
  if (!isObject(value)) return value;

  let target;
  if (isArray(value)) {
    target = emptyArrayLike(value);
    if (!mode.deep) {
      for (let index = 0; index < value.length; index++) target[index] = value[index];
      return target;
    }
  } else {
    if (isBuffer(value)) return cloneBuffer(value, mode.deep);
    const tag = tagOf(value);
    const callable = tag === "[object Function]" || tag === "[object GeneratorFunction]";
    if (tag === "[object Object]" || tag === "[object Arguments]" || (callable && !parent)) {
      target = mode.flat || callable ? {} : emptyLike(value);
      if (!mode.deep) return copyShallow(value, target, mode);
    } else {
      target = cloneKind(value, tag, mode.deep);
      if (target === undefined) return parent ? value : {};
    }
  }

  seen ||= new Map();
  const known = seen.get(value);
  if (known) return known;
  seen.set(value, target);

  const inner = (member, name) => copy(member, mode, customizer, name, value, seen);
  if (isSet(value)) value.forEach((member) => target.add(inner(member, member)));
  else if (isMap(value)) value.forEach((member, name) => target.set(name, inner(member, name)));

  if (isArray(value)) {
    for (let index = 0, length = value.length; index < length; index++) {
      assignIfChanged(target, index, inner(value[index], index));
    }
  } else {
    for (const name of keysFor(value, mode)) assignIfChanged(target, name, inner(value[name], name));
  }
  return target;
}

const functionOrUndefined = (value) => typeof value === "function" ? value : undefined;

export function clone(value) {
  return copy(value, SHALLOW);
}

export function cloneDeep(value) {
  return copy(value, DEEP);
}

export function cloneWith(value, customizer) {
  return copy(value, SHALLOW, functionOrUndefined(customizer));
}

export function cloneDeepWith(value, customizer) {
  return copy(value, DEEP, functionOrUndefined(customizer));
}

/** A deep copy without symbol keys, for shorthands that keep their own copy of a source. */
export function cloneSource(source) {
  return copy(source, DEEP_NAMES);
}

/** A deep copy in which inherited members become own ones; what is not a plain object is kept by reference. */
export function cloneFlat(value, customizer) {
  return copy(value, DEEP_FLAT, customizer);
}
