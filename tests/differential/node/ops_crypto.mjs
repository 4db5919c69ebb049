// Stand-ins for src/crypto/ops.rs and ops_derive.rs, on Node's own crypto. A state is the number of an entry here.
import crypto from "node:crypto";

const states = [undefined];

function keep(entry, length = 4) {
  const state = new Uint8Array(length);
  new DataView(state.buffer).setUint32(0, states.push(entry) - 1);
  return state;
}

const kept = (state) => states[new DataView(state.buffer, state.byteOffset).getUint32(0)];
const plain = (buffer) => Uint8Array.from(buffer);

function resumed(name, state, data) {
  const hash = state.length === 0 ? crypto.createHash(name) : kept(state).copy();
  return hash.update(data);
}

export const op_node_hash_update = (name, state, data) => keep(resumed(name, state, data));
export const op_node_hash_digest = (name, state, data) => plain(resumed(name, state, data).digest());

function pads(name, key) {
  const sha3 = { "sha3-224": 144, "sha3-256": 136, "sha3-384": 104, "sha3-512": 72 };
  const block = sha3[name] ?? (/^sha(384|512)/.test(name) ? 128 : 64);
  const padded = Buffer.alloc(block);
  Buffer.from(key.length > block ? crypto.createHash(name).update(key).digest() : key).copy(padded);
  return [0x36, 0x5c].map((mask) => padded.map((byte) => byte ^ mask));
}

export const op_node_hmac_begin = (name, key) => keep(crypto.createHash(name).update(pads(name, key)[0]));
export function op_node_hmac_digest(name, key, state, data) {
  if (state.length === 0) return plain(crypto.createHmac(name, key).update(data).digest());
  const inner = resumed(name, state, data).digest();
  return plain(crypto.createHash(name).update(pads(name, key)[1]).update(inner).digest());
}

export const op_node_random_fill = (bytes) => void crypto.randomFillSync(bytes);
export const op_node_bytes_equal = (one, other) => Buffer.compare(one, other) === 0;

export function op_node_cipher_blocks(kind, encrypt, key, iv, data) {
  const mode = iv.length === 0 ? "ecb" : "cbc";
  const name = kind === "aes" ? `aes-${key.length * 8}-${mode}` : `des-ede3${mode === "ecb" ? "" : "-cbc"}`;
  const make = encrypt ? crypto.createCipheriv : crypto.createDecipheriv;
  const cipher = make(name, key, iv.length === 0 ? null : iv).setAutoPadding(false);
  return plain(Buffer.concat([cipher.update(data), cipher.final()]));
}

export function op_node_cipher_stream(key, iv, offset, data) {
  const cipher = crypto.createCipheriv(`aes-${key.length * 8}-ctr`, key, iv);
  cipher.update(Buffer.alloc(offset));
  return plain(cipher.update(data));
}

const GCM_STATE = 48;

// The message so far: additional data, and the data as it came in.
function gcm(encrypt, key, iv, { additional, data }) {
  const make = encrypt ? crypto.createCipheriv : crypto.createDecipheriv;
  const cipher = make(`aes-${key.length * 8}-gcm`, key, iv).setAAD(additional);
  return { cipher, out: cipher.update(data) };
}

const begun = (state) => (state.length === 0 ? { additional: Buffer.alloc(0), data: Buffer.alloc(0) } : kept(state));

export function op_node_gcm_additional(key, iv, state, data) {
  const before = begun(state);
  return keep({ ...before, additional: Buffer.concat([before.additional, data]) }, GCM_STATE);
}

export function op_node_gcm_apply(encrypt, key, iv, state, data) {
  const before = begun(state);
  const after = { ...before, data: Buffer.concat([before.data, data]), encrypt };
  const { out } = gcm(encrypt, key, iv, after);
  return plain(Buffer.concat([keep(after, GCM_STATE), out.subarray(before.data.length)]));
}

export function op_node_gcm_tag(key, iv, state) {
  const entry = begun(state);
  const sealed = entry.encrypt === false ? { ...entry, data: gcm(false, key, iv, entry).out } : entry;
  const { cipher } = gcm(true, key, iv, sealed);
  cipher.final();
  return plain(cipher.getAuthTag());
}

export const op_node_pbkdf2_derive_sync = (name, password, salt, iterations, length) =>
  plain(crypto.pbkdf2Sync(password, salt, iterations, length, name));
export const op_node_pbkdf2_derive = async (...args) => op_node_pbkdf2_derive_sync(...args);

export function op_node_scrypt_check(N, r, p, maxmem) {
  try {
    crypto.scryptSync("", "", 0, { N, r, p, maxmem });
    return 0;
  } catch (error) {
    return error.message.includes("memory limit") ? 2 : 1;
  }
}
export const op_node_scrypt_derive_sync = (password, salt, N, r, p, maxmem, length) =>
  plain(crypto.scryptSync(password, salt, length, { N, r, p, maxmem }));
export const op_node_scrypt_derive = async (...args) => op_node_scrypt_derive_sync(...args);

export const op_node_hkdf_derive = (name, key, salt, info, length) =>
  new Uint8Array(length > 255 * crypto.createHash(name).digest().length ? 0 : crypto.hkdfSync(name, key, salt, info, length));
