// require(): a fixed table and nothing else. There are no paths, so there is nothing to traverse.

import { primordials } from "ext:core/mod.js";
import { lendProcess, process } from "ext:connector_node/process.js";
import { lodashFunction, table } from "ext:connector_realm/15_modules.js";

const {
  ArrayPrototypeJoin,
  ArrayPrototypeSort,
  Error,
  ObjectKeys,
  SafeRegExp,
  RegExpPrototypeExec,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  TypeError,
} = primordials;

// name, or @scope/name; then perhaps @version; then perhaps /subpath. Versions are accepted and ignored: each module
// follows one version, which `connector modules` prints.
const SPECIFIER = new SafeRegExp("^((?:@[^@/]+/)?[^@/]+)(?:@[0-9A-Za-z.+~^*x-]+)?((?:/[^@]+)?)$");
const MAX_SPECIFIER = 214;

function notFound(specifier) {
  const shown = specifier.length > MAX_SPECIFIER ? `${StringPrototypeSlice(specifier, 0, MAX_SPECIFIER)}...` : specifier;
  const names = ArrayPrototypeJoin(ArrayPrototypeSort(ObjectKeys(table)), ", ");
  const error = new Error(`Cannot find module '${shown}'. Available modules: ${names}`);
  error.code = "MODULE_NOT_FOUND";
  return error;
}

export function require(specifier) {
  if (typeof specifier !== "string") {
    const error = new TypeError('The "id" argument must be of type string');
    error.code = "ERR_INVALID_ARG_TYPE";
    throw error;
  }
  if (specifier.length === 0 || specifier.length > MAX_SPECIFIER) throw notFound(specifier);
  const plain = StringPrototypeStartsWith(specifier, "node:") ? StringPrototypeSlice(specifier, 5) : specifier;
  // `table` has no prototype: `require('__proto__')` and `require('constructor')` find nothing.
  let found = table[plain];
  let name = plain;
  if (found === undefined) {
    // V8 compiles an expression anew in each isolate, so only for names that need it.
    const parts = RegExpPrototypeExec(SPECIFIER, plain);
    if (parts !== null) name = parts[1] + parts[2];
    found = table[name];
  }
  if (found === process) return lendProcess();
  if (found !== undefined) return found;
  if (StringPrototypeStartsWith(name, "lodash/") || StringPrototypeStartsWith(name, "lodash.")) {
    const method = lodashFunction(StringPrototypeSlice(name, 7));
    if (method !== undefined) return method;
  }
  throw notFound(specifier);
}
