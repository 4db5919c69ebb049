// Text to bytes and back: the encodings of Buffer, by the numbers of text/encoding.rs.
import { op_node_text_byte_length, op_node_text_read, op_node_text_write } from "ext:core/ops";
import { codedError } from "ext:connector_node/errors.js";
import { format } from "ext:connector_node/util_format.js";

/** Longest buffer and longest string that Node 20 names; what an invocation may really hold is the host's limit. */
export const kMaxLength = 2 ** 32;
export const kStringMaxLength = 2 ** 29 - 24;

export const UTF8 = 0;
export const UTF16LE = 1;
export const LATIN1 = 2;
export const ASCII = 3;
export const HEX = 4;
export const BASE64 = 5;
export const BASE64URL = 6;

/** The names Node reports, by number. */
export const encodingNames = ["utf8", "utf16le", "latin1", "ascii", "hex", "base64", "base64url"];

const numbers = new Map([
  ["utf8", UTF8],
  ["utf-8", UTF8],
  ["utf16le", UTF16LE],
  ["utf-16le", UTF16LE],
  ["ucs2", UTF16LE],
  ["ucs-2", UTF16LE],
  ["latin1", LATIN1],
  ["binary", LATIN1],
  ["ascii", ASCII],
  ["hex", HEX],
  ["base64", BASE64],
  ["base64url", BASE64URL],
]);

/** The number of an encoding's name in any case, or undefined. */
export function encodingNumber(name) {
  if (name === "utf8") return UTF8;
  const text = `${name}`;
  return numbers.get(text) ?? numbers.get(text.toLowerCase());
}

/** TypeError ERR_UNKNOWN_ENCODING. */
export function unknownEncoding(name) {
  return codedError(TypeError, "ERR_UNKNOWN_ENCODING", format("Unknown encoding: %s", name));
}

/** The number of `name`; throws ERR_UNKNOWN_ENCODING when there's no such encoding. */
export function knownEncoding(name) {
  const encoding = encodingNumber(name);
  if (encoding === undefined) throw unknownEncoding(name);
  return encoding;
}

// Longest text that a loop here handles faster than a call of an op does.
const SHORT = 24;

/** How many bytes `text` takes; for base64 and hex, how many it takes at most. */
export function byteLengthOf(text, encoding) {
  const length = text.length;
  switch (encoding) {
    case UTF16LE:
      return length * 2;
    case LATIN1:
    case ASCII:
      return length;
    case HEX:
      return length >>> 1;
    case BASE64:
    case BASE64URL: {
      let bytes = length;
      if (text.charCodeAt(bytes - 1) === 0x3d) bytes--;
      if (bytes > 1 && text.charCodeAt(bytes - 1) === 0x3d) bytes--;
      return Math.floor((bytes * 3) / 4);
    }
  }
  if (length <= SHORT) {
    let i = 0;
    while (i < length && text.charCodeAt(i) < 0x80) i++;
    if (i === length) return length;
  }
  return op_node_text_byte_length(text);
}

/** Writes what fits of `text` into `target[start..end]`; returns the bytes written. */
export function writeText(target, text, start, end, encoding) {
  const length = text.length;
  if (encoding === UTF8 && length <= SHORT && length <= end - start) {
    let i = 0;
    for (; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) break;
      target[start + i] = unit;
    }
    if (i === length) return length;
  }
  return op_node_text_write(text, target, start, end, encoding);
}

/** Reads `source[start..end]` as text. */
export function readText(source, start, end, encoding) {
  if (end <= start) return "";
  return op_node_text_read(source, start, end, encoding);
}
