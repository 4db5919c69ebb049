// require('bcryptjs'), held against npm bcryptjs 3.0.3. Its callbacks get null on success, its messages are its own,
// passwords are encoded here (a lone surrogate keeps its three bytes), and `$2a$` never wraps.

import { setImmediate } from "ext:connector_node/timers.js";
import { op_bcrypt_digest, op_bcrypt_digest_sync, op_bcrypt_random_salt } from "ext:core/ops";
import { decodeBase64, encodeBase64 } from "ext:connector_bcrypt/00_base64.js";
import { promised, settle } from "ext:connector_bcrypt/00_later.js";

const SALT_BYTES = 16;
const DIGEST_BYTES = 23;
const KEY_BYTES = 72;
const DEFAULT_ROUNDS = 10;
const HASH_LENGTH = 60;
const HEAD_LENGTH = 29;

/** UTF-8 in which lone surrogates are encoded like other characters; stops once `enough` bytes are there. */
function encodeUtf8(text, enough) {
  const bytes = [];
  for (let at = 0; at < text.length && bytes.length < enough; at++) {
    const code = text.codePointAt(at);
    if (code < 0x80) {
      bytes.push(code);
    } else if (code < 0x800) {
      bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    } else {
      at++;
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    }
  }
  return bytes;
}

const typesOf = (...values) => values.map((value) => typeof value).join(", ");

// There is always a source of random bytes here, so the fallback is accepted and never asked.
function setRandomFallback(_random) {}

function genSaltSync(rounds, seedLength) {
  rounds = rounds || DEFAULT_ROUNDS;
  if (typeof rounds !== "number") {
    throw Error("Illegal arguments: " + typesOf(rounds, seedLength));
  }
  const cost = rounds < 4 ? 4 : rounds > 31 ? 31 : rounds;
  return `$2b$${cost < 10 ? "0" : ""}${cost}$${encodeBase64(op_bcrypt_random_salt(), SALT_BYTES)}`;
}

function genSalt(rounds, seedLength, callback) {
  if (typeof seedLength === "function") {
    callback = seedLength;
  }
  if (typeof rounds === "function") {
    callback = rounds;
    rounds = undefined;
  }
  if (rounds !== undefined && typeof rounds !== "number") {
    throw Error("illegal arguments: " + typeof rounds);
  }
  return called(callback, (done) => {
    setImmediate(() => {
      // A callback that throws is called again with what it threw: so does the original.
      try {
        done(null, genSaltSync(rounds));
      } catch (error) {
        done(error);
      }
    });
  });
}

/** Runs `start` with the callback given, or returns a promise when there is none. */
function called(callback, start) {
  if (!callback) {
    return promised(start);
  }
  if (typeof callback !== "function") {
    throw Error("Illegal callback: " + typeof callback);
  }
  start(callback);
}

/** Why a salt can't be used. `answer` is what the callback gets. */
function problem(message, ...more) {
  const error = Error(message);
  return { error, answer: [error, ...more] };
}

/** What to compute for a password and a salt: `{head, key, salt, rounds}`, or a problem. */
function plan(password, text) {
  if (text[0] !== "$" || text[1] !== "2") {
    return problem("Invalid salt version: " + text.substring(0, 2));
  }
  const bare = text[2] === "$";
  const minor = bare ? "" : text.charAt(2);
  if (!bare && (!["a", "b", "y"].includes(minor) || text[3] !== "$")) {
    return problem("Invalid salt revision: " + text.substring(2, 4));
  }
  const start = bare ? 3 : 4;
  if (text.charAt(start + 2) > "$") {
    return problem("Missing salt rounds");
  }
  const rounds = parseInt(text.charAt(start), 10) * 10 + parseInt(text.charAt(start + 1), 10);
  const salt = decodeBase64(text.substring(start + 3, start + 25), SALT_BYTES);
  if (rounds < 4 || rounds > 31) {
    return problem("Illegal number of rounds (4-31): " + rounds, null);
  }
  if (salt.length !== SALT_BYTES) {
    return problem(`Illegal salt length: ${salt.length} != ${SALT_BYTES}`, null);
  }
  if (Number.isNaN(rounds)) {
    // The original makes one single round of it, a hash worth nothing; its text is too long to equal any stored one.
    return { ...problem("Illegal number of rounds (4-31): NaN", null), unmatched: true };
  }
  const key = encodeUtf8(password, KEY_BYTES);
  if (!bare) {
    key.push(0);
  }
  const head = `$2${minor}$${rounds < 10 ? "0" : ""}${rounds}$${encodeBase64(salt, SALT_BYTES)}`;
  return { head, key: Uint8Array.from(key), salt: Uint8Array.from(salt), rounds };
}

const finish = (head, digest) => head + encodeBase64(digest, DIGEST_BYTES);

function digestSync(work) {
  if (work.error !== undefined) {
    throw work.error;
  }
  return finish(work.head, op_bcrypt_digest_sync(work.key, work.salt, work.rounds));
}

function digestBeside(work, callback, progress) {
  if (work.error !== undefined) {
    setImmediate(callback, ...work.answer);
    return;
  }
  if (progress) {
    progress(0);
  }
  const succeeded = (digest) => {
    if (progress) {
      progress(1);
    }
    callback(null, finish(work.head, digest));
  };
  settle(op_bcrypt_digest(work.key, work.salt, work.rounds), setImmediate, succeeded, callback);
}

function hashSync(password, salt) {
  if (salt === undefined) {
    salt = DEFAULT_ROUNDS;
  }
  if (typeof salt === "number") {
    salt = genSaltSync(salt);
  }
  if (typeof password !== "string" || typeof salt !== "string") {
    throw Error("Illegal arguments: " + typesOf(password, salt));
  }
  return digestSync(plan(password, salt));
}

function hash(password, salt, callback, progressCallback) {
  return called(callback, (done) => {
    if (typeof password === "string" && typeof salt === "number") {
      genSalt(salt, (_error, made) => digestBeside(plan(password, made), done, progressCallback));
    } else if (typeof password === "string" && typeof salt === "string") {
      digestBeside(plan(password, salt), done, progressCallback);
    } else {
      setImmediate(done, Error("Illegal arguments: " + typesOf(password, salt)));
    }
  });
}

/** Whether two texts are equal, in time that depends on the length of the first only. */
function same(known, unknown) {
  let difference = known.length ^ unknown.length;
  for (let at = 0; at < known.length; at++) {
    difference |= known.charCodeAt(at) ^ unknown.charCodeAt(at);
  }
  return difference === 0;
}

function compareSync(password, hash) {
  if (typeof password !== "string" || typeof hash !== "string") {
    throw Error("Illegal arguments: " + typesOf(password, hash));
  }
  if (hash.length !== HASH_LENGTH) {
    return false;
  }
  const work = plan(password, hash.substring(0, HEAD_LENGTH));
  return work.unmatched ? false : same(digestSync(work), hash);
}

function compare(password, hashValue, callback, progressCallback) {
  return called(callback, (done) => {
    if (typeof password !== "string" || typeof hashValue !== "string") {
      setImmediate(done, Error("Illegal arguments: " + typesOf(password, hashValue)));
      return;
    }
    const work = hashValue.length === HASH_LENGTH ? plan(password, hashValue.substring(0, HEAD_LENGTH)) : undefined;
    if (work === undefined || work.unmatched) {
      setImmediate(done, null, false);
      return;
    }
    const compared = (error, made) => (error ? done(error) : done(null, same(made, hashValue)));
    digestBeside(work, compared, progressCallback);
  });
}

function getRounds(hash) {
  if (typeof hash !== "string") {
    throw Error("Illegal arguments: " + typeof hash);
  }
  return parseInt(hash.split("$")[2], 10);
}

function getSalt(hash) {
  if (typeof hash !== "string") {
    throw Error("Illegal arguments: " + typeof hash);
  }
  if (hash.length !== HASH_LENGTH) {
    throw Error(`Illegal hash length: ${hash.length} != ${HASH_LENGTH}`);
  }
  return hash.substring(0, HEAD_LENGTH);
}

function truncates(password) {
  if (typeof password !== "string") {
    throw Error("Illegal arguments: " + typeof password);
  }
  return encodeUtf8(password, KEY_BYTES + 1).length > KEY_BYTES;
}

export default {
  setRandomFallback,
  genSaltSync,
  genSalt,
  hashSync,
  hash,
  compareSync,
  compare,
  getRounds,
  getSalt,
  truncates,
  encodeBase64,
  decodeBase64,
};
