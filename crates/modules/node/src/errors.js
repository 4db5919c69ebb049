// Errors as Node 20 makes them: own `code`, and a stack whose header reads `TypeError [CODE]: message` while `name`
// stays `TypeError`. The shims of other npm modules use this too.

const codedClasses = new Map();

// Node's coded errors are one hidden class per Base: `constructor` says Base, `toString` shows the code.
function codedClass(Base) {
  let Coded = codedClasses.get(Base);
  if (Coded === undefined) {
    Coded = class extends Base {
      toString() {
        return `${this.name} [${this.code}]: ${this.message}`;
      }
    };
    Object.defineProperty(Coded.prototype, "constructor", { value: Base, writable: true, configurable: true });
    codedClasses.set(Base, Coded);
  }
  return Coded;
}

/**
 * A new `Base` (an Error class) with an own, enumerable `code`, worded and shown like Node's internal errors:
 * the stack's header is `TypeError [CODE]: message`, `name` stays. Frames from `callee` upwards are left out.
 */
export function codedError(Base, code, message, callee = codedError) {
  const err = new (codedClass(Base))(message);
  err.code = code;
  showCode(err, Base.prototype.name, callee);
  return err;
}

// V8 wrote the stack's header before the code was known.
function showCode(err, name, callee) {
  const limit = Error.stackTraceLimit;
  if (typeof limit !== "number" || limit < 1) return;
  Error.captureStackTrace(err, callee);
  const stack = err.stack;
  if (typeof stack !== "string" || !stack.startsWith(name)) return;
  const value = `${name} [${err.code}]${stack.slice(name.length)}`;
  Object.defineProperty(err, "stack", { value, configurable: true, enumerable: false, writable: true });
}

// util.inspect is built upon this file, so it hands itself in when it's loaded.
let inspect = (value) => String(value);

/** For util_inspect.js only. */
export function setInspect(fn) {
  inspect = fn;
}

function receivedString(text) {
  const short = text.length > 28 ? `${text.slice(0, 25)}...` : text;
  return short.includes("'") ? JSON.stringify(short) : `'${short}'`;
}

/** What stands after "Received ": `undefined`, `function f`, `an instance of Foo`, `type string ('x')`. */
export function describeReceived(value) {
  if (value === undefined || value === null) return String(value);
  const type = typeof value;
  if (type === "function") return `function ${value.name}`;
  if (type === "object") {
    const named = value.constructor && "name" in value.constructor;
    return named ? `an instance of ${value.constructor.name}` : inspect(value, { depth: -1 });
  }
  let shown = String(value);
  if (type === "string") shown = receivedString(value);
  else if (type === "bigint") shown += "n";
  else if (Object.is(value, -0)) shown = "-0";
  return `type ${type} (${shown})`;
}

// "a", "a or b", "a, b, or c"
function join(list, last) {
  if (list.length < 3) return list.join(` ${last} `);
  return `${list.slice(0, -1).join(", ")}, ${last} ${list.at(-1)}`;
}

const typeNames = new Set([
  "string", "function", "number", "object", "Function", "Object", "boolean", "bigint", "symbol",
]);

// The words after "must be": types first, then classes, then whatever else was named.
function expectation(expected) {
  let kinds = expected.filter((name) => typeNames.has(name)).map((name) => name.toLowerCase());
  const classes = expected.filter((name) => !typeNames.has(name) && /^([A-Z][a-z0-9]*)+$/.test(name));
  const others = expected.filter((name) => !typeNames.has(name) && !classes.includes(name));
  if (classes.length > 0 && kinds.includes("object")) {
    kinds = kinds.filter((name) => name !== "object");
    classes.push("Object");
  }
  const parts = [];
  if (kinds.length > 0) parts.push(`${kinds.length > 1 ? "one of type" : "of type"} ${join(kinds, "or")}`);
  if (classes.length > 0) parts.push(`an instance of ${join(classes, "or")}`);
  if (others.length > 1) parts.push(`one of ${join(others, "or")}`);
  else if (others.length === 1) parts.push(others[0] === others[0].toLowerCase() ? others[0] : `an ${others[0]}`);
  return parts.join(" or ");
}

/**
 * `The "name" argument must be of type string. Received undefined`. A dotted name is called a property; one that
 * ends in " argument" stands as it is.
 */
export function argTypeMessage(name, expected, value) {
  let subject = `"${name}" ${name.includes(".") ? "property" : "argument"}`;
  if (name.endsWith(" argument")) subject = name;
  return `The ${subject} must be ${expectation([expected].flat())}. Received ${describeReceived(value)}`;
}

/** TypeError ERR_INVALID_ARG_TYPE. `expected`: one name or several (`"string"`, `["string", "Buffer"]`). */
export function invalidArgType(name, expected, value) {
  return codedError(TypeError, "ERR_INVALID_ARG_TYPE", argTypeMessage(name, expected, value));
}

/** TypeError (or RangeError) ERR_INVALID_ARG_VALUE. */
export function invalidArgValue(name, value, reason = "is invalid", Base = TypeError) {
  let shown = inspect(value);
  if (shown.length > 128) shown = `${shown.slice(0, 128)}...`;
  const kind = name.includes(".") ? "property" : "argument";
  return codedError(Base, "ERR_INVALID_ARG_VALUE", `The ${kind} '${name}' ${reason}. Received ${shown}`);
}

function groupThousands(digits) {
  const sign = digits.startsWith("-") ? "-" : "";
  return sign + digits.slice(sign.length).replace(/(?!^)(?=(...)+$)/g, "_");
}

/** RangeError ERR_OUT_OF_RANGE. `range` reads like `">= 0 and <= 255"` or `an integer`. */
export function outOfRange(name, range, value, replaceDefault = false) {
  let shown;
  if (Number.isInteger(value) && Math.abs(value) > 2 ** 32) shown = groupThousands(String(value));
  else if (typeof value === "bigint") {
    shown = String(value);
    if (value > 2n ** 32n || value < -(2n ** 32n)) shown = groupThousands(shown);
    shown += "n";
  } else shown = inspect(value);
  const text = replaceDefault ? name : `The value of "${name}" is out of range.`;
  return codedError(RangeError, "ERR_OUT_OF_RANGE", `${text} It must be ${range}. Received ${shown}`);
}

/** TypeError ERR_MISSING_ARGS. Names, or arrays of alternatives. */
export function missingArgs(...names) {
  const shown = names.map((name) => [name].flat().map((one) => `"${one}"`).join(" or "));
  const noun = names.length > 1 ? "arguments" : "argument";
  return codedError(TypeError, "ERR_MISSING_ARGS", `The ${join(shown, "and")} ${noun} must be specified`);
}

/** Throws ERR_INVALID_ARG_TYPE unless `value` is a function. */
export function validateFunction(value, name) {
  if (typeof value !== "function") throw invalidArgType(name, "Function", value);
}

/** Throws ERR_INVALID_ARG_TYPE unless `value` is a string. */
export function validateString(value, name) {
  if (typeof value !== "string") throw invalidArgType(name, "string", value);
}

/** Throws ERR_INVALID_ARG_TYPE unless `value` is a boolean. */
export function validateBoolean(value, name) {
  if (typeof value !== "boolean") throw invalidArgType(name, "boolean", value);
}

/** Throws ERR_INVALID_ARG_TYPE unless `value` is an object (not null, not an array, not a function). */
export function validateObject(value, name) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw invalidArgType(name, "Object", value);
}

/** Throws ERR_INVALID_ARG_TYPE or ERR_OUT_OF_RANGE unless `value` is a number from `min` to `max`, where given. */
export function validateNumber(value, name, min = undefined, max = undefined) {
  if (typeof value !== "number") throw invalidArgType(name, "number", value);
  const bounded = min !== undefined || max !== undefined;
  if ((min !== undefined && value < min) || (max !== undefined && value > max) || (bounded && Number.isNaN(value))) {
    const low = min !== undefined ? `>= ${min}` : "";
    const high = max !== undefined ? `<= ${max}` : "";
    throw outOfRange(name, `${low}${low && high ? " && " : ""}${high}`, value);
  }
}

/** Throws ERR_INVALID_ARG_TYPE or ERR_OUT_OF_RANGE unless `value` is an integer within [min, max]. */
export function validateInteger(value, name, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) {
  if (typeof value !== "number") throw invalidArgType(name, "number", value);
  if (!Number.isInteger(value)) throw outOfRange(name, "an integer", value);
  if (value < min || value > max) throw outOfRange(name, `>= ${min} && <= ${max}`, value);
}

/** Throws ERR_INVALID_ARG_TYPE or ERR_OUT_OF_RANGE unless `value` is an integer in the 32-bit range given. */
export function validateUint32(value, name, positive = false) {
  validateInteger(value, name, positive ? 1 : 0, 4294967295);
}

/** Throws ERR_INVALID_ARG_VALUE unless `value` is one of `list`. */
export function validateOneOf(value, name, list) {
  if (list.includes(value)) return;
  const shown = list.map((v) => (typeof v === "string" ? `'${v}'` : String(v))).join(", ");
  throw invalidArgValue(name, value, `must be one of: ${shown}`);
}

/** What timers/promises and events.once reject with when their signal aborts. */
export class AbortError extends Error {
  constructor(message = "The operation was aborted", options = undefined) {
    super(message, options);
    this.code = "ABORT_ERR";
    this.name = "AbortError";
  }
}

/** Throws ERR_INVALID_ARG_TYPE unless `signal` is undefined or looks like an AbortSignal. */
export function validateAbortSignal(signal, name) {
  if (signal === undefined) return;
  if (signal === null || typeof signal !== "object" || !("aborted" in signal)) {
    throw invalidArgType(name, "AbortSignal", signal);
  }
}
