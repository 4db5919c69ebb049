// Keys from passwords and from other keys: pbkdf2, scrypt, hkdf. The slow ones run beside the isolate's thread in
// their asynchronous forms; what they may cost is bounded in crypto/job.rs and crypto/scrypt.rs.

import {
  op_node_hkdf_derive,
  op_node_pbkdf2_derive,
  op_node_pbkdf2_derive_sync,
  op_node_scrypt_check,
  op_node_scrypt_derive,
  op_node_scrypt_derive_sync,
} from "ext:core/ops";
import { kMaxLength } from "ext:connector_node/buffer_encodings.js";
import {
  bytesOf,
  callLater,
  invalidDigest,
  invalidKeyLength,
  nativeError,
  toBuffer,
} from "ext:connector_node/crypto_bytes.js";
import { digestLengths, findDigest } from "ext:connector_node/crypto_digests.js";
import { keyBytes } from "ext:connector_node/crypto_keys.js";
import {
  codedError,
  outOfRange,
  validateFunction,
  validateInteger,
  validateString,
  validateUint32,
} from "ext:connector_node/errors.js";
import { nextTick } from "ext:connector_node/tick.js";

const MAX_INT32 = 2 ** 31 - 1;

/** Hands a promised key to a callback, outside any promise job: what it throws is an uncaught exception. */
function answer(promise, callback) {
  promise.then((bytes) => nextTick(callback, null, toBuffer(bytes)), (error) => nextTick(callback, error));
}

function digestNamed(name) {
  const digest = findDigest(name);
  if (digest === undefined) throw invalidDigest(name);
  return digest;
}

// The arguments of both ops, checked in Node's order; the digest's existence comes last.
function pbkdf2Arguments(password, salt, iterations, keylen, digest) {
  validateString(digest, "digest");
  const passwordBytes = bytesOf(password, "password");
  const saltBytes = bytesOf(salt, "salt");
  validateInteger(iterations, "iterations", 1, MAX_INT32);
  validateInteger(keylen, "keylen", 0, MAX_INT32);
  return [digest, passwordBytes, saltBytes, iterations, keylen];
}

export function pbkdf2(password, salt, iterations, keylen, digest, callback) {
  if (typeof digest === "function") {
    callback = digest;
    digest = undefined;
  }
  const [name, ...rest] = pbkdf2Arguments(password, salt, iterations, keylen, digest);
  validateFunction(callback, "callback");
  answer(op_node_pbkdf2_derive(digestNamed(name), ...rest), callback);
}

export function pbkdf2Sync(password, salt, iterations, keylen, digest) {
  const [name, ...rest] = pbkdf2Arguments(password, salt, iterations, keylen, digest);
  return toBuffer(op_node_pbkdf2_derive_sync(digestNamed(name), ...rest));
}

const scryptDefaults = { N: 16384, r: 8, p: 1, maxmem: 32 * 1024 * 1024 };

// Each number has two names, of which only one may be given; 0 stands for the default.
function scryptNumber(options, short, long) {
  let value = options[short];
  if (value !== undefined) validateUint32(value, short);
  if (options[long] !== undefined) {
    if (value !== undefined) {
      throw codedError(Error, "ERR_CRYPTO_SCRYPT_INVALID_PARAMETER", "Invalid scrypt parameter");
    }
    value = options[long];
    validateUint32(value, long);
  }
  return value || scryptDefaults[short];
}

function scryptArguments(password, salt, keylen, options) {
  const passwordBytes = bytesOf(password, "password");
  const saltBytes = bytesOf(salt, "salt");
  validateInteger(keylen, "keylen", 0, MAX_INT32);
  const given = options || scryptDefaults;
  const N = scryptNumber(given, "N", "cost");
  const r = scryptNumber(given, "r", "blockSize");
  const p = scryptNumber(given, "p", "parallelization");
  let { maxmem } = given;
  if (maxmem !== undefined) validateInteger(maxmem, "maxmem", 0);
  maxmem = maxmem || scryptDefaults.maxmem;
  return [passwordBytes, saltBytes, N, r, p, maxmem, keylen];
}

const INVALID_SCRYPT = [
  undefined,
  "Invalid scrypt params",
  "Invalid scrypt params: error:030000AC:digital envelope routines::memory limit exceeded",
];

function checkScrypt([, , N, r, p, maxmem]) {
  const message = INVALID_SCRYPT[op_node_scrypt_check(N, r, p, maxmem)];
  if (message !== undefined) throw nativeError(RangeError, "ERR_CRYPTO_INVALID_SCRYPT_PARAMS", message);
}

export function scrypt(password, salt, keylen, options, callback = scryptDefaults) {
  if (callback === scryptDefaults) {
    callback = options;
    options = scryptDefaults;
  }
  const args = scryptArguments(password, salt, keylen, options);
  validateFunction(callback, "callback");
  checkScrypt(args);
  answer(op_node_scrypt_derive(...args), callback);
}

export function scryptSync(password, salt, keylen, options = scryptDefaults) {
  const args = scryptArguments(password, salt, keylen, options);
  checkScrypt(args);
  return toBuffer(op_node_scrypt_derive_sync(...args));
}

const HKDF_KEYS = ["string", "SecretKeyObject", "ArrayBuffer", "TypedArray", "DataView", "Buffer"];
const HKDF_BYTES = ["string", "ArrayBuffer", "TypedArray", "DataView", "Buffer"];

// HKDF is fast at any length it allows, so both forms compute at once. The result is an ArrayBuffer, as in Node.
function hkdfArguments(digest, ikm, salt, info, keylen) {
  validateString(digest, "digest");
  const key = keyBytes(ikm) ?? bytesOf(ikm, "ikm", undefined, HKDF_KEYS);
  const saltBytes = bytesOf(salt, "salt", undefined, HKDF_BYTES);
  const infoBytes = bytesOf(info, "info", undefined, HKDF_BYTES);
  validateInteger(keylen, "length", 0, kMaxLength);
  if (infoBytes.length > 1024) throw outOfRange("info", "must not contain more than 1024 bytes", infoBytes.length);
  return [digest, key, saltBytes, infoBytes, keylen];
}

function hkdfDerive([name, key, salt, info, length]) {
  const digest = digestNamed(name);
  if (length > 255 * digestLengths[digest]) throw invalidKeyLength();
  return op_node_hkdf_derive(digest, key, salt, info, length).buffer;
}

export function hkdf(digest, ikm, salt, info, keylen, callback) {
  const args = hkdfArguments(digest, ikm, salt, info, keylen);
  validateFunction(callback, "callback");
  callLater(callback, null, hkdfDerive(args));
}

export function hkdfSync(digest, ikm, salt, info, keylen) {
  return hkdfDerive(hkdfArguments(digest, ikm, salt, info, keylen));
}
