// TextEncoder, TextDecoder (UTF-8, UTF-16 and windows-1252, which the web also calls latin1), atob and btoa.
import { op_node_text_is_utf8, op_node_text_utf16_length, op_node_text_utf8_tail } from "ext:core/ops";
import { DOMException } from "ext:connector_node/dom_exception.js";
import { codedError, invalidArgType, missingArgs, validateString } from "ext:connector_node/errors.js";
import {
  BASE64,
  LATIN1,
  UTF16LE,
  UTF8,
  byteLengthOf,
  readText,
  writeText,
} from "ext:connector_node/buffer_encodings.js";

const labels = new Map();
for (const [encoding, names] of [
  ["utf-8", "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8"],
  ["utf-16le", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le"],
  ["utf-16be", "unicodefffe utf-16be"],
  [
    "windows-1252",
    "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 " +
      "iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
  ],
]) {
  for (const name of names.split(" ")) labels.set(name, encoding);
}

// What windows-1252 has where Latin-1 has control characters, 0x80 to 0x9f.
const windows1252 =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f" +
  "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

const empty = new Uint8Array(0);

function bytesOf(input, notBytes) {
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  // Node's native half says this: its stack doesn't show the code.
  const error = new TypeError(notBytes);
  error.code = "ERR_INVALID_ARG_TYPE";
  throw error;
}

/** Throws unless `options` is an object of any kind, or null. */
function checkOptions(options) {
  if (typeof options !== "object" && typeof options !== "function") throw invalidArgType("options", "object", options);
}

function wrongThis(kind) {
  return codedError(TypeError, "ERR_INVALID_THIS", `Value of "this" must be of type ${kind}`);
}

function swapped(bytes) {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    out[i] = bytes[i + 1];
    out[i + 1] = bytes[i];
  }
  return out;
}

export class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  // Bytes that wait for the rest of their character, while a stream goes on.
  #pending = empty;
  #bomSeen = false;
  #streaming = false;
  // Until it first streams, Node decodes UTF-8 and windows-1252 by another way, which isn't so strict about options
  // and takes windows-1252 for Latin-1.
  #plain;

  constructor(encoding = "utf-8", options = {}) {
    const label = `${encoding}`;
    checkOptions(options);
    const found = labels.get(label.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, "").toLowerCase());
    if (found === undefined) {
      throw codedError(RangeError, "ERR_ENCODING_NOT_SUPPORTED", `The "${label}" encoding is not supported`);
    }
    this.#encoding = found;
    this.#plain = !found.startsWith("utf-16");
    this.#fatal = Boolean(options?.fatal);
    this.#ignoreBOM = Boolean(options?.ignoreBOM);
  }

  get encoding() {
    if (!(#encoding in this)) throw wrongThis("TextDecoder");
    return this.#encoding;
  }

  get fatal() {
    if (!(#encoding in this)) throw wrongThis("TextDecoder");
    return this.#fatal;
  }

  get ignoreBOM() {
    if (!(#encoding in this)) throw wrongThis("TextDecoder");
    return this.#ignoreBOM;
  }

  decode(input = empty, options = {}) {
    if (!(#encoding in this)) throw wrongThis("TextDecoder");
    const name = this.#plain && this.#encoding === "utf-8" ? "list" : "input";
    let bytes = bytesOf(
      input,
      `The "${name}" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.`,
    );
    const stream = Boolean(options?.stream);
    this.#plain &&= !stream;
    if (!this.#plain) checkOptions(options);
    if (!this.#streaming) {
      this.#pending = empty;
      this.#bomSeen = false;
    }
    this.#streaming = stream;
    if (this.#encoding === "windows-1252") {
      const text = readText(bytes, 0, bytes.length, LATIN1);
      return this.#plain ? text : text.replace(/[\x80-\x9f]/g, (c) => windows1252[c.charCodeAt(0) - 0x80]);
    }
    if (this.#pending.length > 0) {
      const joined = new Uint8Array(this.#pending.length + bytes.length);
      joined.set(this.#pending);
      joined.set(bytes, this.#pending.length);
      bytes = joined;
    }
    const text = this.#encoding === "utf-8" ? this.#decodeUtf8(bytes, stream) : this.#decodeUtf16(bytes, stream);
    if (this.#bomSeen || text.length === 0) return text;
    this.#bomSeen = true;
    return !this.#ignoreBOM && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  #decodeUtf8(bytes, stream) {
    const end = bytes.length - (stream ? op_node_text_utf8_tail(bytes, 0, bytes.length) : 0);
    if (this.#fatal && !op_node_text_is_utf8(bytes, 0, end)) this.#fail();
    this.#pending = end < bytes.length ? bytes.slice(end) : empty;
    return readText(bytes, 0, end, UTF8);
  }

  #decodeUtf16(bytes, stream) {
    let end = bytes.length - (bytes.length % 2);
    const big = this.#encoding === "utf-16be";
    // A high surrogate waits for its low one.
    if (stream && end >= 2 && (bytes[big ? end - 2 : end - 1] & 0xfc) === 0xd8) end -= 2;
    const rest = bytes.length - end;
    if (stream) this.#pending = rest > 0 ? bytes.slice(end) : empty;
    else this.#pending = empty;
    const units = readText(big ? swapped(bytes) : bytes, 0, end, UTF16LE);
    const odd = !stream && rest > 0;
    if (this.#fatal && (odd || !units.isWellFormed())) this.#fail();
    // A high surrogate and an odd byte after it are one broken end, not two.
    const alone = odd && /[\ud800-\udbff]$/.test(units);
    return units.toWellFormed() + (odd && !alone ? "\ufffd" : "");
  }

  #fail() {
    this.#pending = empty;
    // Made by Node's native half: its stack doesn't show the code.
    const error = new TypeError(`The encoded data was not valid for encoding ${this.#encoding}`);
    error.code = "ERR_ENCODING_INVALID_ENCODED_DATA";
    throw error;
  }
}

export class TextEncoder {
  #brand;

  get encoding() {
    if (!(#brand in this)) throw wrongThis("TextEncoder");
    return "utf-8";
  }

  encode(input = "") {
    if (!(#brand in this)) throw wrongThis("TextEncoder");
    const text = `${input}`;
    const bytes = new Uint8Array(byteLengthOf(text, UTF8));
    writeText(bytes, text, 0, bytes.length, UTF8);
    return bytes;
  }

  encodeInto(src, dest) {
    if (!(#brand in this)) throw wrongThis("TextEncoder");
    validateString(src, "src");
    if (!(dest instanceof Uint8Array)) throw invalidArgType("dest", "Uint8Array", dest);
    const written = writeText(dest, src, 0, dest.length, UTF8);
    return { read: op_node_text_utf16_length(dest, 0, written), written };
  }
}

for (const [kind, members] of [
  [TextDecoder, ["decode", "encoding", "fatal", "ignoreBOM"]],
  [TextEncoder, ["encoding", "encode", "encodeInto"]],
]) {
  for (const name of members) {
    // Defined anew, so that they're also listed in Node's order.
    const member = Object.getOwnPropertyDescriptor(kind.prototype, name);
    delete kind.prototype[name];
    Object.defineProperty(kind.prototype, name, { ...member, enumerable: true });
  }
  Object.defineProperty(kind.prototype, Symbol.toStringTag, { value: kind.name, configurable: true });
}

const badCharacter = () => new DOMException("Invalid character", "InvalidCharacterError");

export function btoa(input) {
  if (arguments.length === 0) throw missingArgs("input");
  const text = `${input}`;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0xff) throw badCharacter();
  }
  const bytes = new Uint8Array(text.length);
  writeText(bytes, text, 0, text.length, LATIN1);
  return readText(bytes, 0, bytes.length, BASE64);
}

export function atob(input) {
  if (arguments.length === 0) throw missingArgs("input");
  const text = `${input}`.replace(/[\t\n\f\r ]/g, "");
  const body = text.replace(/={1,2}$/, "");
  if (/[^A-Za-z0-9+/]/.test(body)) throw badCharacter();
  // One letter alone holds no byte.
  if (body.length % 4 === 1) {
    throw new DOMException("The string to be decoded is not correctly encoded.", "InvalidCharacterError");
  }
  // Padding must fill the last group of four.
  if (body.length < text.length && text.length % 4 !== 0) throw badCharacter();
  const bytes = new Uint8Array(byteLengthOf(body, BASE64));
  const written = writeText(bytes, body, 0, bytes.length, BASE64);
  return readText(bytes, 0, written, LATIN1);
}

export default { TextDecoder, TextEncoder, atob, btoa };
