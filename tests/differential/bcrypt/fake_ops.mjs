// The ops of crates/modules/bcrypt, made of the real addon.

import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const addon = require("node-gyp-build")(require.resolve("bcrypt/package.json").replace(/package\.json$/, ""));
const { encodeBase64, decodeBase64 } = require("bcryptjs");

const COST_LIMIT = 15;

function limited(cost) {
  if (cost > COST_LIMIT) {
    const error = new Error(`bcrypt cost ${cost} is above the limit of ${COST_LIMIT}`);
    throw Object.assign(error, { code: "CONNECTOR_LIMIT" });
  }
}

const limitedText = (text) => limited(Number(text.split("$")[2]) > 30 ? 0 : Number(text.split("$")[2]));

/** The addon reads a salt as an op does, except for the differences that lib.rs lists. */
function hash(password, salt) {
  const text = Buffer.from(salt).toString();
  if (!/^[^\0]{5,7}\$[./A-Za-z0-9]{22}/.test(text)) {
    return "";
  }
  limitedText(text);
  try {
    return addon.encrypt_sync(Buffer.from(password), text);
  } catch {
    return "";
  }
}

function compare(password, hash) {
  const text = Buffer.from(hash).toString().replace(/^\$2y\$/, "$2b$");
  if (!/^\$2[ab]?\$\d\d\$[./A-Za-z0-9]{53}(\0|$)/.test(text)) {
    return false;
  }
  limitedText(text);
  return addon.compare_sync(Buffer.from(password), text);
}

/** `$2$` takes the key as it is, as long as it has fewer than 256 bytes. */
function digest(key, salt, cost) {
  limited(cost);
  const head = `$2$${String(cost).padStart(2, "0")}$${encodeBase64(salt, 16)}`;
  const text = addon.encrypt_sync(Buffer.from(key).subarray(0, 72), head);
  return Uint8Array.from(decodeBase64(text.slice(head.length), 23));
}

export const op_bcrypt_hash_sync = hash;
export const op_bcrypt_compare_sync = compare;
export const op_bcrypt_digest_sync = digest;
export const op_bcrypt_hash = async (...args) => hash(...args);
export const op_bcrypt_compare = async (...args) => compare(...args);
export const op_bcrypt_digest = async (...args) => digest(...args);
export const op_bcrypt_random_salt = () => new Uint8Array(randomBytes(16));
