// Random bytes, numbers and UUIDs, all from the operating system.

import { op_node_random_fill } from "ext:core/ops";
import { Buffer } from "ext:connector_node/buffer.js";
import { callLater, sharedBytes } from "ext:connector_node/crypto_bytes.js";
import { DOMException } from "ext:connector_node/dom_exception.js";
import {
  invalidArgType,
  outOfRange,
  validateBoolean,
  validateFunction,
  validateNumber,
  validateObject,
} from "ext:connector_node/errors.js";
import { types } from "ext:connector_node/util_types.js";

const MAX_LENGTH = 2 ** 31 - 1;
const MAX_RANGE = 2 ** 48 - 1;

// Where and how much, in elements of the buffer, as bytes.
function checkOffset(offset, elementSize, length) {
  validateNumber(offset, "offset");
  const bytes = offset * elementSize;
  const max = Math.min(length, MAX_LENGTH);
  if (Number.isNaN(bytes) || bytes > max || bytes < 0) throw outOfRange("offset", `>= 0 && <= ${max}`, bytes);
  return bytes >>> 0;
}

function checkSize(size, elementSize, offset, length) {
  validateNumber(size, "size");
  const bytes = size * elementSize;
  if (Number.isNaN(bytes) || bytes > MAX_LENGTH || bytes < 0) {
    throw outOfRange("size", `>= 0 && <= ${MAX_LENGTH}`, bytes);
  }
  if (bytes + offset > length) throw outOfRange("size + offset", `<= ${length}`, bytes + offset);
  return bytes >>> 0;
}

function checkBuffer(buf) {
  if (sharedBytes(buf) === undefined) throw invalidArgType("buf", ["ArrayBuffer", "ArrayBufferView"], buf);
}

function fill(buf, offset, size) {
  const elementSize = buf.BYTES_PER_ELEMENT || 1;
  const start = checkOffset(offset, elementSize, buf.byteLength);
  const length = size === undefined ? buf.byteLength - start : checkSize(size, elementSize, start, buf.byteLength);
  if (length > 0) op_node_random_fill(sharedBytes(buf).subarray(start, start + length));
}

export function randomFillSync(buf, offset = 0, size) {
  checkBuffer(buf);
  fill(buf, offset, size);
  return buf;
}

export function randomFill(buf, offset, size, callback) {
  checkBuffer(buf);
  if (typeof offset === "function") {
    callback = offset;
    offset = 0;
    size = buf.length;
  } else if (typeof size === "function") {
    callback = size;
    size = buf.length - offset;
  } else {
    validateFunction(callback, "callback");
  }
  fill(buf, offset, size);
  callLater(callback, null, buf);
}

export function randomBytes(size, callback) {
  const length = checkSize(size, 1, 0, Infinity);
  if (callback !== undefined) validateFunction(callback, "callback");
  const bytes = Buffer.alloc(length);
  if (length > 0) op_node_random_fill(bytes);
  if (callback === undefined) return bytes;
  callLater(callback, null, bytes);
}

/** An integer in [min, max), every one as likely. */
export function randomInt(min, max, callback) {
  const minGiven = max !== undefined && typeof max !== "function";
  if (!minGiven) {
    callback = max;
    max = min;
    min = 0;
  }
  if (callback !== undefined) validateFunction(callback, "callback");
  if (!Number.isSafeInteger(min)) throw invalidArgType("min", "a safe integer", min);
  if (!Number.isSafeInteger(max)) throw invalidArgType("max", "a safe integer", max);
  if (max <= min) throw outOfRange("max", `greater than the value of "min" (${min})`, max);
  const range = max - min;
  if (range > MAX_RANGE) throw outOfRange(minGiven ? "max - min" : "max", `<= ${MAX_RANGE}`, range);

  // Draws above the last full multiple of the range would favour its beginning: they're thrown away.
  const end = MAX_RANGE - (MAX_RANGE % range);
  const bytes = Buffer.alloc(6);
  let drawn;
  do {
    op_node_random_fill(bytes);
    drawn = bytes.readUIntBE(0, 6);
  } while (drawn >= end);
  const number = (drawn % range) + min;
  if (callback === undefined) return number;
  callLater(callback, undefined, number);
}

/** A UUID of version 4 (RFC 9562). */
export function randomUUID(options) {
  if (options !== undefined) validateObject(options, "options");
  validateBoolean(options?.disableEntropyCache ?? false, "options.disableEntropyCache");
  const bytes = Buffer.alloc(16);
  op_node_random_fill(bytes);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** WebCrypto's: fills an array of integers, up to 65,536 bytes. */
export function getRandomValues(array) {
  if (!types.isTypedArray(array) || types.isFloat32Array(array) || types.isFloat64Array(array)) {
    throw new DOMException("The data argument must be an integer-type TypedArray", "TypeMismatchError");
  }
  if (array.byteLength > 65536) {
    throw new DOMException("The requested length exceeds 65,536 bytes", "QuotaExceededError");
  }
  return randomFillSync(array);
}
