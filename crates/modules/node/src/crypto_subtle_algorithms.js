// Which algorithms each function of SubtleCrypto knows, and with which parameters.

import { DOMException } from "ext:connector_node/dom_exception.js";
import { toAlgorithm, toBytes, toDictionary, toText, toUnsigned } from "ext:connector_node/crypto_webidl.js";

const name = toText;
const NAMED = toDictionary("Algorithm", { name }, ["name"]);

// A hash is an algorithm of its own, of the function `digest`.
const hash = (value, where) => normalize(toAlgorithm(value, where), "digest");

const hashed = (type, required) => {
  return toDictionary(type, { name, hash, length: toUnsigned(32) }, required);
};
const aesKey = (type) => toDictionary(type, { name, length: toUnsigned(16) }, ["name", "length"]);

const AES_KEY_GEN = aesKey("AesKeyGenParams");
const AES_DERIVED = aesKey("AesDerivedKeyParams");
const HMAC_KEY_GEN = hashed("HmacKeyGenParams", ["name", "hash"]);
const HMAC_IMPORT = hashed("HmacImportParams", ["name", "hash"]);
const HKDF = toDictionary("HkdfParams", { name, hash, info: toBytes, salt: toBytes }, ["name", "hash", "salt", "info"]);
const PBKDF2 = toDictionary("Pbkdf2Params", { name, hash, iterations: toUnsigned(32), salt: toBytes }, [
  "name",
  "hash",
  "iterations",
  "salt",
]);
const CBC = toDictionary("AesCbcParams", { iv: toBytes, name }, ["name", "iv"]);
const CTR = toDictionary("AesCtrParams", { counter: toBytes, length: toUnsigned(8), name }, [
  "name",
  "counter",
  "length",
]);
const GCM = toDictionary("AesGcmParams", { additionalData: toBytes, iv: toBytes, name, tagLength: toUnsigned(8) }, [
  "name",
  "iv",
]);

const hashes = { "SHA-1": NAMED, "SHA-256": NAMED, "SHA-384": NAMED, "SHA-512": NAMED };
const ciphers = { "AES-CBC": CBC, "AES-GCM": GCM, "AES-CTR": CTR };
const same = (names, convert) => Object.fromEntries(names.map((one) => [one, convert]));
const AES = ["AES-CTR", "AES-CBC", "AES-GCM"];

const known = {
  __proto__: null,
  digest: hashes,
  generateKey: { ...same(AES, AES_KEY_GEN), HMAC: HMAC_KEY_GEN },
  sign: { HMAC: NAMED },
  verify: { HMAC: NAMED },
  importKey: { HMAC: HMAC_IMPORT, HKDF: NAMED, PBKDF2: NAMED, ...same(AES, NAMED) },
  deriveBits: { HKDF, PBKDF2 },
  encrypt: ciphers,
  decrypt: ciphers,
  "get key length": { ...same(AES, AES_DERIVED), HMAC: HMAC_IMPORT, HKDF: NAMED, PBKDF2: NAMED },
};

/** The parameters of an algorithm for an operation, its name in its usual case; NotSupportedError for unknown ones. */
export function normalize(algorithm, operation) {
  const given = typeof algorithm === "string" ? { name: algorithm } : algorithm;
  const where = { prefix: "Failed to normalize algorithm", context: "passed algorithm" };
  const asked = NAMED(given, where).name.toUpperCase();
  const found = Object.keys(known[operation]).find((one) => one.toUpperCase() === asked);
  if (found === undefined) throw new DOMException("Unrecognized algorithm name", "NotSupportedError");
  const parameters = known[operation][found](given, where);
  parameters.name = found;
  return parameters;
}
