// Errors as Node 20 makes them: own `code`, and a stack whose header reads `TypeError [CODE]: message` while `name`
// stays `TypeError`. The shims of other npm modules use this too.

const types = ["string", "function", "number", "object", "Function", "Object", "boolean", "bigint", "symbol"];

/**
 * A new `Base` (an Error class) with an own `code`, worded and shown like Node's internal errors.
 * `Object.keys(err)` is `["code"]`; `err.toString()` is `TypeError [CODE]: message`.
 */
export function codedError(Base, code, message) {
  const err = new Base(message);
  Object.defineProperty(err, "toString", {
    value() {
      return `${this.name} [${code}]: ${this.message}`;
    },
    configurable: true,
    enumerable: false,
    writable: true,
  });
  err.code = code;
  // V8 wrote the header before the code was known; frames of this helper are of no use to the reader.
  const name = Base.prototype.name;
  const stack = err.stack;
  const head = message === "" ? name : `${name}: ${message}`;
  if (typeof stack === "string" && stack.startsWith(head)) {
    const frames = stack.slice(head.length).split("\n");
    const kept = frames.filter((line, i) => i === 0 || !/^ {4}at codedError /.test(line));
    const value = `${name} [${code}]${message === "" ? "" : `: ${message}`}${kept.join("\n")}`;
    Object.defineProperty(err, "stack", { value, configurable: true, enumerable: false, writable: true });
  }
  return err;
}

/** A value's short form, as it stands in Node's "Received ..." texts. */
let briefly = (value) => String(value);

/** util.inspect is built upon this file, so it hands itself in when it's loaded. */
export function setInspect(inspect) {
  briefly = inspect;
}

/** `undefined`, `function f`, `an instance of Foo`, `type string ('x')`: the tail of "Received ". */
export function describeReceived(value) {
  if (value === null || value === undefined) return ` Received ${value}`;
  if (typeof value === "function") return ` Received function ${value.name}`;
  if (typeof value === "object") {
    if (value.constructor?.name) return ` Received an instance of ${value.constructor.name}`;
    return ` Received ${briefly(value, { depth: -1 })}`;
  }
  let shown = briefly(value, { colors: false });
  if (shown.length > 28) shown = `${shown.slice(0, 25)}...`;
  return ` Received type ${typeof value} (${shown})`;
}

function either(list, last) {
  if (list.length < 3) return list.join(` ${last} `);
  return `${list.slice(0, -1).join(", ")}, ${last} ${list[list.length - 1]}`;
}

/** `The "name" argument must be of type ...`; a dotted name is a property, one ending in " argument" stands as it is. */
export function argTypeMessage(name, expected, value) {
  const wanted = Array.isArray(expected) ? expected : [expected];
  let text = "The ";
  if (name.endsWith(" argument")) text += `${name} `;
  else text += `"${name}" ${name.includes(".") ? "property" : "argument"} `;
  text += "must be ";

  const plain = [];
  const classes = [];
  const other = [];
  for (const item of wanted) {
    if (types.includes(item)) plain.push(item.toLowerCase());
    else if (/^([A-Z][a-z0-9]*)+$/.test(item)) classes.push(item);
    else other.push(item);
  }
  // "object" next to class names reads as one more class.
  if (classes.length > 0) {
    const at = plain.indexOf("object");
    if (at !== -1) {
      plain.splice(at, 1);
      classes.push("Object");
    }
  }
  if (plain.length > 0) {
    text += `${plain.length > 1 ? "one of type" : "of type"} ${either(plain, "or")}`;
    if (classes.length > 0 || other.length > 0) text += " or ";
  }
  if (classes.length > 0) {
    text += `an instance of ${either(classes, "or")}`;
    if (other.length > 0) text += " or ";
  }
  if (other.length > 0) {
    if (other.length > 1) text += `one of ${either(other, "or")}`;
    else text += `${other[0].toLowerCase() !== other[0] ? "an " : ""}${other[0]}`;
  }
  return `${text}.${describeReceived(value)}`;
}

/** TypeError ERR_INVALID_ARG_TYPE. `expected`: one name or several (`"string"`, `["string", "Buffer"]`). */
export function invalidArgType(name, expected, value) {
  return codedError(TypeError, "ERR_INVALID_ARG_TYPE", argTypeMessage(name, expected, value));
}

/** TypeError (or RangeError) ERR_INVALID_ARG_VALUE. */
export function invalidArgValue(name, value, reason = "is invalid", Base = TypeError) {
  let shown = briefly(value);
  if (shown.length > 128) shown = `${shown.slice(0, 128)}...`;
  const kind = name.includes(".") ? "property" : "argument";
  return codedError(Base, "ERR_INVALID_ARG_VALUE", `The ${kind} '${name}' ${reason}. Received ${shown}`);
}

function groupThousands(digits) {
  const sign = digits.startsWith("-") ? "-" : "";
  return sign + digits.slice(sign.length).replace(/\B(?=(\d{3})+$)/g, "_");
}

/** RangeError ERR_OUT_OF_RANGE. `range` reads like `">= 0 and <= 255"` or `an integer`. */
export function outOfRange(name, range, value, replaceDefault = false) {
  let shown;
  if (Number.isInteger(value) && Math.abs(value) > 2 ** 32) shown = groupThousands(String(value));
  else if (typeof value === "bigint") {
    shown = String(value);
    if (value > 2n ** 32n || value < -(2n ** 32n)) shown = groupThousands(shown);
    shown += "n";
  } else shown = briefly(value);
  const text = replaceDefault ? name : `The value of "${name}" is out of range.`;
  return codedError(RangeError, "ERR_OUT_OF_RANGE", `${text} It must be ${range}. Received ${shown}`);
}

/** TypeError ERR_MISSING_ARGS. Names, or arrays of alternatives. */
export function missingArgs(...names) {
  const shown = names.map((n) => (Array.isArray(n) ? n.map((x) => `"${x}"`).join(" or ") : `"${n}"`));
  let text;
  if (shown.length === 1) text = `The ${shown[0]} argument`;
  else if (shown.length === 2) text = `The ${shown[0]} and ${shown[1]} arguments`;
  else text = `The ${either(shown, "and")} arguments`;
  return codedError(TypeError, "ERR_MISSING_ARGS", `${text} must be specified`);
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

/** Throws ERR_INVALID_ARG_TYPE or ERR_OUT_OF_RANGE unless `value` is a number within [min, max] (NaN passes no bound). */
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

/** `err.code` of an AbortSignal's ending, as timers/promises and events.once reject with it. */
export class AbortError extends Error {
  constructor(message = "The operation was aborted", options = undefined) {
    super(message, options);
    this.code = "ABORT_ERR";
    this.name = "AbortError";
  }
}
