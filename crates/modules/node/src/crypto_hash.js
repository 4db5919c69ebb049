// createHash, createHmac and hash.

import { op_node_hash_digest, op_node_hash_update, op_node_hmac_begin, op_node_hmac_digest } from "ext:core/ops";
import { Buffer } from "ext:connector_node/buffer.js";
import { encodingNumber } from "ext:connector_node/buffer_encodings.js";
import {
  dataBytes,
  encoded,
  invalidDigest,
  opensslError,
  sharedBytes,
  stringOption,
} from "ext:connector_node/crypto_bytes.js";
import { digestLengths, findDigest } from "ext:connector_node/crypto_digests.js";
import { secretBytes } from "ext:connector_node/crypto_keys.js";
import {
  codedError,
  invalidArgType,
  invalidArgValue,
  validateString,
  validateUint32,
} from "ext:connector_node/errors.js";

const kState = Symbol("kState");
const NOTHING = new Uint8Array(0);

// Small updates are gathered up to here, so that hashing a short text takes a single op.
const GATHER = 8192;

/**
 * Data on its way into a hash: a state from the op (empty at the beginning) and bytes that come after it. `begin()`
 * gives the state before the first byte, and is asked only when the data doesn't fit here; `end(state, rest)` gives
 * the digest. A key hides in these two.
 */
class Intake {
  constructor(digest, begin, end) {
    this.digest = digest;
    this.begin = begin;
    this.end = end;
    this.state = NOTHING;
    this.gathered = NOTHING;
    this.held = 0;
  }

  copy() {
    const copy = new Intake(this.digest, this.begin, this.end);
    copy.state = this.state;
    copy.gathered = this.gathered.slice(0, this.held);
    copy.held = this.held;
    return copy;
  }

  push(bytes) {
    if (this.state === NOTHING) this.state = this.begin();
    this.state = op_node_hash_update(this.digest, this.state, bytes);
  }

  add(bytes) {
    const needed = this.held + bytes.length;
    if (needed > GATHER) {
      if (this.held > 0) this.push(this.rest());
      this.held = 0;
      this.push(bytes);
      return;
    }
    if (needed > this.gathered.length) {
      const larger = new Uint8Array(Math.min(GATHER, Math.max(needed, 2 * this.gathered.length)));
      larger.set(this.rest());
      this.gathered = larger;
    }
    this.gathered.set(bytes, this.held);
    this.held = needed;
  }

  rest() {
    return this.gathered.subarray(0, this.held);
  }

  finish() {
    return this.end(this.state, this.rest());
  }
}

function finalized() {
  return codedError(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
}

function checkLength(digest, options) {
  const length = typeof options === "object" && options !== null ? options.outputLength : undefined;
  if (length === undefined) return;
  validateUint32(length, "options.outputLength");
  if (length !== digestLengths[digest]) {
    const library = "digital envelope routines";
    const reason = "not XOF or invalid length";
    throw opensslError("030000B2", library, reason, "ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH");
  }
}

export function Hash(algorithm, options) {
  if (!new.target) return new Hash(algorithm, options);
  let intake;
  if (algorithm instanceof Intake) {
    intake = algorithm;
  } else {
    validateString(algorithm, "algorithm");
    const digest = findDigest(algorithm);
    if (digest === undefined) throw new Error("Digest method not supported");
    intake = new Intake(digest, () => NOTHING, (state, rest) => op_node_hash_digest(digest, state, rest));
  }
  checkLength(intake.digest, options);
  Object.defineProperty(this, kState, { value: { intake, done: false } });
}

Hash.prototype.copy = function copy(options) {
  const state = this[kState];
  if (state.done) throw finalized();
  return new Hash(state.intake.copy(), options);
};

Hash.prototype.update = function update(data, encoding) {
  const state = this[kState];
  if (state.done) throw finalized();
  state.intake.add(dataBytes(data, encoding));
  return this;
};

Hash.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  if (state.done) throw finalized();
  const bytes = state.intake.finish();
  state.done = true;
  return encoded(bytes, outputEncoding && `${outputEncoding}`);
};

export function Hmac(hmac, key, options) {
  if (!(this instanceof Hmac)) return new Hmac(hmac, key, options);
  validateString(hmac, "hmac");
  const secret = secretBytes(key, stringOption(options, "encoding"));
  const digest = findDigest(hmac);
  if (digest === undefined) throw invalidDigest(hmac);
  // The caller may change its buffer before the MAC is asked for.
  const bytes = secret.slice();
  const intake = new Intake(
    digest,
    () => op_node_hmac_begin(digest, bytes),
    (state, rest) => op_node_hmac_digest(digest, bytes, state, rest),
  );
  Object.defineProperty(this, kState, { value: { intake, done: false } });
}

Hmac.prototype.update = Hash.prototype.update;

Hmac.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  if (state.done) {
    const nothing = Buffer.from("");
    return outputEncoding && outputEncoding !== "buffer" ? nothing.toString(outputEncoding) : nothing;
  }
  const bytes = state.intake.finish();
  state.done = true;
  return encoded(bytes, outputEncoding && `${outputEncoding}`);
};

export function createHash(algorithm, options) {
  return new Hash(algorithm, options);
}

export function createHmac(hmac, key, options) {
  return new Hmac(hmac, key, options);
}

/** The digest of all of `input` at once, as hex unless told otherwise. */
export function hash(algorithm, input, outputEncoding = "hex") {
  validateString(algorithm, "algorithm");
  if (typeof input !== "string" && !ArrayBuffer.isView(input)) {
    throw invalidArgType("input", ["Buffer", "TypedArray", "DataView", "string"], input);
  }
  validateString(outputEncoding, "outputEncoding");
  if (encodingNumber(outputEncoding) === undefined && outputEncoding.toLowerCase() !== "buffer") {
    throw invalidArgValue("outputEncoding", outputEncoding);
  }
  const digest = findDigest(algorithm);
  if (digest === undefined) throw new Error(`Digest method ${algorithm} is not supported`);
  const bytes = typeof input === "string" ? Buffer.from(input, "utf8") : sharedBytes(input);
  return encoded(op_node_hash_digest(digest, NOTHING, bytes), outputEncoding);
}
