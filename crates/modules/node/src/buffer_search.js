// Buffer's indexOf, lastIndexOf, includes and fill.
import { invalidArgType, invalidArgValue, validateInteger, validateString } from "ext:connector_node/errors.js";
import {
  LATIN1,
  UTF16LE,
  UTF8,
  encodingNumber,
  kMaxLength,
  unknownEncoding,
} from "ext:connector_node/buffer_encodings.js";
import { outOfBounds } from "ext:connector_node/buffer_numbers.js";

const byteIndexOf = Uint8Array.prototype.indexOf;
const byteLastIndexOf = Uint8Array.prototype.lastIndexOf;
const fillBytes = Uint8Array.prototype.fill;
const copyInto = Uint8Array.prototype.set;
const moveWithin = Uint8Array.prototype.copyWithin;

/** Where a search in `length` bytes for `size` bytes starts; -1: nowhere. A negative offset counts from the end. */
function startOf(length, offset, size, forward) {
  if (offset < 0) {
    if (offset + length >= 0) return length + offset;
    return forward || size === 0 ? 0 : -1;
  }
  if (offset + size <= length) return offset;
  if (size === 0) return length;
  return forward ? -1 : length - 1;
}

/** `needle`'s place in `bytes` from `start` on, or back from there; `step` is 2 for UTF-16: searched by units. */
function find(bytes, needle, start, forward, step) {
  const last = bytes.length - needle.length;
  const first = needle[0];
  let at = forward ? start : Math.min(start, last);
  if (step === 2) at -= at % 2;
  while (at >= 0 && at <= last) {
    at = forward ? byteIndexOf.call(bytes, first, at) : byteLastIndexOf.call(bytes, first, at);
    if (at === -1 || at > last) return -1;
    let i = at % step === 0 ? 1 : needle.length + 1;
    while (i < needle.length && bytes[at + i] === needle[i]) i++;
    if (i === needle.length) return at;
    at += forward ? 1 : -1;
  }
  return -1;
}

function search(bytes, needle, offset, encoding, forward) {
  const length = bytes.length;
  const start = startOf(length, Math.trunc(offset) || 0, needle.length, forward);
  if (needle.length === 0) return start;
  if (length === 0 || start < 0 || needle.length > length || (forward && start + needle.length > length)) return -1;
  if (encoding !== UTF16LE) return find(bytes, needle, start, forward, 1);
  // By whole units: an odd byte at either end is left out.
  if (length < 2 || needle.length < 2) return -1;
  const even = length & ~1;
  const at = find(bytes.subarray(0, even), needle.subarray(0, needle.length & ~1), start, forward, 2);
  // Node's own slip: in an odd number of bytes it takes the last whole place for "found".
  return at === -1 && even !== length ? even : at;
}

/** `buffer.indexOf` (forward) and `lastIndexOf`. `toBytes(text, encoding)` is Buffer's own. */
export function indexOf(buffer, value, byteOffset, encoding, forward, toBytes) {
  if (!(buffer instanceof Uint8Array)) throw invalidArgType("buffer", ["Buffer", "TypedArray", "DataView"], buffer);
  let offset = byteOffset;
  let name = encoding;
  if (typeof offset === "string") {
    name = offset;
    offset = undefined;
  } else if (offset > 0x7fffffff) offset = 0x7fffffff;
  else if (offset < -0x80000000) offset = -0x80000000;
  offset = +offset;
  if (Number.isNaN(offset)) offset = forward ? 0 : buffer.length;

  if (typeof value === "number") {
    const start = startOf(buffer.length, Math.trunc(offset) || 0, 1, forward);
    if (start < 0 || buffer.length === 0) return -1;
    const byte = value & 255;
    return forward ? byteIndexOf.call(buffer, byte, start) : byteLastIndexOf.call(buffer, byte, start);
  }
  const number = name === undefined ? UTF8 : encodingNumber(name);
  if (typeof value === "string") {
    if (number === undefined) throw unknownEncoding(name);
    const units = number === UTF16LE ? buffer.subarray(0, buffer.length & ~1) : buffer;
    return search(units, toBytes(value, number), offset, number, forward);
  }
  if (value instanceof Uint8Array) return search(buffer, value, offset, number ?? UTF8, forward);
  throw invalidArgType("value", ["number", "string", "Buffer", "Uint8Array"], value);
}

/** `buffer.fill(value[, offset[, end]][, encoding])`. */
export function fill(buffer, what, from, to, encoding, toBytes) {
  let value = what;
  let offset = from;
  let end = to;
  let number = UTF8;
  if (typeof value === "string") {
    let name = encoding;
    if (offset === undefined || typeof offset === "string") {
      name = offset;
      offset = 0;
      end = buffer.length;
    } else if (typeof end === "string") {
      name = end;
      end = buffer.length;
    }
    if (name !== undefined && name !== null && name !== "") {
      number = encodingNumber(name);
      if (number === undefined) {
        validateString(name, "encoding");
        throw unknownEncoding(name);
      }
    }
    if (value.length === 0) value = 0;
    else if (value.length === 1) {
      const unit = value.charCodeAt(0);
      if ((number === UTF8 && unit < 0x80) || number === LATIN1) value = unit;
    }
  }
  if (offset === undefined) {
    offset = 0;
    end = buffer.length;
  } else {
    validateInteger(offset, "offset", 0, kMaxLength);
    if (end === undefined) end = buffer.length;
    else validateInteger(end, "end", 0, buffer.length);
    if (offset >= end) return buffer;
  }
  if (typeof value === "number") {
    if (end > buffer.byteLength) throw outOfBounds();
    return fillBytes.call(buffer, value, offset, end);
  }
  if (end > buffer.byteLength) throw outOfBounds();
  let pattern;
  if (typeof value === "string") pattern = toBytes(value, number);
  else if (ArrayBuffer.isView(value)) pattern = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  else return fillBytes.call(buffer, +value & 255, offset, end);
  if (pattern.length === 0) throw invalidArgValue("value", value);

  // The pattern once, then what's there doubled until it's full.
  const room = end - offset;
  let done = Math.min(pattern.length, room);
  copyInto.call(buffer, done === pattern.length ? pattern : pattern.subarray(0, done), offset);
  while (done < room) {
    const more = Math.min(done, room - done);
    moveWithin.call(buffer, offset + done, offset, offset + more);
    done += more;
  }
  return buffer;
}

