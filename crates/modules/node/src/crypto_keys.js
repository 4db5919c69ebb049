// KeyObject for secret keys, and how functions that take a key read it.

import { op_node_bytes_equal, op_node_random_fill } from "ext:core/ops";
import { Buffer } from "ext:connector_node/buffer.js";
import { bytesOf, callLater, toBuffer } from "ext:connector_node/crypto_bytes.js";
import {
  codedError,
  invalidArgType,
  invalidArgValue,
  validateFunction,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
} from "ext:connector_node/errors.js";
import { types } from "ext:connector_node/util_types.js";

// Only this file makes keys that work: a handle is proof that `new KeyObject` was called from here.
class Handle {
  constructor(bytes) {
    this.bytes = bytes;
  }
}

let bytesIn;

export class KeyObject {
  #handle;
  #type;

  static {
    bytesIn = (key) => (typeof key === "object" && key !== null && #handle in key ? key.#handle.bytes : undefined);
  }

  constructor(type, handle) {
    if (type !== "secret" && type !== "public" && type !== "private") throw invalidArgValue("type", type);
    if (!(handle instanceof Handle)) throw invalidArgType("handle", "object", handle);
    this.#type = type;
    this.#handle = handle;
  }

  get type() {
    return this.#type;
  }

  /** The KeyObject of a CryptoKey. */
  static from(key) {
    const secret = cryptoKeySecret(key);
    if (secret === undefined) throw invalidArgType("key", "CryptoKey", key);
    return secret;
  }

  equals(otherKeyObject) {
    const other = bytesIn(otherKeyObject);
    if (other === undefined) throw invalidArgType("otherKeyObject", "KeyObject", otherKeyObject);
    return otherKeyObject.type === this.type && op_node_bytes_equal(this.#handle.bytes, other);
  }
}

Object.defineProperty(KeyObject.prototype, Symbol.toStringTag, { value: "KeyObject", configurable: true });

class SecretKeyObject extends KeyObject {
  get symmetricKeySize() {
    return bytesIn(this).length;
  }

  export(options) {
    if (options !== undefined) {
      validateObject(options, "options");
      validateOneOf(options.format, "options.format", [undefined, "buffer", "jwk"]);
      if (options.format === "jwk") return { kty: "oct", k: toBuffer(bytesIn(this)).toString("base64url") };
    }
    return Buffer.from(bytesIn(this));
  }
}

/** A secret key of a copy of `bytes`. */
export function secretKey(bytes) {
  return new SecretKeyObject("secret", new Handle(Uint8Array.from(bytes)));
}

// webcrypto.js hands in how to look into its keys: it's built upon this file.
let cryptoKeySecret = () => undefined;

/** For webcrypto.js only: `find(value)` gives the KeyObject inside a CryptoKey, else undefined. */
export function setCryptoKeys(find) {
  cryptoKeySecret = find;
  types.isCryptoKey = (value) => find(value) !== undefined;
}

types.isKeyObject = (value) => bytesIn(value) !== undefined;

export function createSecretKey(key, encoding) {
  return secretKey(bytesOf(key, "key", encoding, ["ArrayBuffer", "Buffer", "TypedArray", "DataView"]));
}

/** The bytes of whatever stands for a secret key. */
export function secretBytes(key, encoding) {
  const known = bytesIn(key) ?? bytesIn(cryptoKeySecret(key));
  if (known !== undefined) return known;
  const expected = ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView", "KeyObject", "CryptoKey"];
  return bytesOf(key, "key", encoding, expected);
}

/** A key's bytes, or undefined when it isn't a KeyObject. */
export const keyBytes = (key) => bytesIn(key);

function generated(type, options) {
  validateString(type, "type");
  validateObject(options, "options");
  const { length } = options;
  if (type === "hmac") validateInteger(length, "options.length", 8, 2 ** 31 - 1);
  else if (type === "aes") validateOneOf(length, "options.length", [128, 192, 256]);
  else throw invalidArgValue("type", type, "must be a supported key type");
  const bytes = new Uint8Array(Math.floor(length / 8));
  op_node_random_fill(bytes);
  return secretKey(bytes);
}

export function generateKeySync(type, options) {
  return generated(type, options);
}

export function generateKey(type, options, callback) {
  if (typeof options === "function") {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, "callback");
  const key = generated(type, options);
  callLater(callback, null, key);
}

/** Throws that Connector has no keys of this kind. */
export function noAsymmetricKeys(name) {
  const text = `crypto.${name}: public-key cryptography is not available in Connector`;
  throw codedError(Error, "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", text);
}
