// What util.inspect calls a value: its class, `[Function: f]`, `[class A extends B]`, prefixes before the braces.

import { op_node_constructor_name } from "ext:core/ops";
import { Kind } from "ext:connector_node/util_types.js";

/** The names of ECMAScript's own constructors and namespaces. */
export const builtIns = new Set([
  "Object", "Function", "Array", "Number", "Boolean", "String", "Symbol", "BigInt", "Date", "Promise", "RegExp",
  "Error", "AggregateError", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError",
  "ArrayBuffer", "SharedArrayBuffer", "Uint8Array", "Int8Array", "Uint16Array", "Int16Array", "Uint32Array", "Int32Array",
  "Float32Array", "Float64Array", "Uint8ClampedArray", "BigUint64Array", "BigInt64Array", "DataView", "Map", "Set",
  "WeakMap", "WeakSet", "WeakRef", "FinalizationRegistry", "Proxy", "Reflect", "JSON", "Math", "Intl", "Atomics",
  "WebAssembly",
]);

function isInstance(value, Class) {
  try {
    return value instanceof Class;
  } catch {
    return false;
  }
}

// The class whose prototype `link` is, as far as `value` is an instance of it.
function classAt(link, value) {
  if (link === Object.prototype && isInstance(value, Object)) return "Object";
  if (link === Function.prototype && isInstance(value, Function)) return "Function";
  const constructor = Object.getOwnPropertyDescriptor(link, "constructor")?.value;
  const named = typeof constructor === "function" && constructor.name !== "" && isInstance(value, constructor);
  return named ? String(constructor.name) : undefined;
}

/**
 * The name of a value's class, from the first object of its prototype chain that has a constructor; null for objects
 * without prototype. `onFound(first, isDirect, name)` is told where it was found.
 */
export function className(printer, value, depth, onFound = undefined) {
  let first;
  for (let link = value; link !== null; link = Object.getPrototypeOf(link)) {
    if (link !== value && first === undefined) first = link;
    const name = classAt(link, value);
    if (name === undefined) continue;
    onFound?.(first ?? value, first === link, name);
    return name;
  }
  if (first === undefined) return null;
  const remembered = op_node_constructor_name(value);
  if (printer.tooDeep(depth)) return `${remembered} <Complex prototype>`;
  const inherited = className(printer, first, depth + 1, onFound);
  return `${remembered} <${inherited ?? printer.shallow(first)}>`;
}

/** `Foo(2) [tag] `, with a space at its end; `[Foo(2): null prototype] ` where `name` is null. */
export function prefix(name, tag, fallback, size = "") {
  if (name === null) {
    const shownTag = tag !== "" && fallback !== tag ? `[${tag}] ` : "";
    return `[${fallback}${size}: null prototype] ${shownTag}`;
  }
  return tag !== "" && name !== tag ? `${name}${size} [${tag}] ` : `${name}${size} `;
}

/** The prefix of a value that is nothing special. */
export function plainPrefix(value, name, tag) {
  if (name !== null) return prefix(name, tag, "");
  const remembered = op_node_constructor_name(value);
  return prefix(name, tag, remembered === tag ? "Object" : remembered);
}

function isClass(value) {
  const source = Function.prototype.toString.call(value);
  if (!source.startsWith("class") || !source.endsWith("}")) return false;
  const body = source.slice(5, -1);
  const brace = body.indexOf("{");
  if (brace === -1) return false;
  if (!body.slice(0, brace).includes("(")) return true;
  // A parenthesis before the brace: in a comment it's still a class.
  return /^(\s+[^(]*?)\s*{/.test(body.replace(/(\/\/.*?\n)|(\/\*(.|\n)*?\*\/)/g, ""));
}

function classHead(value, name, tag) {
  let head = `class ${(Object.hasOwn(value, "name") && value.name) || "(anonymous)"}`;
  if (name !== "Function" && name !== null) head += ` [${name}]`;
  if (tag !== "" && name !== tag) head += ` [${tag}]`;
  if (name === null) return `[${head} extends [null prototype]]`;
  const parent = Object.getPrototypeOf(value).name;
  return parent ? `[${head} extends ${parent}]` : `[${head}]`;
}

/** `[Function: f]`, `[AsyncFunction (anonymous)]`, `[class A]`. */
export function functionHead(value, kinds, name, tag) {
  if (isClass(value)) return classHead(value, name, tag);
  const generator = kinds & Kind.GeneratorFunction ? "Generator" : "";
  const type = `${kinds & Kind.AsyncFunction ? "Async" : ""}${generator}Function`;
  const detached = name === null ? " (null prototype)" : "";
  let head = `[${type}${detached}${value.name === "" ? " (anonymous)" : `: ${value.name}`}]`;
  if (name !== type && name !== null) head += ` ${name}`;
  if (tag !== "" && name !== tag) head += ` [${tag}]`;
  return head;
}
