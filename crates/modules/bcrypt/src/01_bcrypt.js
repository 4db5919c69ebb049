// require('bcrypt'), held against npm bcrypt 6.0.0: same functions, same messages, same order of checks.

import { Buffer } from "ext:connector_node/buffer.js";
import { process } from "ext:connector_node/process.js";
import {
  op_bcrypt_compare,
  op_bcrypt_compare_sync,
  op_bcrypt_hash,
  op_bcrypt_hash_sync,
  op_bcrypt_random_salt,
} from "ext:core/ops";
import { encodeBase64 } from "ext:connector_bcrypt/00_base64.js";
import { promised, settle, textBytes } from "ext:connector_bcrypt/00_later.js";

const DEFAULT_ROUNDS = 10;

const ROUNDS_TYPE = "rounds must be a number";
const MINOR_VALUE = 'minor must be either "a" or "b"';
const HASH_NEEDS = "data and salt arguments required";
const HASH_TYPES = "data must be a string or Buffer and salt must either be a salt string or a number of rounds";
const INVALID_SALT = "Invalid salt. Salt must be in the form of: $Vers$log2(NumRounds)$saltvalue";
const COMPARE_NEEDS = "data and hash arguments required";
const COMPARE_SYNC_TYPES = "data must be a string or Buffer and hash must be a string";
const COMPARE_TYPES = "data and hash must be strings";
const CALLBACK_TYPE = "cb must be a function or null to return a Promise";

const isData = (data) => typeof data === "string" || data instanceof Buffer;
const isSalt = (salt) => typeof salt === "string" || typeof salt === "number";
const dataBytes = (data) => (typeof data === "string" ? Buffer.from(data, "utf8") : data);

function fail(callback, message) {
  process.nextTick(callback, new Error(message));
}

/** Hands the op's answer to `callback(undefined, value)`, or its error to `callback(error)`. */
function answer(promise, callback) {
  settle(promise, process.nextTick, (value) => callback(undefined, value), callback);
}

/** The salt for checked arguments. The native addon takes rounds as an int32, then as a byte, then clamps. */
function makeSalt(rounds, minor) {
  const cost = Math.min(Math.max((rounds | 0) & 0xff, 4), 31);
  return `$2${minor}$${String(cost).padStart(2, "0")}$${encodeBase64(op_bcrypt_random_salt(), 16)}`;
}

/** The message against these arguments, or undefined. */
function saltProblem(rounds, minor) {
  if (rounds && typeof rounds !== "number") {
    return ROUNDS_TYPE;
  }
  return minor && minor !== "a" && minor !== "b" ? MINOR_VALUE : undefined;
}

function genSaltSync(rounds, minor) {
  const problem = saltProblem(rounds, minor);
  if (problem !== undefined) {
    throw new Error(problem);
  }
  return makeSalt(rounds || DEFAULT_ROUNDS, minor || "b");
}

function genSalt(rounds, minor, cb) {
  if (typeof rounds === "function") {
    cb = rounds;
    rounds = minor = undefined;
  } else if (typeof minor === "function") {
    cb = minor;
    minor = undefined;
  }
  if (!cb) {
    return promised((callback) => genSalt(rounds, minor, callback));
  }
  const problem = saltProblem(rounds, minor);
  if (problem !== undefined) {
    return fail(cb, problem);
  }
  // Upstream comes back from another thread: after the promise jobs that are waiting now.
  answer(Promise.resolve(makeSalt(rounds || DEFAULT_ROUNDS, minor || "b")), cb);
}

function hashSync(data, salt) {
  if (data == null || salt == null) {
    throw new Error(HASH_NEEDS);
  }
  if (!isData(data) || !isSalt(salt)) {
    throw new Error(HASH_TYPES);
  }
  if (typeof salt === "number") {
    salt = bcrypt.genSaltSync(salt);
  }
  const hashed = op_bcrypt_hash_sync(dataBytes(data), textBytes(salt));
  if (hashed === "") {
    throw new Error(INVALID_SALT);
  }
  return hashed;
}

async function hashBeside(data, salt) {
  const hashed = await op_bcrypt_hash(dataBytes(data), textBytes(salt));
  if (hashed === "") {
    throw new Error(INVALID_SALT);
  }
  return hashed;
}

function hash(data, salt, cb) {
  if (typeof data === "function") {
    return fail(data, HASH_TYPES);
  }
  if (typeof salt === "function") {
    return fail(salt, HASH_TYPES);
  }
  if (cb && typeof cb !== "function") {
    return Promise.reject(new Error(CALLBACK_TYPE));
  }
  if (!cb) {
    return promised((callback) => hash(data, salt, callback));
  }
  if (data == null || salt == null) {
    return fail(cb, HASH_NEEDS);
  }
  if (!isData(data) || !isSalt(salt)) {
    return fail(cb, HASH_TYPES);
  }
  if (typeof salt === "number") {
    return bcrypt.genSalt(salt, (_error, made) => answer(hashBeside(data, made), cb));
  }
  answer(hashBeside(data, salt), cb);
}

function compareSync(data, hash) {
  if (data == null || hash == null) {
    throw new Error(COMPARE_NEEDS);
  }
  if (!isData(data) || typeof hash !== "string") {
    throw new Error(COMPARE_SYNC_TYPES);
  }
  return op_bcrypt_compare_sync(dataBytes(data), textBytes(hash));
}

function compare(data, hash, cb) {
  if (typeof data === "function") {
    return fail(data, COMPARE_NEEDS);
  }
  if (typeof hash === "function") {
    return fail(hash, COMPARE_NEEDS);
  }
  if (cb && typeof cb !== "function") {
    return Promise.reject(new Error(CALLBACK_TYPE));
  }
  if (!cb) {
    return promised((callback) => compare(data, hash, callback));
  }
  if (data == null || hash == null) {
    return fail(cb, COMPARE_NEEDS);
  }
  if (!isData(data) || typeof hash !== "string") {
    return fail(cb, COMPARE_TYPES);
  }
  answer(op_bcrypt_compare(dataBytes(data), textBytes(hash)), cb);
}

/** C's `atoi`, kept in an unsigned int of 32 bits: the addon's own reading of the cost. */
function readRounds(text) {
  const [, digits] = /^[ \t\n\v\f\r]*([+-]?[0-9]+)/.exec(text) ?? [];
  if (digits === undefined) {
    return 0;
  }
  // strtol stops at the ends of an int64; 25 digits are past them, zeros in front aside.
  const shortened = digits.replace(/^([+-]?)0+(?=[0-9])/, "$1").slice(0, 25);
  const end = 2n ** 63n;
  const long = BigInt(shortened.replace(/^\+/, ""));
  return Number(BigInt.asUintN(32, long >= end ? end - 1n : long < -end ? -end : long));
}

function getRounds(hash) {
  if (hash == null) {
    throw new Error("hash argument required");
  }
  if (typeof hash !== "string") {
    throw new Error("hash must be a string");
  }
  // By bytes, up to a NUL: "$", a version byte, perhaps a minor byte, "$".
  const [text] = Buffer.from(hash, "utf8").toString("latin1").split("\0");
  const [head] = /^\$[^](?:[^$][^]?)?/.exec(text) ?? [""];
  const rest = head === "" ? "" : text.slice(text[2] === "$" ? 2 : 3);
  const rounds = rest[0] === "$" ? readRounds(rest.slice(1)) : 0;
  if (rounds === 0) {
    throw new Error("invalid hash provided");
  }
  return rounds;
}

const bcrypt = { genSaltSync, genSalt, hashSync, hash, compareSync, compare, getRounds };

export default bcrypt;
