// Stands for crates/modules/node/src/introspect.rs and clock.rs. Needs node --expose-internals (run.mjs sees to it).
import { createRequire } from "node:module";
import { types } from "node:util";

const { internalBinding } = createRequire(import.meta.url)("internal/test/binding");
const util = internalBinding("util");

const kinds = [
  "External", "Date", "ArgumentsObject", "BigIntObject", "BooleanObject", "NumberObject", "StringObject",
  "SymbolObject", "NativeError", "RegExp", "AsyncFunction", "GeneratorFunction", "GeneratorObject", "Promise", "Map",
  "Set", "MapIterator", "SetIterator", "WeakMap", "WeakSet", "ArrayBuffer", "DataView", "SharedArrayBuffer",
  "Proxy", "ModuleNamespaceObject", "TypedArray",
].map((name) => types[`is${name}`]);

export function op_node_value_kinds(value) {
  return kinds.reduce((bits, is, i) => (is(value) ? bits | (1 << i) : bits), 0);
}

export function op_node_proxy_parts(value) {
  return types.isProxy(value) ? util.getProxyDetails(value, true) : undefined;
}

export function op_node_promise_state(value) {
  return types.isPromise(value) ? util.getPromiseDetails(value) : undefined;
}

export function op_node_entries_preview(value) {
  return util.previewEntries(value, true);
}

export function op_node_named_keys(value, enumerableOnly) {
  return util.getOwnNonIndexProperties(value, enumerableOnly ? 2 : 0);
}

export function op_node_constructor_name(value) {
  return util.getConstructorName(value);
}

export function op_node_monotonic_ms() {
  return Math.floor(performance.now());
}
