// How crypto's functions read their arguments: text and every kind of buffer into bytes, and bytes out as text.

import { Buffer } from "ext:connector_node/buffer.js";
import { encodingNumber, HEX } from "ext:connector_node/buffer_encodings.js";
import { invalidArgType, invalidArgValue, validateString } from "ext:connector_node/errors.js";
import { nextTick } from "ext:connector_node/tick.js";
import { types } from "ext:connector_node/util_types.js";

const BUFFERS = ["ArrayBuffer", "Buffer", "TypedArray", "DataView"];

/** The memory of a view or an array buffer as a Uint8Array, shared; undefined for anything else. */
export function sharedBytes(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return types.isAnyArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

/** A Buffer over `bytes`, without a copy. */
export function toBuffer(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Text (in `encoding`) or any buffer as bytes; ERR_INVALID_ARG_TYPE for `name` otherwise. */
export function bytesOf(value, name, encoding = undefined, expected = ["string", ...BUFFERS]) {
  if (typeof value === "string") return Buffer.from(value, encoding === "buffer" ? "utf8" : encoding);
  const bytes = sharedBytes(value);
  if (bytes === undefined) throw invalidArgType(name, expected, value);
  return bytes;
}

/** What `update` takes: text in a known encoding (others count as utf8), or a view. */
export function dataBytes(data, encoding) {
  if (typeof data !== "string") {
    if (!ArrayBuffer.isView(data)) throw invalidArgType("data", ["string", "Buffer", "TypedArray", "DataView"], data);
    return sharedBytes(data);
  }
  const known = typeof encoding === "string" ? encodingNumber(encoding) : undefined;
  if (known === HEX && data.length % 2 !== 0) {
    throw invalidArgValue("encoding", encoding, `is invalid for data of length ${data.length}`);
  }
  return Buffer.from(data, known === undefined ? "utf8" : encoding);
}

/** `bytes` as text when `encoding` names an encoding, else as a Buffer. */
export function encoded(bytes, encoding) {
  const buffer = toBuffer(bytes);
  return typeof encoding === "string" && encodingNumber(encoding) !== undefined ? buffer.toString(encoding) : buffer;
}

/** `options[key]`, which must be a string if it's there. */
export function stringOption(options, key) {
  const value = options ? options[key] : undefined;
  if (value !== undefined && value !== null) validateString(value, `options.${key}`);
  return value ?? undefined;
}

/** An error as OpenSSL's come through Node: `error:1C800064:Provider routines::bad decrypt`. */
export function opensslError(number, library, reason, code) {
  return Object.assign(new Error(`error:${number}:${library}::${reason}`), { library, reason, code });
}

/** An error as Node's native half makes them: with a code, but not in the stack's header. */
export function nativeError(Base, code, message) {
  return Object.assign(new Base(message), { code });
}

export const invalidDigest = (name) => nativeError(TypeError, "ERR_CRYPTO_INVALID_DIGEST", `Invalid digest: ${name}`);
export const invalidKeyLength = () => nativeError(RangeError, "ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length");

/** Calls back with what is known already, after the promise jobs that wait: Node's answer comes from another thread. */
export function callLater(callback, ...args) {
  queueMicrotask(() => nextTick(callback, ...args));
}
