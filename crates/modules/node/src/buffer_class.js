// The Buffer constructor and its functions; buffer_methods.js has what its instances do.
import { invalidArgType, validateInteger, validateNumber } from "ext:connector_node/errors.js";
import {
  UTF8,
  byteLengthOf,
  encodingNumber,
  kMaxLength,
  knownEncoding,
  writeText,
} from "ext:connector_node/buffer_encodings.js";
import { outOfBounds } from "ext:connector_node/buffer_numbers.js";
import { fill } from "ext:connector_node/buffer_search.js";

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

export const isUint8Array = (value) => value instanceof Uint8Array;

/** What a Buffer is made by: the same prototype, without the old constructor's guesses. */
export class FastBuffer extends Uint8Array {
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

export const checkSize = (size) => validateNumber(size, "size", 0, kMaxLength);

/** The bytes of a text in an encoding that is given by number. */
export function fromText(text, encoding) {
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
export function order(a, b) {
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

/** Throws unless `value` is an integer from min to max. */
export function checkPlace(value, name, min = 0, max = kMaxLength) {
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
