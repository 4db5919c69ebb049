// assert.AssertionError.

import { describeFailure } from "ext:connector_node/assert_diff.js";
import { validateObject } from "ext:connector_node/errors.js";
import { inspect } from "ext:connector_node/util_inspect.js";

// Stands in for an error whose stack would drown the difference.
function withoutStack(err) {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(err)), err);
  return Object.defineProperty(copy, "message", { value: err.message });
}

const isThrown = (value) => value instanceof Error && "stack" in value;

// Long strings are told by the message already.
function shortened(value) {
  if (typeof value !== "string") return value;
  const lines = value.split("\n", 11);
  if (lines.length > 10) return `${lines.slice(0, 10).join("\n")}\n...`;
  return value.length > 512 ? `${value.slice(0, 512)}...` : value;
}

export class AssertionError extends Error {
  constructor(options) {
    validateObject(options, "options");
    const { message, operator, stackStartFn, stackStartFunction } = options;
    let { actual, expected } = options;
    if ((message === undefined || message === null) && isThrown(actual) && isThrown(expected)) {
      [actual, expected] = [withoutStack(actual), withoutStack(expected)];
    }
    super(describeFailure(actual, expected, operator, message));
    this.generatedMessage = !message;
    // The name as it is while the stack is written.
    const name = { value: "AssertionError [ERR_ASSERTION]", enumerable: false, writable: true, configurable: true };
    Object.defineProperty(this, "name", name);
    this.code = "ERR_ASSERTION";
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
    Error.captureStackTrace(this, stackStartFn || stackStartFunction);
    const { stack } = this;
    if (typeof stack === "string") {
      Object.defineProperty(this, "stack", { value: stack, writable: true, configurable: true, enumerable: false });
    }
    this.name = "AssertionError";
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [inspect.custom](depth, options) {
    const { actual, expected } = this;
    this.actual = shortened(actual);
    this.expected = shortened(expected);
    try {
      return inspect(this, { ...options, customInspect: false, depth: 0 });
    } finally {
      this.actual = actual;
      this.expected = expected;
    }
  }
}
