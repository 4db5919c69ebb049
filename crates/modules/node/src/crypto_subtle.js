// SubtleCrypto: reads arguments, checks what a key may be used for, and hands on.

import { Buffer } from "ext:connector_node/buffer.js";
import { normalize } from "ext:connector_node/crypto_subtle_algorithms.js";
import { exportKey, generateKey, importKey, isCryptoKey, keyLength } from "ext:connector_node/crypto_subtle_keys.js";
import { cipher, deriveBits, digest, sign, verify } from "ext:connector_node/crypto_subtle_work.js";
import {
  requireArguments,
  toAlgorithm,
  toBoolean,
  toBytes,
  toDictionary,
  toEnum,
  toInterface,
  toSequence,
  toText,
  toWrapped,
} from "ext:connector_node/crypto_webidl.js";
import { DOMException } from "ext:connector_node/dom_exception.js";
import { codedError } from "ext:connector_node/errors.js";

const toKey = toInterface("CryptoKey", isCryptoKey);
const toFormat = toEnum("KeyFormat", ["raw", "pkcs8", "spki", "jwk"]);
const toUsages = toSequence(
  toEnum("KeyUsage", ["encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey"]),
);
const toJwk = toDictionary("JsonWebKey", {
  alg: toText,
  ext: toBoolean,
  k: toText,
  key_ops: toSequence(toText),
  kty: toText,
  use: toText,
});
const toLength = (value, where) => (value === null ? null : toWrapped(value, where));

const ORDINALS = ["1st", "2nd", "3rd", "4th", "5th", "6th", "7th"];

/** The arguments of `name`, each converted by its converter; those from `needed` on may be missing. */
function read(name, given, converters, needed = converters.length) {
  const prefix = `Failed to execute '${name}' on 'SubtleCrypto'`;
  requireArguments(given.length, needed, prefix);
  return converters.map((convert, at) => convert(given[at], { prefix, context: `${ORDINALS[at]} argument` }));
}

const denied = (text) => new DOMException(text, "InvalidAccessError");

function checkDerivation(algorithm, key, usage) {
  if (!key.usages.includes(usage)) throw denied(`baseKey does not have ${usage} usage`);
  if (key.algorithm.name !== algorithm.name) throw denied("Key algorithm mismatch");
}

function checkCipher(algorithm, key, usage) {
  if (key.algorithm.name !== algorithm.name || !key.usages.includes(usage)) {
    throw denied("The requested operation is not valid for the provided key");
  }
}

function checkMac(algorithm, key, usage) {
  if (!key.usages.includes(usage) || key.algorithm.name !== algorithm.name) {
    throw denied(`Unable to use this key to ${usage}`);
  }
}

/** Each function of a list of its arguments as the caller gave them. */
const functions = {
  async encrypt(given) {
    const [named, key, data] = read("encrypt", given, [toAlgorithm, toKey, toBytes]);
    const algorithm = normalize(named, "encrypt");
    checkCipher(algorithm, key, "encrypt");
    return cipher(true, algorithm, key, data);
  },

  async decrypt(given) {
    const [named, key, data] = read("decrypt", given, [toAlgorithm, toKey, toBytes]);
    const algorithm = normalize(named, "decrypt");
    checkCipher(algorithm, key, "decrypt");
    return cipher(false, algorithm, key, data);
  },

  async sign(given) {
    const [named, key, data] = read("sign", given, [toAlgorithm, toKey, toBytes]);
    checkMac(normalize(named, "sign"), key, "sign");
    return sign(key, data);
  },

  async verify(given) {
    const [named, key, signature, data] = read("verify", given, [toAlgorithm, toKey, toBytes, toBytes]);
    checkMac(normalize(named, "verify"), key, "verify");
    return verify(key, signature, data);
  },

  async digest(given) {
    const [named, data] = read("digest", given, [toAlgorithm, toBytes]);
    return digest(normalize(named, "digest"), data);
  },

  async generateKey(given) {
    const [named, extractable, usages] = read("generateKey", given, [toAlgorithm, toBoolean, toUsages]);
    return generateKey(normalize(named, "generateKey"), extractable, usages);
  },

  async deriveKey(given) {
    const converters = [toAlgorithm, toKey, toAlgorithm, toBoolean, toUsages];
    const [named, key, derived, extractable, usages] = read("deriveKey", given, converters);
    const algorithm = normalize(named, "deriveBits");
    const derivedAlgorithm = normalize(derived, "importKey");
    checkDerivation(algorithm, key, "deriveKey");
    const bits = await deriveBits(algorithm, key, keyLength(normalize(derived, "get key length")));
    return importKey("raw", new Uint8Array(bits), derivedAlgorithm, extractable, usages);
  },

  async deriveBits(given) {
    const padded = given.length === 2 ? [...given, null] : given;
    const [named, key, length] = read("deriveBits", padded, [toAlgorithm, toKey, toLength], 2);
    const algorithm = normalize(named, "deriveBits");
    checkDerivation(algorithm, key, "deriveBits");
    return deriveBits(algorithm, key, length);
  },

  async importKey(given) {
    const toData = given[0] === "jwk" ? toJwk : toBytes;
    const converters = [toFormat, toData, toAlgorithm, toBoolean, toUsages];
    const [format, data, named, extractable, usages] = read("importKey", given, converters, 4);
    return importKey(format, data, normalize(named, "importKey"), extractable, usages);
  },

  async exportKey(given) {
    const [format, key] = read("exportKey", given, [toFormat, toKey]);
    return exportKey(format, key);
  },

  async wrapKey(given) {
    const converters = [toFormat, toKey, toKey, toAlgorithm];
    const [format, key, wrappingKey, named] = read("wrapKey", given, converters);
    const algorithm = normalize(named, "encrypt");
    const exported = exportKey(format, key);
    const data = format === "jwk" ? Buffer.from(JSON.stringify(exported)) : new Uint8Array(exported);
    checkCipher(algorithm, wrappingKey, "wrapKey");
    return cipher(true, algorithm, wrappingKey, data);
  },

  async unwrapKey(given) {
    const converters = [toFormat, toBytes, toKey, toAlgorithm, toAlgorithm, toBoolean, toUsages];
    const [format, wrapped, key, named, keyNamed, extractable, usages] = read("unwrapKey", given, converters);
    const algorithm = normalize(named, "decrypt");
    checkCipher(algorithm, key, "unwrapKey");
    const bytes = new Uint8Array(cipher(false, algorithm, key, wrapped));
    let data = bytes;
    if (format === "jwk") {
      try {
        data = JSON.parse(Buffer.from(bytes.buffer).toString());
      } catch {
        throw new DOMException("Invalid wrapped JWK key", "DataError");
      }
    }
    return functions.importKey([format, data, keyNamed, extractable, usages]);
  },
};

let made = false;

export class SubtleCrypto {
  constructor() {
    if (made) throw codedError(TypeError, "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
    made = true;
  }
}

export const subtle = new SubtleCrypto();

// How many arguments each declares, as its `length` tells.
const lengths = {
  encrypt: 3,
  decrypt: 3,
  sign: 3,
  verify: 4,
  digest: 2,
  generateKey: 3,
  deriveKey: 5,
  deriveBits: 2,
  importKey: 5,
  exportKey: 2,
  wrapKey: 4,
  unwrapKey: 7,
};
for (const [name, length] of Object.entries(lengths)) {
  const call = {
    async [name](...given) {
      if (this !== subtle) {
        throw codedError(TypeError, "ERR_INVALID_THIS", 'Value of "this" must be of type SubtleCrypto');
      }
      return functions[name](given);
    },
  }[name];
  Object.defineProperty(call, "length", { value: length, configurable: true });
  Object.defineProperty(SubtleCrypto.prototype, name, {
    value: call,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
Object.defineProperty(SubtleCrypto.prototype, Symbol.toStringTag, { value: "SubtleCrypto", configurable: true });
