// CryptoKey: made, imported and exported.

import { op_node_random_fill } from "ext:core/ops";
import { Buffer } from "ext:connector_node/buffer.js";
import { keyBytes, secretKey, setCryptoKeys } from "ext:connector_node/crypto_keys.js";
import { DOMException } from "ext:connector_node/dom_exception.js";
import { codedError, invalidArgValue } from "ext:connector_node/errors.js";

const BLOCK_BITS = { __proto__: null, "SHA-1": 512, "SHA-256": 512, "SHA-384": 1024, "SHA-512": 1024 };
const MADE_HERE = Symbol("made here");

let secretIn;

export class CryptoKey {
  #key;
  #algorithm;
  #extractable;
  #usages;

  static {
    secretIn = (value) => (typeof value === "object" && value !== null && #key in value ? value.#key : undefined);
  }

  constructor(proof, key, algorithm, usages, extractable) {
    if (proof !== MADE_HERE) throw codedError(TypeError, "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
    this.#key = key;
    this.#algorithm = algorithm;
    this.#usages = usages;
    this.#extractable = extractable;
  }

  get type() {
    return this.#key.type;
  }

  get extractable() {
    return this.#extractable;
  }

  get algorithm() {
    return this.#algorithm;
  }

  get usages() {
    return this.#usages;
  }

  [Symbol.for("nodejs.util.inspect.custom")](depth, options, inspect) {
    if (depth < 0) return this;
    const { type, extractable, algorithm, usages } = this;
    const deeper = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    return `CryptoKey ${inspect({ type, extractable, algorithm, usages }, deeper)}`;
  }
}

for (const name of ["type", "extractable", "algorithm", "usages"]) {
  Object.defineProperty(CryptoKey.prototype, name, { enumerable: true });
}
Object.defineProperty(CryptoKey.prototype, Symbol.toStringTag, { value: "CryptoKey", configurable: true });

setCryptoKeys((value) => secretIn(value));

export const isCryptoKey = (value) => secretIn(value) !== undefined;

/** The secret bytes of a CryptoKey. */
export const secretOf = (key) => keyBytes(secretIn(key));

const make = (bytes, algorithm, usages, extractable) => {
  return new CryptoKey(MADE_HERE, secretKey(bytes), algorithm, usages, extractable);
};

const AES_USAGES = ["encrypt", "decrypt", "wrapKey", "unwrapKey"];
const HMAC_USAGES = ["sign", "verify"];
const DERIVE_USAGES = ["deriveKey", "deriveBits"];

function checkUsages(usages, allowed, kind) {
  if (usages.some((usage) => !allowed.includes(usage))) {
    throw new DOMException(`Unsupported key usage for ${kind} key`, "SyntaxError");
  }
}

const dataError = (text) => new DOMException(text, "DataError");

/** The bytes of a JSON Web Key of type "oct" that may be used so. */
function jwkBytes(jwk, use, algorithmName, extractable, usages) {
  if (!jwk.kty) throw dataError("Invalid keyData");
  if (jwk.kty !== "oct") throw dataError('Invalid JWK "kty" Parameter');
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) throw dataError('Invalid JWK "use" Parameter');
  if (jwk.key_ops !== undefined) {
    const operations = [...jwk.key_ops];
    if (new Set(operations).size !== operations.length) throw dataError("Duplicate key operation");
    if (usages.some((usage) => !operations.includes(usage))) {
      throw dataError("Key operations and usage mismatch");
    }
  }
  if (jwk.ext === false && extractable) throw dataError('JWK "ext" Parameter and extractable mismatch');
  if (typeof jwk.k !== "string") throw dataError("Invalid keyData");
  const bytes = Buffer.from(jwk.k, "base64url");
  const expected = algorithmName(bytes.length * 8);
  if (jwk.alg !== undefined && jwk.alg !== expected) {
    throw dataError('JWK "alg" does not match the requested algorithm');
  }
  return bytes;
}

const hmacName = (hash) => `HS${hash.slice(4)}`;
const aesName = (name, bits) => `A${bits}${name.slice(4)}`;

function importAes(format, data, { name }, extractable, usages) {
  checkUsages(usages, AES_USAGES, "an AES");
  let bytes = data;
  if (format === "jwk") {
    bytes = jwkBytes(data, "enc", (bits) => aesName(name, bits), extractable, usages);
  } else if (format !== "raw") {
    throw new DOMException(`Unable to import AES key with format ${format}`, "NotSupportedError");
  }
  const length = bytes.length * 8;
  if (![128, 192, 256].includes(length)) throw dataError("Invalid key length");
  return make(bytes, { name, length }, usages, extractable);
}

function importHmac(format, data, { hash, length }, extractable, usages) {
  checkUsages(usages, HMAC_USAGES, "an HMAC");
  let bytes = data;
  if (format === "jwk") {
    bytes = jwkBytes(data, "sig", () => hmacName(hash.name), extractable, usages);
  } else if (format === "raw") {
    if (data.length === 0 || length === 0) throw dataError("Zero-length key is not supported");
    if (length !== undefined && length !== data.length * 8) throw dataError("Invalid key length");
  } else {
    throw new DOMException(`Unable to import HMAC key with format ${format}`);
  }
  return make(bytes, { name: "HMAC", hash, length: bytes.length * 8 }, usages, extractable);
}

function importSecret(format, data, { name }, extractable, usages) {
  if (extractable) throw new DOMException(`${name} keys are not extractable`, "SyntaxError");
  checkUsages(usages, DERIVE_USAGES, `a ${name}`);
  if (format !== "raw") {
    throw new DOMException(`Unable to import ${name} key with format ${format}`, "NotSupportedError");
  }
  return make(data, { name }, usages, false);
}

/** A key from bytes ("raw") or a JSON Web Key ("jwk"). `algorithm` is normalized for importKey. */
export function importKey(format, data, algorithm, extractable, usages) {
  let imported = importAes;
  if (algorithm.name === "HMAC") imported = importHmac;
  else if (algorithm.name === "HKDF" || algorithm.name === "PBKDF2") imported = importSecret;
  const key = imported(format, data, algorithm, extractable, usages);
  if (usages.length === 0) {
    throw new DOMException("Usages cannot be empty when importing a secret key.", "SyntaxError");
  }
  return key;
}

/** An ArrayBuffer ("raw") or a JSON Web Key ("jwk"). */
export function exportKey(format, key) {
  if (!key.extractable) throw new DOMException("key is not extractable", "InvalidAccessException");
  const { name, length, hash } = key.algorithm;
  if (format === "raw") return secretOf(key).slice().buffer;
  if (format === "jwk") {
    const k = Buffer.from(secretOf(key)).toString("base64url");
    const alg = name === "HMAC" ? hmacName(hash.name) : aesName(name, length);
    return { key_ops: key.usages, ext: key.extractable, kty: "oct", k, alg };
  }
  const shown = format === "spki" ? "raw" : format;
  throw new DOMException(`Unable to export a ${shown} ${name} ${key.type} key`, "InvalidAccessError");
}

/** A new random key. `algorithm` is normalized for generateKey. */
export function generateKey(algorithm, extractable, usages) {
  const { name, hash } = algorithm;
  let { length } = algorithm;
  if (name === "HMAC") {
    length ??= BLOCK_BITS[hash.name];
    if (length % 8 !== 0) throw invalidArgValue("algorithm.length", length, "must be a multiple of 8");
    checkUsages(usages, HMAC_USAGES, "an HMAC");
    if (length === 0) {
      throw new DOMException("The operation failed for an operation-specific reason", "OperationError");
    }
  } else {
    if (![128, 192, 256].includes(length)) {
      throw new DOMException("AES key length must be 128, 192, or 256 bits", "OperationError");
    }
    checkUsages(usages, AES_USAGES, "an AES");
  }
  const bytes = new Uint8Array(length / 8);
  op_node_random_fill(bytes);
  const made = name === "HMAC" ? { name, length, hash } : { name, length };
  const key = make(bytes, made, [...new Set(usages)], extractable);
  if (usages.length === 0) throw new DOMException("Usages cannot be empty when creating a key.", "SyntaxError");
  return key;
}

/** How many bits deriveKey must derive for a key, or null for as many as there are. */
export function keyLength({ name, length, hash }) {
  if (name === "HKDF" || name === "PBKDF2") return null;
  if (name === "HMAC" && length === undefined) return BLOCK_BITS[hash.name];
  const valid = name === "HMAC" ? length !== 0 : [128, 192, 256].includes(length);
  if (!valid) throw new DOMException("Invalid key length", "OperationError");
  return length;
}
