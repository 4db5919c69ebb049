// The half of assert that expects errors: throws, rejects and their opposites.

import { AssertionError } from "ext:connector_node/assertion_error.js";
import { isDeepStrictEqual } from "ext:connector_node/deep_equal.js";
import {
  codedError, describeReceived, invalidArgType, invalidArgValue, validateFunction,
} from "ext:connector_node/errors.js";
import { inspect } from "ext:connector_node/util_inspect.js";
import { isError, types } from "ext:connector_node/util_types.js";

// What a function that didn't throw "threw".
const NOTHING = Symbol("nothing");

/** Throws an AssertionError, or the Error that was given as its message. */
export function fail(details) {
  if (details.message instanceof Error) throw details.message;
  throw new AssertionError(details);
}

function thrownBy(fn) {
  validateFunction(fn, "fn");
  try {
    fn();
  } catch (err) {
    return err;
  }
  return NOTHING;
}

function isPromiseLike(value) {
  if (types.isPromise(value)) return true;
  return value !== null && typeof value === "object" && typeof value.then === "function" &&
    typeof value.catch === "function";
}

async function rejectionOf(given) {
  let promise = given;
  if (typeof given === "function") {
    promise = given();
    if (!isPromiseLike(promise)) {
      const text = 'Expected instance of Promise to be returned from the "promiseFn" function but got ' +
        `${describeReceived(promise)}.`;
      throw codedError(TypeError, "ERR_INVALID_RETURN_VALUE", text);
    }
  } else if (!isPromiseLike(given)) {
    throw invalidArgType("promiseFn", ["Function", "Promise"], given);
  }
  try {
    await promise;
  } catch (err) {
    return err;
  }
  return NOTHING;
}

function failWith(actual, expected, caller, message, generated) {
  const err = new AssertionError({ actual, expected, message, operator: caller.name, stackStartFn: caller });
  err.generatedMessage = generated;
  throw err;
}

function matchesText(pattern, text) {
  return typeof text === "string" && types.isRegExp(pattern) && pattern.exec(text) !== null;
}

// The compared properties alone, for a readable difference.
function excerpt(source, keys, other) {
  const out = new (class Comparison {})();
  for (const key of keys) {
    if (key in source) out[key] = other && matchesText(source[key], other[key]) ? other[key] : source[key];
  }
  return out;
}

function expectProperties(actual, expected, message, caller) {
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push("name", "message");
  else if (keys.length === 0) throw invalidArgValue("error", expected, "may not be an empty object");
  for (const key of keys) {
    if (matchesText(expected[key], actual[key])) continue;
    if (key in actual && isDeepStrictEqual(actual[key], expected[key])) continue;
    if (message) fail({ actual, expected, message, operator: caller.name, stackStartFn: caller });
    const err = new AssertionError({
      actual: excerpt(actual, keys),
      expected: excerpt(expected, keys, actual),
      operator: "deepStrictEqual",
      stackStartFn: caller,
    });
    throw Object.assign(err, { actual, expected, operator: caller.name });
  }
}

function classMismatch(actual, expected) {
  const text = `The error is expected to be an instance of "${expected.name}". Received `;
  if (!isError(actual)) return `${text}"${inspect(actual, { depth: -1 })}"`;
  const name = actual.constructor?.name || actual.name;
  const found = name === expected.name ? "an error with identical name but a different prototype." : `"${name}"`;
  return `${text}${found}${actual.message ? `\n\nError message:\n\n${actual.message}` : ""}`;
}

function expectThrown(actual, expected, message, caller) {
  if (types.isRegExp(expected)) {
    const text = String(actual);
    if (expected.exec(text) !== null) return;
    const generated = `The input did not match the regular expression ${inspect(expected)}. Input:\n\n` +
      `${inspect(text)}\n`;
    failWith(actual, expected, caller, message || generated, !message);
  }
  if (typeof expected !== "function") {
    if (typeof actual === "object" && actual !== null) return expectProperties(actual, expected, message, caller);
    const err = new AssertionError({ actual, expected, message, operator: "deepStrictEqual", stackStartFn: caller });
    err.operator = caller.name;
    throw err;
  }
  if (expected.prototype !== undefined && actual instanceof expected) return;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) {
    failWith(actual, expected, caller, message || classMismatch(actual, expected), !message);
  }
  const result = Reflect.apply(expected, {}, [actual]);
  if (result === true) return;
  const name = expected.name ? `"${expected.name}" ` : "";
  const caught = isError(actual) ? `\n\nCaught error:\n\n${actual}` : "";
  const generated = `The ${name}validation function is expected to return "true". Received ${inspect(result)}${caught}`;
  failWith(actual, expected, caller, message || generated, !message);
}

function ambiguous(text) {
  return codedError(TypeError, "ERR_AMBIGUOUS_ARGUMENT", `The "error/message" argument is ambiguous. ${text}`);
}

function expectError(caller, kind, actual, args) {
  let [error, message] = args;
  const classes = ["Object", "Error", "Function", "RegExp"];
  if (typeof error === "string") {
    if (args.length === 2) throw invalidArgType("error", classes, error);
    if (typeof actual === "object" && actual !== null) {
      if (actual.message === error) throw ambiguous(`The error message "${error}" is identical to the message.`);
    } else if (actual === error) {
      throw ambiguous(`The error "${actual}" is identical to the message.`);
    }
    [error, message] = [undefined, error];
  } else if (error !== undefined && error !== null && typeof error !== "object" && typeof error !== "function") {
    throw invalidArgType("error", classes, error);
  }
  if (actual === NOTHING) {
    const name = error?.name ? ` (${error.name})` : "";
    const text = `Missing expected ${kind}${name}${message ? `: ${message}` : "."}`;
    fail({ actual: undefined, expected: error, operator: caller.name, message: text, stackStartFn: caller });
  }
  if (error) expectThrown(actual, error, message, caller);
}

function isUnwanted(actual, expected) {
  if (types.isRegExp(expected)) return expected.exec(String(actual)) !== null;
  if (typeof expected !== "function") throw invalidArgType("expected", ["Function", "RegExp"], expected);
  if (expected.prototype !== undefined && actual instanceof expected) return true;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) return false;
  return Reflect.apply(expected, {}, [actual]) === true;
}

function expectNoError(caller, kind, actual, args) {
  if (actual === NOTHING) return;
  const [error, message] = typeof args[0] === "string" ? [undefined, args[0]] : args;
  if (error && !isUnwanted(actual, error)) throw actual;
  const text = `Got unwanted ${kind}${message ? `: ${message}` : "."}\nActual message: "${actual && actual.message}"`;
  fail({ actual, expected: error, operator: caller.name, message: text, stackStartFn: caller });
}

export function throws(fn, ...args) {
  expectError(throws, "exception", thrownBy(fn), args);
}

export async function rejects(promiseFn, ...args) {
  expectError(rejects, "rejection", await rejectionOf(promiseFn), args);
}

export function doesNotThrow(fn, ...args) {
  expectNoError(doesNotThrow, "exception", thrownBy(fn), args);
}

export async function doesNotReject(fn, ...args) {
  expectNoError(doesNotReject, "rejection", await rejectionOf(fn), args);
}
