// What Buffers do: text, copies, comparisons, slices. Numbers and searches have their own files.
import { codedError, invalidArgType, outOfRange } from "ext:connector_node/errors.js";
import { Buffer, FastBuffer, checkPlace, fromText, isUint8Array, order } from "ext:connector_node/buffer_class.js";
import {
  ASCII,
  BASE64,
  BASE64URL,
  HEX,
  LATIN1,
  UTF16LE,
  UTF8,
  knownEncoding,
  readText,
  writeText,
} from "ext:connector_node/buffer_encodings.js";
import { installNumbers, outOfBounds } from "ext:connector_node/buffer_numbers.js";
import { fill, indexOf } from "ext:connector_node/buffer_search.js";

const copyInto = Uint8Array.prototype.set;

/** What Node's native half says of a text that isn't one: its header doesn't show the code. */
function notText() {
  const error = new TypeError("argument must be a string");
  error.code = "ERR_INVALID_ARG_TYPE";
  return error;
}

const methods = Buffer.prototype;

installNumbers(methods);

for (const [name, encoding] of [
  ["ascii", ASCII],
  ["base64", BASE64],
  ["base64url", BASE64URL],
  ["latin1", LATIN1],
  ["hex", HEX],
  ["ucs2", UTF16LE],
  ["utf8", UTF8],
]) {
  const add = (verb, method) => {
    Object.defineProperty(method, "name", { value: `${name}${verb}`, configurable: true });
    methods[`${name}${verb}`] = method;
  };
  add("Slice", function (start = 0, end = this.length) {
    return readText(this, start, Math.min(end, this.length), encoding);
  });
  add("Write", function (string, offset = 0, length = this.length - offset) {
    if (typeof string !== "string") throw notText();
    if (offset > this.length) throw outOfBounds("offset");
    return writeText(this, string, offset, offset + Math.min(length, this.length - offset), encoding);
  });
}

// Old names of `buffer` and `byteOffset`.
for (const [name, of] of [["parent", "buffer"], ["offset", "byteOffset"]]) {
  Object.defineProperty(methods, name, {
    enumerable: true,
    get() {
      return this instanceof Buffer ? this[of] : undefined;
    },
  });
}

/** A number as an integer, NaN as `otherwise`. */
function toInteger(value, otherwise) {
  const number = +value;
  if (Number.isNaN(number) || number < Number.MIN_SAFE_INTEGER || number > Number.MAX_SAFE_INTEGER) return otherwise;
  return Math.trunc(number);
}

methods.copy = function copy(target, targetStart, sourceStart, sourceEnd) {
  if (!isUint8Array(this)) throw invalidArgType("source", ["Buffer", "Uint8Array"], this);
  if (!isUint8Array(target)) throw invalidArgType("target", ["Buffer", "Uint8Array"], target);
  const to = targetStart === undefined ? 0 : toInteger(targetStart, 0);
  if (to < 0) throw outOfRange("targetStart", ">= 0", to);
  const from = sourceStart === undefined ? 0 : toInteger(sourceStart, 0);
  if (from < 0 || from > this.length) throw outOfRange("sourceStart", `>= 0 && <= ${this.length}`, from);
  const end = sourceEnd === undefined ? this.length : toInteger(sourceEnd, 0);
  if (end < 0) throw outOfRange("sourceEnd", ">= 0", end);
  if (to >= target.length || from >= end) return 0;
  const count = Math.min(end - from, target.length - to, this.length - from);
  if (count > 0) {
    const part = count === this.length ? this : new Uint8Array(this.buffer, this.byteOffset + from, count);
    copyInto.call(target, part, to);
  }
  return count;
};

methods.toString = function toString(encoding, start, end) {
  if (arguments.length === 0) return readText(this, 0, this.length, UTF8);
  const length = this.length;
  if (start >= length) return "";
  const from = start > 0 ? Math.trunc(start) || 0 : 0;
  const to = end === undefined || end > length ? length : Math.trunc(end) || 0;
  if (to <= from) return "";
  return readText(this, from, to, encoding === undefined ? UTF8 : knownEncoding(encoding));
};
methods.toLocaleString = methods.toString;

methods.equals = function equals(otherBuffer) {
  if (!isUint8Array(otherBuffer)) throw invalidArgType("otherBuffer", ["Buffer", "Uint8Array"], otherBuffer);
  if (this === otherBuffer) return true;
  return this.byteLength === otherBuffer.byteLength && order(this, otherBuffer) === 0;
};

/** How many bytes `inspect` shows: `buffer.INSPECT_MAX_BYTES`. */
let shownBytes = 50;

export const shown = {
  get bytes() {
    return shownBytes;
  },
  set bytes(count) {
    shownBytes = count;
  },
};

methods.inspect = function inspect(recurseTimes, ctx, inspectValue) {
  let text = readText(this, 0, Math.min(shownBytes, this.length), HEX).replace(/(..)(?=.)/g, "$1 ");
  const remaining = this.length - shownBytes;
  if (remaining > 0) text += ` ... ${remaining} more byte${remaining > 1 ? "s" : ""}`;
  if (ctx && inspectValue) {
    // What the script hung onto the buffer.
    const extras = { __proto__: null };
    let any = false;
    for (const key of Reflect.ownKeys(this)) {
      if (typeof key === "string" && /^\d+$/.test(key)) continue;
      const property = Object.getOwnPropertyDescriptor(this, key);
      if (!property.enumerable && !ctx.showHidden) continue;
      extras[key] = this[key];
      any = true;
    }
    if (any) {
      const braced = inspectValue(extras, { ...ctx, breakLength: Infinity, compact: true });
      text += `${text.length > 0 ? ", " : ""}${braced.slice(braced.indexOf("{") + 2, -2)}`;
    }
  }
  return `<${this.constructor.name} ${text}>`;
};
methods[Symbol.for("nodejs.util.inspect.custom")] = methods.inspect;

methods.compare = function compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
  if (!isUint8Array(target)) throw invalidArgType("target", ["Buffer", "Uint8Array"], target);
  if (arguments.length === 1) return order(this, target);
  const place = (value, name, otherwise, max) => {
    if (value === undefined) return otherwise;
    checkPlace(value, name, 0, max);
    return value;
  };
  const toStart = place(targetStart, "targetStart", 0);
  const toEnd = place(targetEnd, "targetEnd", target.length, target.length);
  const fromStart = place(sourceStart, "sourceStart", 0);
  const fromEnd = place(sourceEnd, "sourceEnd", this.length, this.length);
  if (fromStart >= fromEnd) return toStart >= toEnd ? 0 : -1;
  if (toStart >= toEnd) return 1;
  return order(this.subarray(fromStart, fromEnd), target.subarray(toStart, toEnd));
};

methods.indexOf = function (value, byteOffset, encoding) {
  return indexOf(this, value, byteOffset, encoding, true, fromText);
};
methods.lastIndexOf = function (value, byteOffset, encoding) {
  return indexOf(this, value, byteOffset, encoding, false, fromText);
};
methods.includes = function (value, byteOffset, encoding) {
  return indexOf(this, value, byteOffset, encoding, true, fromText) !== -1;
};
methods.fill = function (value, offset, end, encoding) {
  return fill(this, value, offset, end, encoding, fromText);
};
// Methods, which have their names, but no `this` of their own kind: Node's are plain functions too.
for (const name of ["indexOf", "lastIndexOf", "includes", "fill"]) {
  Object.defineProperty(methods[name], "name", { value: name, configurable: true });
}

methods.write = function write(string, offset, length, encoding) {
  let name = encoding;
  let start = offset;
  let count = length;
  if (start === undefined) {
    start = 0;
    count = this.length;
    name = undefined;
  } else if (count === undefined && typeof start === "string") {
    name = start;
    start = 0;
    count = this.length;
  } else {
    checkPlace(start, "offset", 0, this.length);
    const remaining = this.length - start;
    if (count === undefined) {
      count = remaining;
    } else if (typeof count === "string") {
      name = count;
      count = remaining;
    } else {
      checkPlace(count, "length", 0, this.length);
      if (count > remaining) count = remaining;
    }
  }
  const number = name ? knownEncoding(name) : UTF8;
  if (typeof string !== "string") throw notText();
  return writeText(this, string, start, start + count, number);
};

methods.toJSON = function toJSON() {
  return { type: "Buffer", data: Array.from(this) };
};

/** Where a slice begins or ends: negative counts from the end, all else is held inside. */
function sliceAt(offset, length) {
  const at = Math.trunc(offset) || 0;
  return at < 0 ? Math.max(at + length, 0) : Math.min(at, length);
}

methods.subarray = function subarray(start, end) {
  const length = this.length;
  const from = sliceAt(start, length);
  const to = end === undefined ? length : sliceAt(end, length);
  return new FastBuffer(this.buffer, this.byteOffset + from, Math.max(to - from, 0));
};

methods.slice = function slice(start, end) {
  return this.subarray(start, end);
};

for (const size of [2, 4, 8]) {
  const name = `swap${size * 8}`;
  const swap = {
    [name]() {
      if (this.length % size !== 0) {
        throw codedError(RangeError, "ERR_INVALID_BUFFER_SIZE", `Buffer size must be a multiple of ${size * 8}-bits`);
      }
      for (let at = 0; at < this.length; at += size) {
        for (let low = at, high = at + size - 1; low < high; low++, high--) {
          const byte = this[low];
          this[low] = this[high];
          this[high] = byte;
        }
      }
      return this;
    },
  };
  methods[name] = swap[name];
}
