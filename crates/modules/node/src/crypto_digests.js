// OpenSSL's names for hash functions, in any case, and the one name an op knows.

const names = new Map();
const listed = [];

function add(digest, shown, hidden) {
  listed.push(...shown);
  for (const name of [...shown, ...hidden]) names.set(name.toLowerCase(), digest);
}

const nist = (number) => `2.16.840.1.101.3.4.2.${number}`;

add("md5", ["md5", "RSA-MD5", "md5WithRSAEncryption", "ssl3-md5"], ["1.2.840.113549.2.5"]);
add("ripemd160", ["ripemd", "ripemd160", "ripemd160WithRSA", "rmd160", "RSA-RIPEMD160"], [
  "ripemd-160",
  "1.3.36.3.2.1",
]);
add("sha1", ["sha1", "RSA-SHA1", "RSA-SHA1-2", "sha1WithRSAEncryption", "ssl3-sha1"], ["sha-1", "1.3.14.3.2.26"]);
for (const [bits, number] of [["224", 4], ["256", 1], ["384", 2], ["512", 3]]) {
  const shown = [`sha${bits}`, `RSA-SHA${bits}`, `sha${bits}WithRSAEncryption`];
  add(`sha${bits}`, shown, [`sha-${bits}`, `sha2-${bits}`, nist(number)]);
}
for (const [bits, number] of [["224", 5], ["256", 6]]) {
  const shown = [`sha512-${bits}`, `RSA-SHA512/${bits}`, `sha512-${bits}WithRSAEncryption`];
  add(`sha512-${bits}`, shown, [`sha-512/${bits}`, `sha2-512/${bits}`, nist(number)]);
}
for (const [bits, number] of [["224", 7], ["256", 8], ["384", 9], ["512", 10]]) {
  const shown = [`sha3-${bits}`, `RSA-SHA3-${bits}`, `id-rsassa-pkcs1-v1_5-with-sha3-${bits}`];
  add(`sha3-${bits}`, shown, [nist(number)]);
}

listed.sort((a, b) => (a < b ? -1 : 1));

/** The op's name for a digest, or undefined. */
export function findDigest(name) {
  return names.get(name.toLowerCase());
}

/** Names that createHash takes, in Node's order. */
export function getHashes() {
  return [...listed];
}

/** Digest lengths in bytes by the op's name. */
export const digestLengths = {
  __proto__: null,
  md5: 16,
  ripemd160: 20,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  "sha512-224": 28,
  "sha512-256": 32,
  "sha3-224": 28,
  "sha3-256": 32,
  "sha3-384": 48,
  "sha3-512": 64,
};
