// require('crypto'), held against Node 20's.

import { op_node_bytes_equal } from "ext:core/ops";
import { nativeError, sharedBytes } from "ext:connector_node/crypto_bytes.js";
import {
  Cipher,
  Cipheriv,
  Decipher,
  Decipheriv,
  createCipher,
  createCipheriv,
  createDecipher,
  createDecipheriv,
  getCipherInfo,
} from "ext:connector_node/crypto_cipher.js";
import { getCiphers } from "ext:connector_node/crypto_ciphers.js";
import { constants } from "ext:connector_node/crypto_constants.js";
import { getHashes } from "ext:connector_node/crypto_digests.js";
import { Hash, Hmac, createHash, createHmac, hash } from "ext:connector_node/crypto_hash.js";
import { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync } from "ext:connector_node/crypto_kdf.js";
import {
  KeyObject,
  createSecretKey,
  generateKey,
  generateKeySync,
  noAsymmetricKeys,
} from "ext:connector_node/crypto_keys.js";
import {
  getRandomValues,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
} from "ext:connector_node/crypto_random.js";
import { crypto as webcrypto } from "ext:connector_node/webcrypto.js";

/** Whether two buffers hold the same bytes, in time that doesn't tell where they differ. */
function timingSafeEqual(buf1, buf2) {
  const [one, other] = [sharedBytes(buf1), sharedBytes(buf2)];
  for (const [name, bytes] of [["buf1", one], ["buf2", other]]) {
    if (bytes === undefined) {
      const text = `The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`;
      throw nativeError(TypeError, "ERR_INVALID_ARG_TYPE", text);
    }
  }
  if (one.length !== other.length) {
    const text = "Input buffers must have the same byte length";
    throw nativeError(RangeError, "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH", text);
  }
  return op_node_bytes_equal(one, other);
}

const getCurves = () => [];
const getFips = () => 0;

const missing = [
  "checkPrime", "checkPrimeSync", "createDiffieHellman", "createDiffieHellmanGroup", "createECDH", "createPrivateKey",
  "createPublicKey", "createSign", "createVerify", "diffieHellman", "generateKeyPair", "generateKeyPairSync",
  "generatePrime", "generatePrimeSync", "getDiffieHellman", "privateDecrypt", "privateEncrypt", "publicDecrypt",
  "publicEncrypt", "sign", "verify",
];

const crypto = {
  Cipher,
  Cipheriv,
  Decipher,
  Decipheriv,
  Hash,
  Hmac,
  KeyObject,
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  generateKey,
  generateKeySync,
  getCipherInfo,
  getCiphers,
  getCurves,
  getFips,
  getHashes,
  getRandomValues,
  hash,
  hkdf,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  scrypt,
  scryptSync,
  subtle: webcrypto.subtle,
  timingSafeEqual,
  webcrypto,
};
for (const name of missing) crypto[name] = { [name]: () => noAsymmetricKeys(name) }[name];

// Deprecated names, hidden from the key list as Node hides them.
const hidden = {
  createCipher,
  createDecipher,
  fips: 0,
  prng: randomBytes,
  pseudoRandomBytes: randomBytes,
  rng: randomBytes,
};
for (const [name, value] of Object.entries(hidden)) {
  Object.defineProperty(crypto, name, { value, configurable: true, writable: true, enumerable: false });
}

export default crypto;
