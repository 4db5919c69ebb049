// What of a value util.inspect shows, by its kind: the text before, the braces, the keys, the contents.

import { op_node_named_keys } from "ext:core/ops";
import * as contents from "ext:connector_node/inspect_contents.js";
import { errorHead } from "ext:connector_node/inspect_errors.js";
import { functionHead, plainPrefix, prefix } from "ext:connector_node/inspect_names.js";
import { plain } from "ext:connector_node/inspect_styles.js";
import { numberText } from "ext:connector_node/inspect_text.js";
import { boxedKinds, bufferKinds, isError, Kind, typedArrayName } from "ext:connector_node/util_types.js";

class Shape {
  base = "";
  close = "}";
  isList = false;
  contents = () => [];

  constructor(open, keys) {
    this.open = open;
    this.keys = keys;
  }
}

function withContents(open, keys, entries) {
  const shape = new Shape(open, keys);
  shape.contents = entries;
  return shape;
}

function listShape(open, keys, entries) {
  const shape = withContents(`${open}[`, keys, entries);
  shape.close = "]";
  shape.isList = true;
  return shape;
}

/** The own keys that are shown: enumerable ones, or all with showHidden; names before symbols. */
export function ownKeys(value, showHidden) {
  if (showHidden) return [...Object.getOwnPropertyNames(value), ...Object.getOwnPropertySymbols(value)];
  let names;
  try {
    names = Object.keys(value);
  } catch {
    // A module whose bindings aren't initialised yet.
    names = Object.getOwnPropertyNames(value);
  }
  const isEnumerable = (symbol) => Object.prototype.propertyIsEnumerable.call(value, symbol);
  return [...names, ...Object.getOwnPropertySymbols(value).filter(isEnumerable)];
}

/**
 * A text, when that's all there is to show, or a Shape. `facts`: `{ kinds, name, tag, bare }`, where `bare(keys)` says
 * that nothing would stand between the braces, and `tooDeep` that it wouldn't be shown anyway.
 */
export function shapeOf(printer, value, facts, insideTyped) {
  if (Symbol.iterator in value || facts.name === null) {
    const shape = iterableShape(printer, value, facts);
    if (shape !== undefined) return shape;
  }
  return otherShape(printer, value, facts, insideTyped);
}

function iterableShape(printer, value, facts) {
  const { kinds, name, tag, bare } = facts;
  const { showHidden } = printer.options;
  const detached = name === null;
  if (Array.isArray(value)) {
    const open = name !== "Array" || tag !== "" ? prefix(name, tag, "Array", `(${value.length})`) : "";
    const keys = op_node_named_keys(value, !showHidden);
    if (value.length === 0 && bare(keys)) return `${open}[]`;
    return listShape(open, keys, (depth) => contents.arrayEntries(printer, value, depth));
  }
  if (kinds & Kind.Set) {
    const size = contents.setSize(value);
    const open = prefix(name, tag, "Set", `(${size})`);
    const keys = ownKeys(value, showHidden);
    if (size === 0 && bare(keys)) return `${open}{}`;
    return withContents(`${open}{`, keys, (depth) => contents.setEntries(printer, value, depth, detached));
  }
  if (kinds & Kind.Map) {
    const size = contents.mapSize(value);
    const open = prefix(name, tag, "Map", `(${size})`);
    const keys = ownKeys(value, showHidden);
    if (size === 0 && bare(keys)) return `${open}{}`;
    return withContents(`${open}{`, keys, (depth) => contents.mapEntries(printer, value, depth, detached));
  }
  if (kinds & Kind.TypedArray) {
    const length = contents.typedArrayLength(value);
    const open = prefix(name, tag, detached ? typedArrayName(value) : "", `(${length})`);
    const keys = op_node_named_keys(value, !showHidden);
    if (length === 0 && keys.length === 0 && !showHidden) return `${open}[]`;
    return listShape(open, keys, (depth) => contents.typedArrayEntries(printer, value, depth, detached));
  }
  if (kinds & (Kind.MapIterator | Kind.SetIterator)) {
    const own = kinds & Kind.MapIterator ? "Map Iterator" : "Set Iterator";
    const label = tag === own || tag === "" ? own : `${tag}] [${own}`;
    const entries = (depth, shape) => contents.iteratorEntries(printer, value, depth, shape);
    return withContents(`[${label}] {`, ownKeys(value, showHidden), entries);
  }
  return undefined;
}

function otherShape(printer, value, facts, insideTyped) {
  const { kinds, name, tag, bare } = facts;
  const keys = ownKeys(value, printer.options.showHidden);
  const shape = new Shape("{", keys);
  const labelled = (fallback) => `${prefix(name, tag, fallback)}{`;

  if (typeof value === "function") {
    shape.base = functionHead(value, kinds, name, tag);
    return bare(keys) ? printer.style(shape.base, "special") : shape;
  }
  if (name === "Object") {
    if (kinds & Kind.ArgumentsObject) shape.open = "[Arguments] {";
    else if (tag !== "") shape.open = labelled("Object");
    return bare(keys) ? `${shape.open}}` : shape;
  }
  if (kinds & Kind.RegExp) {
    shape.base = RegExp.prototype.toString.call(name === null ? new RegExp(value) : value);
    shape.base = withPrefix(shape.base, name, tag, "RegExp");
    return bare(keys) || facts.tooDeep ? printer.style(shape.base, "regexp") : shape;
  }
  if (kinds & Kind.Date) {
    const valid = !Number.isNaN(Date.prototype.getTime.call(value));
    const text = valid ? Date.prototype.toISOString.call(value) : Date.prototype.toString.call(value);
    shape.base = withPrefix(text, name, tag, "Date");
    return bare(keys) ? printer.style(shape.base, "date") : shape;
  }
  if (isError(value)) {
    shape.base = errorHead(printer, value, name, tag, keys);
    return bare(keys) ? shape.base : shape;
  }
  if (kinds & bufferKinds) {
    shape.open = labelled(kinds & Kind.ArrayBuffer ? "ArrayBuffer" : "SharedArrayBuffer");
    if (!insideTyped) {
      shape.contents = () => contents.bufferEntries(printer, value);
    } else if (bare(keys)) {
      return `${shape.open} byteLength: ${printer.style(numberText(value.byteLength, false), "number")} }`;
    }
    keys.unshift("byteLength");
    return shape;
  }
  if (kinds & Kind.DataView) {
    shape.open = labelled("DataView");
    keys.unshift("byteLength", "byteOffset", "buffer");
    return shape;
  }
  if (kinds & Kind.Promise) {
    return withContents(labelled("Promise"), keys, (depth) => contents.promiseEntries(printer, value, depth));
  }
  if (kinds & (Kind.WeakSet | Kind.WeakMap)) {
    const isMap = (kinds & Kind.WeakMap) !== 0;
    const entries = (depth) => contents.weakEntries(printer, value, depth, isMap);
    return withContents(labelled(isMap ? "WeakMap" : "WeakSet"), keys, entries);
  }
  if (kinds & Kind.ModuleNamespaceObject) {
    shape.open = labelled("Module");
    return shape;
  }
  if (kinds & boxedKinds) {
    shape.base = boxedHead(printer, value, kinds, name, tag, keys);
    return bare(keys) ? styledBox(printer, shape.base, kinds) : shape;
  }
  const open = plainPrefix(value, name, tag);
  if (bare(keys)) return `${open}{}`;
  shape.open = `${open}{`;
  return shape;
}

function withPrefix(text, name, tag, usual) {
  const before = prefix(name, tag, usual);
  return before === `${usual} ` ? text : `${before}${text}`;
}

const boxes = [
  [Kind.NumberObject, "Number"],
  [Kind.StringObject, "String"],
  [Kind.BooleanObject, "Boolean"],
  [Kind.BigIntObject, "BigInt"],
  [Kind.SymbolObject, "Symbol"],
];
const classes = { Number, String, Boolean, BigInt, Symbol };

function boxedHead(printer, value, kinds, name, tag, keys) {
  const [, type] = boxes.find(([kind]) => kinds & kind);
  // A String's characters are its keys.
  if (type === "String") keys.splice(0, value.length);
  let head = `[${type}`;
  if (name === null) head += " (null prototype)";
  else if (name !== type) head += ` (${name})`;
  head += `: ${printer.primitive(classes[type].prototype.valueOf.call(value), plain)}]`;
  return tag !== "" && tag !== name ? `${head} [${tag}]` : head;
}

function styledBox(printer, text, kinds) {
  const [, type] = boxes.find(([kind]) => kinds & kind);
  return printer.style(text, type.toLowerCase());
}
