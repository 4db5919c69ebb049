// createCipheriv, createDecipheriv, their legacy forms with a password, and getCipherInfo.

import { op_node_hash_digest } from "ext:core/ops";
import { Buffer } from "ext:connector_node/buffer.js";
import { encodingNames, encodingNumber, unknownEncoding } from "ext:connector_node/buffer_encodings.js";
import {
  bytesOf,
  dataBytes,
  invalidKeyLength,
  nativeError,
  stringOption,
  toBuffer,
} from "ext:connector_node/crypto_bytes.js";
import { BlockMode, GcmMode, StreamMode } from "ext:connector_node/crypto_cipher_modes.js";
import { cipherByNid, findCipher } from "ext:connector_node/crypto_ciphers.js";
import { secretBytes } from "ext:connector_node/crypto_keys.js";
import {
  codedError,
  invalidArgType,
  invalidArgValue,
  validateInteger,
  validateObject,
  validateString,
} from "ext:connector_node/errors.js";
import { StringDecoder } from "ext:connector_node/string_decoder.js";

const kState = Symbol("kState");
const MAX_GCM_IV = 128;

const invalidIv = () => nativeError(TypeError, "ERR_CRYPTO_INVALID_IV", "Invalid initialization vector");
const invalidTag = (length) => {
  return nativeError(TypeError, "ERR_CRYPTO_INVALID_AUTH_TAG", `Invalid authentication tag length: ${length}`);
};
const invalidState = (operation) => {
  return codedError(Error, "ERR_CRYPTO_INVALID_STATE", `Invalid state for operation ${operation}`);
};

const isTagLength = (length) => length === 4 || length === 8 || (length >= 12 && length <= 16);

function uintOption(options, key) {
  const value = options ? options[key] : undefined;
  if (value === undefined || value === null) return undefined;
  if (value >>> 0 !== value) throw invalidArgValue(`options.${key}`, value);
  return value;
}

/** The mode of a cipher with its key and vector, checked in Node's order: cipher, vector, tag length, key. */
function makeMode(name, key, iv, tagLength, encrypt) {
  const info = findCipher(name);
  if (info === undefined) throw nativeError(Error, "ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher");
  if (info.mode === "gcm") {
    if (iv === null || iv.length === 0 || iv.length > MAX_GCM_IV) throw invalidIv();
    if (tagLength !== undefined && !isTagLength(tagLength)) throw invalidTag(tagLength);
  } else if ((iv === null ? 0 : iv.length) !== info.iv) {
    throw invalidIv();
  }
  if (key.length !== info.key) throw invalidKeyLength();
  // Copies: the caller may reuse its buffers.
  const parts = [key.slice(), iv === null ? new Uint8Array(0) : iv.slice(), encrypt];
  if (info.mode === "gcm") return new GcmMode(...parts, tagLength);
  return info.mode === "ctr" ? new StreamMode(...parts) : new BlockMode(info, ...parts);
}

function begin(self, cipher, key, iv, options, encrypt) {
  const mode = makeMode(cipher, key, iv, uintOption(options, "authTagLength"), encrypt);
  Object.defineProperty(self, kState, { value: { mode, done: false, decoder: undefined } });
}

function beginWithIv(self, cipher, key, iv, options, encrypt) {
  validateString(cipher, "cipher");
  const secret = secretBytes(key, stringOption(options, "encoding"));
  begin(self, cipher, secret, iv === null ? null : bytesOf(iv, "iv"), options, encrypt);
}

/**
 * Key and vector of the legacy forms: MD5 over the last digest and the password, as often as needed, without salt.
 * (OpenSSL's EVP_BytesToKey with one round.)
 */
function beginWithPassword(self, cipher, password, options, encrypt) {
  validateString(cipher, "cipher");
  const bytes = bytesOf(password, "password");
  const info = findCipher(cipher);
  let made = new Uint8Array(0);
  for (let last = made; info !== undefined && made.length < info.key + info.iv;) {
    last = op_node_hash_digest("md5", new Uint8Array(0), Buffer.concat([last, bytes]));
    made = Buffer.concat([made, last]);
  }
  const key = made.subarray(0, info?.key);
  const iv = made.subarray(info?.key, info?.key + info?.iv);
  begin(self, cipher, key, iv, options, encrypt);
}

function decoderFor(state, encoding) {
  const number = encodingNumber(encoding);
  if (number === undefined) throw unknownEncoding(encoding);
  state.decoder ??= new StringDecoder(encoding);
  if (state.decoder.encoding !== encodingNames[number]) {
    throw codedError(Error, "ERR_INTERNAL_ASSERTION", "Cannot change encoding");
  }
  return state.decoder;
}

const wantsText = (encoding) => encoding && encoding !== "buffer";

function update(data, inputEncoding, outputEncoding) {
  const bytes = dataBytes(data, inputEncoding);
  const state = this[kState];
  if (state.done) throw new Error("Trying to add data in unsupported state");
  const out = toBuffer(state.mode.update(bytes));
  return wantsText(outputEncoding) ? decoderFor(state, outputEncoding).write(out) : out;
}

function final(outputEncoding) {
  const state = this[kState];
  if (state.done) throw nativeError(Error, "ERR_CRYPTO_INVALID_STATE", "Invalid state");
  // Whatever comes of it, there is no second try.
  state.done = true;
  const out = toBuffer(state.mode.final());
  return wantsText(outputEncoding) ? decoderFor(state, outputEncoding).end(out) : out;
}

function setAutoPadding(autoPadding) {
  const state = this[kState];
  if (state.done) throw invalidState("setAutoPadding");
  state.mode.padding = Boolean(autoPadding);
  return this;
}

function setAAD(buffer, options) {
  const encoding = stringOption(options, "encoding");
  uintOption(options, "plaintextLength");
  const bytes = bytesOf(buffer, "aadbuf", encoding);
  const state = this[kState];
  if (state.done || !state.mode.additional?.(bytes)) throw invalidState("setAAD");
  return this;
}

function getAuthTag() {
  const state = this[kState];
  const tag = state.done ? state.mode.tag : undefined;
  if (tag === undefined) throw invalidState("getAuthTag");
  return Buffer.from(tag);
}

function setAuthTag(tag, encoding) {
  const bytes = bytesOf(tag, "buffer", encoding);
  const { mode, done } = this[kState];
  if (done || !(mode instanceof GcmMode) || mode.tag !== undefined) throw invalidState("setAuthTag");
  const fits = mode.tagLength === undefined ? isTagLength(bytes.length) : bytes.length === mode.tagLength;
  if (!fits) throw invalidTag(bytes.length);
  mode.tag = bytes.slice();
  return this;
}

export function Cipheriv(cipher, key, iv, options) {
  if (!(this instanceof Cipheriv)) return new Cipheriv(cipher, key, iv, options);
  beginWithIv(this, cipher, key, iv, options, true);
}

export function Decipheriv(cipher, key, iv, options) {
  if (!(this instanceof Decipheriv)) return new Decipheriv(cipher, key, iv, options);
  beginWithIv(this, cipher, key, iv, options, false);
}

export function Cipher(cipher, password, options) {
  if (!(this instanceof Cipher)) return new Cipher(cipher, password, options);
  beginWithPassword(this, cipher, password, options, true);
}

export function Decipher(cipher, password, options) {
  if (!(this instanceof Decipher)) return new Decipher(cipher, password, options);
  beginWithPassword(this, cipher, password, options, false);
}

Object.assign(Cipheriv.prototype, { update, final, setAutoPadding, getAuthTag, setAAD });
Object.assign(Cipher.prototype, { update, final, setAutoPadding, getAuthTag, setAAD });
Object.assign(Decipheriv.prototype, { update, final, setAutoPadding, setAuthTag, setAAD });
Object.assign(Decipher.prototype, { update, final, setAutoPadding, setAuthTag, setAAD });

export function createCipheriv(cipher, key, iv, options) {
  return new Cipheriv(cipher, key, iv, options);
}

export function createDecipheriv(cipher, key, iv, options) {
  return new Decipheriv(cipher, key, iv, options);
}

export function createCipher(cipher, password, options) {
  return new Cipher(cipher, password, options);
}

export function createDecipher(cipher, password, options) {
  return new Decipher(cipher, password, options);
}

const INT32 = [-(2 ** 31), 2 ** 31 - 1];

/** What a cipher needs, or undefined when it's unknown or doesn't go with the lengths in `options`. */
export function getCipherInfo(nameOrNid, options) {
  if (typeof nameOrNid !== "string" && typeof nameOrNid !== "number") {
    throw invalidArgType("nameOrNid", ["string", "number"], nameOrNid);
  }
  if (typeof nameOrNid === "number") validateInteger(nameOrNid, "nameOrNid", ...INT32);
  if (options !== undefined) validateObject(options, "options");
  const { keyLength, ivLength } = options ?? {};
  if (keyLength !== undefined) validateInteger(keyLength, "options.keyLength", ...INT32);
  if (ivLength !== undefined) validateInteger(ivLength, "options.ivLength", ...INT32);
  const info = typeof nameOrNid === "string" ? findCipher(nameOrNid) : cipherByNid(nameOrNid);
  if (info === undefined || (keyLength !== undefined && keyLength !== info.key)) return undefined;
  const free = info.mode === "gcm" && ivLength > 0 && ivLength <= MAX_GCM_IV;
  if (ivLength !== undefined && ivLength !== info.iv && !free) return undefined;
  const found = { mode: info.mode, name: info.name, nid: info.nid, blockSize: info.block };
  if (info.iv > 0) found.ivLength = ivLength ?? info.iv;
  found.keyLength = info.key;
  return found;
}
