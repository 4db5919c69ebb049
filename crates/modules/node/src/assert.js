// require('assert'). Messages are Node's, but for two: `ok` doesn't quote the script's source, and long differences
// are shown whole instead of being folded.

import { fail, doesNotReject, doesNotThrow, rejects, throws } from "ext:connector_node/assert_throws.js";
import { AssertionError } from "ext:connector_node/assertion_error.js";
import { isDeepEqual, isDeepStrictEqual } from "ext:connector_node/deep_equal.js";
import { invalidArgType, missingArgs } from "ext:connector_node/errors.js";
import { inspect } from "ext:connector_node/util_inspect.js";
import { isError, types } from "ext:connector_node/util_types.js";

function check(args, caller) {
  const [value, message] = args;
  if (value) return;
  if (args.length > 0 && isError(message)) throw message;
  const given = message !== undefined && message !== null;
  const text = args.length === 0 ? "No value argument passed to `assert.ok()`" : message;
  const details = { actual: value, expected: true, message: text, operator: "==" };
  const err = new AssertionError({ ...details, stackStartFn: caller });
  err.generatedMessage = !given;
  throw err;
}

export function ok(...args) {
  check(args, ok);
}

// An assertion that compares two values: fails unless `holds(actual, expected)`.
function comparison(name, operator, holds) {
  function compare(actual, expected, message) {
    if (arguments.length < 2) throw missingArgs("actual", "expected");
    if (!holds(actual, expected)) fail({ actual, expected, message, operator, stackStartFn: compare });
  }
  return Object.defineProperty(compare, "name", { value: name });
}

const bothNaN = (a, b) => Number.isNaN(a) && Number.isNaN(b);
const looselyEqual = (a, b) => a == b || bothNaN(a, b);

const assert = ok;

function failNow(actual, expected, message, operator, stackStartFn) {
  let text = message;
  let shown = actual;
  let generated = false;
  if (arguments.length <= 1 && (actual === undefined || actual === null)) {
    generated = true;
    text = "Failed";
  } else if (arguments.length === 1) {
    text = actual;
    shown = undefined;
  }
  if (text instanceof Error) throw text;
  const usual = arguments.length === 2 ? "!=" : "fail";
  const err = new AssertionError({
    actual: shown,
    expected,
    operator: operator ?? usual,
    stackStartFn: stackStartFn || failNow,
    message: text,
  });
  if (generated) err.generatedMessage = true;
  throw err;
}
assert.fail = Object.defineProperty(failNow, "name", { value: "fail" });
assert.AssertionError = AssertionError;
assert.ok = ok;
assert.equal = comparison("equal", "==", looselyEqual);
assert.notEqual = comparison("notEqual", "!=", (a, b) => !looselyEqual(a, b));
assert.deepEqual = comparison("deepEqual", "deepEqual", isDeepEqual);
assert.notDeepEqual = comparison("notDeepEqual", "notDeepEqual", (a, b) => !isDeepEqual(a, b));
assert.deepStrictEqual = comparison("deepStrictEqual", "deepStrictEqual", isDeepStrictEqual);
assert.notDeepStrictEqual = comparison("notDeepStrictEqual", "notDeepStrictEqual", (a, b) => !isDeepStrictEqual(a, b));
assert.strictEqual = comparison("strictEqual", "strictEqual", Object.is);
assert.notStrictEqual = comparison("notStrictEqual", "notStrictEqual", (a, b) => !Object.is(a, b));
assert.throws = throws;
assert.rejects = rejects;
assert.doesNotThrow = doesNotThrow;
assert.doesNotReject = doesNotReject;

assert.ifError = function ifError(err) {
  if (err === null || err === undefined) return;
  let shown = inspect(err);
  if (typeof err === "object" && typeof err.message === "string") {
    shown = err.message === "" && err.constructor ? err.constructor.name : err.message;
  }
  const message = `ifError got unwanted exception: ${shown}`;
  const details = { actual: err, expected: null, message, operator: "ifError" };
  const wrapped = new AssertionError({ ...details, stackStartFn: ifError });
  const origin = typeof err.stack === "string" ? err.stack.indexOf("\n    at") : -1;
  if (origin !== -1) {
    // The original's frames say where it came from; of ours, only those that aren't among them.
    const frames = err.stack.slice(origin + 1).split("\n");
    const own = wrapped.stack.split("\n");
    const shared = own.findIndex((line) => frames.includes(line));
    wrapped.stack = [...(shared === -1 ? own : own.slice(0, shared)), ...frames].join("\n");
  }
  throw wrapped;
};

function matching(name, wanted) {
  function match(text, pattern, message) {
    if (!types.isRegExp(pattern)) throw invalidArgType("regexp", "RegExp", pattern);
    if (typeof text === "string" && (pattern.exec(text) !== null) === wanted) return;
    if (message instanceof Error) throw message;
    let generated = `The "string" argument must be of type string. Received type ${typeof text} (${inspect(text)})`;
    if (typeof text === "string") {
      const verb = wanted ? "did not match" : "was expected to not match";
      generated = `The input ${verb} the regular expression ${inspect(pattern)}. Input:\n\n${inspect(text)}\n`;
    }
    const details = { actual: text, expected: pattern, message: message || generated, operator: name };
    const err = new AssertionError({ ...details, stackStartFn: match });
    err.generatedMessage = !message;
    throw err;
  }
  return Object.defineProperty(match, "name", { value: name });
}
assert.match = matching("match", true);
assert.doesNotMatch = matching("doesNotMatch", false);

function strict(...args) {
  check(args, strict);
}
assert.strict = Object.assign(strict, assert, {
  equal: assert.strictEqual,
  deepEqual: assert.deepStrictEqual,
  notEqual: assert.notStrictEqual,
  notDeepEqual: assert.notDeepStrictEqual,
});
assert.strict.strict = assert.strict;

export { strict };
export default assert;
