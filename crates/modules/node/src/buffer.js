// require('buffer') and the global Buffer.
import { codedError, invalidArgType, outOfRange, validateInteger, validateNumber } from "ext:connector_node/errors.js";
import {
  ASCII,
  BASE64,
  BASE64URL,
  HEX,
  LATIN1,
  UTF16LE,
  UTF8,
  byteLengthOf,
  encodingNames,
  encodingNumber,
  kMaxLength,
  kStringMaxLength,
  knownEncoding,
  readText,
  unknownEncoding,
  writeText,
} from "ext:connector_node/buffer_encodings.js";
import { installNumbers, outOfBounds } from "ext:connector_node/buffer_numbers.js";
import { fill, indexOf } from "ext:connector_node/buffer_search.js";
import { isAscii, isUtf8 } from "ext:connector_node/buffer_checks.js";
import { atob, btoa } from "ext:connector_node/encoding.js";

const copyInto = Uint8Array.prototype.set;
const bufferByteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength").get;

function isArrayBuffer(value) {
  if (value === null || typeof value !== "object") return false;
  try {
    bufferByteLength.call(value);
    return true;
  } catch {
    return false;
  }
}

const isUint8Array = (value) => value instanceof Uint8Array;

class FastBuffer extends Uint8Array {
  // Without it V8 would go through an iterator of the arguments.
  constructor(source, byteOffset, length) {
    super(source, byteOffset, length);
  }
}

/** The old constructor, callable without `new`: a number makes a zeroed buffer, all else is `Buffer.from`. */
export function Buffer(arg, encodingOrOffset, length) {
  if (typeof arg === "number") {
    if (typeof encodingOrOffset === "string") throw invalidArgType("string", "string", arg);
    return Buffer.alloc(arg);
  }
  return Buffer.from(arg, encodingOrOffset, length);
}

Object.defineProperty(Buffer, Symbol.species, {
  configurable: true,
  enumerable: false,
  get() {
    return FastBuffer;
  },
});
Object.setPrototypeOf(Buffer, Uint8Array);
Buffer.prototype = FastBuffer.prototype;
Object.defineProperty(Buffer, "prototype", { enumerable: false, writable: false, configurable: false });
Object.defineProperty(FastBuffer.prototype, "constructor", { value: Buffer, configurable: true, writable: true });

Buffer.poolSize = 8 * 1024;

// Small buffers share one block, as in Node. A block is never handed out twice, so no old bytes show.
let pool;
let poolUsed = 0;

function fromPool(size) {
  if (pool === undefined || size > pool.byteLength - poolUsed) {
    pool = new Uint8Array(Buffer.poolSize).buffer;
    poolUsed = 0;
  }
  const buffer = new FastBuffer(pool, poolUsed, size);
  poolUsed = (poolUsed + size + 7) & ~7;
  return buffer;
}

function allocate(size) {
  if (size <= 0) return new FastBuffer();
  return size < Buffer.poolSize >>> 1 ? fromPool(size) : new FastBuffer(size);
}

const checkSize = (size) => validateNumber(size, "size", 0, kMaxLength);

function fromText(text, encoding) {
  if (text.length === 0) return new FastBuffer();
  const size = byteLengthOf(text, encoding);
  const buffer = allocate(size);
  const written = writeText(buffer, text, 0, size, encoding);
  // Base64 and hex may hold less than their length promises.
  return written === size ? buffer : new FastBuffer(buffer.buffer, buffer.byteOffset, written);
}

function fromString(text, encoding) {
  if (typeof encoding !== "string" || encoding.length === 0) return fromText(text, UTF8);
  return fromText(text, knownEncoding(encoding));
}

function fromArrayBuffer(source, offset, wanted) {
  const byteOffset = offset === undefined ? 0 : +offset || 0;
  const room = source.byteLength - byteOffset;
  if (room < 0) throw outOfBounds("offset");
  let length = room;
  if (wanted !== undefined) {
    length = +wanted;
    if (!(length > 0)) length = 0;
    else if (length > room) throw outOfBounds("length");
  }
  return new FastBuffer(source, byteOffset, length);
}

function fromArrayLike(source) {
  if (!(source.length > 0)) return new FastBuffer();
  if (source.length >= Buffer.poolSize >>> 1) return new FastBuffer(source);
  const buffer = allocate(Math.trunc(source.length));
  copyInto.call(buffer, source, 0);
  return buffer;
}

function fromObject(source) {
  if (source.length !== undefined || isArrayBuffer(source.buffer)) {
    return typeof source.length === "number" ? fromArrayLike(source) : new FastBuffer();
  }
  if (source.type === "Buffer" && Array.isArray(source.data)) return fromArrayLike(source.data);
  return undefined;
}

Buffer.from = function from(value, encodingOrOffset, length) {
  if (typeof value === "string") return fromString(value, encodingOrOffset);
  if (typeof value === "object" && value !== null) {
    if (isArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);
    const primitive = value.valueOf && value.valueOf();
    if (
      primitive !== undefined && primitive !== null && primitive !== value &&
      (typeof primitive === "string" || typeof primitive === "object")
    ) {
      return from(primitive, encodingOrOffset, length);
    }
    const made = fromObject(value);
    if (made) return made;
    if (typeof value[Symbol.toPrimitive] === "function") {
      const text = value[Symbol.toPrimitive]("string");
      if (typeof text === "string") return fromString(text, encodingOrOffset);
    }
  }
  throw invalidArgType("first argument", ["string", "Buffer", "ArrayBuffer", "Array", "Array-like Object"], value);
};

Buffer.copyBytesFrom = function copyBytesFrom(view, offset, length) {
  if (!ArrayBuffer.isView(view) || view instanceof DataView) throw invalidArgType("view", ["TypedArray"], view);
  if (view.length === 0) return new FastBuffer();
  let from = 0;
  let to = view.length;
  if (offset !== undefined) {
    validateInteger(offset, "offset", 0);
    if (offset >= view.length) return new FastBuffer();
    from = offset;
  }
  if (length !== undefined) {
    validateInteger(length, "length", 0);
    to = Math.min(from + length, view.length);
  }
  const part = view.slice(from, to);
  return fromArrayLike(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
};

Buffer.of = function of(...items) {
  const buffer = allocate(items.length);
  for (let i = 0; i < items.length; i++) buffer[i] = items[i];
  return buffer;
};

Buffer.alloc = function alloc(size, value, encoding) {
  checkSize(size);
  const buffer = new FastBuffer(size);
  if (value !== undefined && value !== 0 && size > 0) {
    return fill(buffer, value, 0, buffer.length, encoding, fromText);
  }
  return buffer;
};

Buffer.allocUnsafe = function allocUnsafe(size) {
  checkSize(size);
  return allocate(size);
};

Buffer.allocUnsafeSlow = function allocUnsafeSlow(size) {
  checkSize(size);
  return new FastBuffer(size);
};

Buffer.isBuffer = function isBuffer(value) {
  return value instanceof Buffer;
};

/** -1, 0 or 1; of two that begin alike the shorter is the smaller. */
function order(a, b) {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

Buffer.compare = function compare(buf1, buf2) {
  if (!isUint8Array(buf1)) throw invalidArgType("buf1", ["Buffer", "Uint8Array"], buf1);
  if (!isUint8Array(buf2)) throw invalidArgType("buf2", ["Buffer", "Uint8Array"], buf2);
  return buf1 === buf2 ? 0 : order(buf1, buf2);
};

Buffer.isEncoding = function isEncoding(name) {
  return typeof name === "string" && name.length !== 0 && encodingNumber(name) !== undefined;
};

/** What Node's native half says of a text that isn't one: its header doesn't show the code. */
function notText() {
  const error = new TypeError("argument must be a string");
  error.code = "ERR_INVALID_ARG_TYPE";
  return error;
}

/** Throws unless `value` is an integer from min to max. */
function checkPlace(value, name, min = 0, max = kMaxLength) {
  validateInteger(value, name, min, max);
}

Buffer.concat = function concat(list, length) {
  if (!Array.isArray(list)) throw invalidArgType("list", "Array", list);
  if (list.length === 0) return new FastBuffer();
  let total = length;
  if (total === undefined) {
    total = 0;
    for (let i = 0; i < list.length; i++) {
      if (list[i].length) total += list[i].length;
    }
  } else {
    checkPlace(total, "length");
  }
  const joined = Buffer.allocUnsafe(total);
  let at = 0;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (!isUint8Array(item)) throw invalidArgType(`list[${i}]`, ["Buffer", "Uint8Array"], list[i]);
    const room = total - at;
    copyInto.call(joined, item.length > room ? item.subarray(0, room) : item, at);
    at += Math.min(item.length, room);
  }
  if (at < total) joined.fill(0, at, total);
  return joined;
};

Buffer.byteLength = function byteLength(string, encoding) {
  if (typeof string !== "string") {
    if (ArrayBuffer.isView(string) || isArrayBuffer(string)) return string.byteLength;
    throw invalidArgType("string", ["string", "Buffer", "ArrayBuffer"], string);
  }
  if (string.length === 0) return 0;
  return byteLengthOf(string, (encoding ? encodingNumber(encoding) : UTF8) ?? UTF8);
};

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
  if (count > 0) copyInto.call(target, count === this.length ? this : new Uint8Array(this.buffer, this.byteOffset + from, count), to);
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

/** How many bytes `inspect` shows. */
let shownBytes = 50;

methods.inspect = function inspect(recurseTimes, ctx, inspectValue) {
  const shown = Math.min(shownBytes, this.length);
  let text = readText(this, 0, shown, HEX).replace(/(..)(?=.)/g, "$1 ");
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

/** The deprecated constructor of unpooled buffers. */
function SlowBuffer(length) {
  checkSize(length);
  return Buffer.allocUnsafeSlow(length);
}
Object.setPrototypeOf(SlowBuffer.prototype, Uint8Array.prototype);
Object.setPrototypeOf(SlowBuffer, Uint8Array);

/** Bytes in one encoding as bytes in another: utf8, utf16le, latin1 and ascii; what the latter two lack becomes `?`. */
function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) throw invalidArgType("source", ["Buffer", "Uint8Array"], source);
  if (source.length === 0) return Buffer.alloc(0);
  const from = encodingNumber(fromEncoding);
  const to = encodingNumber(toEncoding);
  if (from === undefined || to === undefined || from > ASCII || to > ASCII) {
    const error = new Error("Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]");
    error.code = "U_ILLEGAL_ARGUMENT_ERROR";
    error.errno = 1;
    throw error;
  }
  let text = readText(source, 0, source.length, from === ASCII ? LATIN1 : from);
  // To UTF-16 Node takes ASCII for Latin-1, to all else it doesn't.
  if (from === ASCII && to !== UTF16LE) text = text.replace(/[\x80-\xff]/g, "\ufffd");
  if (to === LATIN1) return fromText(text.replace(/[^\0-\xff]/gu, "?"), LATIN1);
  if (to === ASCII) return fromText(text.replace(/[^\0-\x7f]/gu, "?"), ASCII);
  return fromText(text, to);
}

const buffer = {
  Buffer,
  SlowBuffer,
  transcode,
  isUtf8,
  isAscii,
  kMaxLength,
  kStringMaxLength,
  btoa,
  atob,
};
Object.defineProperties(buffer, {
  constants: {
    value: Object.defineProperties({}, {
      MAX_LENGTH: { value: kMaxLength, enumerable: true },
      MAX_STRING_LENGTH: { value: kStringMaxLength, enumerable: true },
    }),
    enumerable: true,
  },
  INSPECT_MAX_BYTES: {
    get() {
      return shownBytes;
    },
    set(value) {
      validateNumber(value, "INSPECT_MAX_BYTES", 0);
      shownBytes = value;
    },
    configurable: true,
    enumerable: true,
  },
});

export default buffer;
export { SlowBuffer, atob, btoa, encodingNames, isAscii, isUtf8, kMaxLength, kStringMaxLength, transcode, unknownEncoding };
