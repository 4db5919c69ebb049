// What SubtleCrypto does with keys: MACs, ciphers, derivations. Arguments are normalized, keys are checked.

import {
  op_node_bytes_equal,
  op_node_cipher_stream,
  op_node_hash_digest,
  op_node_hkdf_derive,
  op_node_hmac_digest,
  op_node_pbkdf2_derive,
} from "ext:core/ops";
import { BlockMode, GcmMode } from "ext:connector_node/crypto_cipher_modes.js";
import { findCipher } from "ext:connector_node/crypto_ciphers.js";
import { findDigest } from "ext:connector_node/crypto_digests.js";
import { secretOf } from "ext:connector_node/crypto_subtle_keys.js";
import { DOMException } from "ext:connector_node/dom_exception.js";

const NOTHING = new Uint8Array(0);
const TAG_LENGTHS = [32, 64, 96, 104, 112, 120, 128];

const operationError = (text) => new DOMException(text, "OperationError");
const failed = (cause) => {
  return new DOMException("The operation failed for an operation-specific reason", { name: "OperationError", cause });
};

/** An ArrayBuffer of exactly these bytes. */
function buffer(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.buffer;
}

export function digest(algorithm, data) {
  return buffer(op_node_hash_digest(findDigest(algorithm.name), NOTHING, data));
}

const mac = (key, data) => op_node_hmac_digest(findDigest(key.algorithm.hash.name), secretOf(key), NOTHING, data);

export const sign = (key, data) => buffer(mac(key, data));

export function verify(key, signature, data) {
  return op_node_bytes_equal(signature, mac(key, data));
}

function checkLength(bytes, name, length) {
  if (bytes.length !== length) throw operationError(`${name} must contain exactly ${length} bytes`);
}

function cbc(encrypt, key, data, { iv }) {
  checkLength(iv, "algorithm.iv", 16);
  const mode = new BlockMode(findCipher(`aes-${key.algorithm.length}-cbc`), secretOf(key), iv, encrypt);
  try {
    return buffer(mode.update(data), mode.final());
  } catch (error) {
    throw failed(error);
  }
}

/** The counter is the last `length` bits; where it overflows it begins at zero, the other bits stay. */
function ctr(key, data, { counter, length }) {
  checkLength(counter, "algorithm.counter", 16);
  if (length === 0 || length > 128) throw operationError("AES-CTR algorithm.length must be between 1 and 128");
  const secret = secretOf(key);
  const size = 1n << BigInt(length);
  const value = counter.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const low = value % size;
  const blocks = BigInt(Math.ceil(data.length / 16));
  if (blocks > size) throw failed(new Error("the counter would repeat"));
  if (low + blocks <= size) return buffer(op_node_cipher_stream(secret, counter, 0, data));
  const first = Number(size - low) * 16;
  const restart = Uint8Array.from(counter, (_, at) => Number(((value - low) >> BigInt(8 * (15 - at))) & 0xffn));
  return buffer(
    op_node_cipher_stream(secret, counter, 0, data.subarray(0, first)),
    op_node_cipher_stream(secret, restart, 0, data.subarray(first)),
  );
}

function gcm(encrypt, key, data, { iv, additionalData, tagLength = 128 }) {
  if (!TAG_LENGTHS.includes(tagLength)) throw operationError(`${tagLength} is not a valid AES-GCM tag length`);
  const tagBytes = tagLength / 8;
  if (!encrypt && data.length < tagBytes) throw operationError("The provided data is too small.");
  if (iv.length === 0) throw failed(new Error("the vector is empty"));
  const mode = new GcmMode(secretOf(key), iv, encrypt, tagBytes);
  if (additionalData !== undefined) mode.additional(additionalData);
  if (encrypt) {
    const sealed = mode.update(data);
    mode.final();
    return buffer(sealed, mode.tag);
  }
  mode.tag = data.slice(data.length - tagBytes);
  const opened = mode.update(data.subarray(0, data.length - tagBytes));
  try {
    mode.final();
  } catch (error) {
    throw failed(error);
  }
  return buffer(opened);
}

export function cipher(encrypt, algorithm, key, data) {
  if (algorithm.name === "AES-CBC") return cbc(encrypt, key, data, algorithm);
  return algorithm.name === "AES-CTR" ? ctr(key, data, algorithm) : gcm(encrypt, key, data, algorithm);
}

/** `length` bits. */
export async function deriveBits(algorithm, key, length) {
  const { name, hash, salt, info, iterations } = algorithm;
  if (name === "PBKDF2" && iterations === 0) throw operationError("iterations cannot be zero");
  if (length === 0) return new ArrayBuffer(0);
  if (length === null) throw operationError("length cannot be null");
  if (length % 8 !== 0) throw operationError("length must be a multiple of 8");
  const digestName = findDigest(hash.name);
  if (name === "PBKDF2") {
    try {
      return buffer(await op_node_pbkdf2_derive(digestName, secretOf(key), salt, iterations, length / 8));
    } catch (error) {
      throw failed(error);
    }
  }
  const derived = op_node_hkdf_derive(digestName, secretOf(key), salt, info, length / 8);
  if (derived.length === 0) throw failed(new Error("more than 255 digests"));
  return buffer(derived);
}
