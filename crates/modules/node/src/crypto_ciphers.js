// The ciphers offered, OpenSSL's names for them in any case, and what getCipherInfo tells.

const names = new Map();
const listed = [];

function add(info, shown, hidden) {
  listed.push(...shown);
  for (const name of [...shown, ...hidden]) names.set(name.toLowerCase(), info);
}

// NIDs of OpenSSL for ecb, cbc, ctr, gcm; the last number of their object identifiers (none for ctr).
for (const [bits, nids, oids] of [
  [128, [418, 419, 904, 895], [1, 2, 0, 6]],
  [192, [422, 423, 905, 898], [21, 22, 0, 26]],
  [256, [426, 427, 906, 901], [41, 42, 0, 46]],
]) {
  for (const [at, mode] of ["ecb", "cbc", "ctr", "gcm"].entries()) {
    const block = mode === "ecb" || mode === "cbc" ? 16 : 1;
    const iv = { ecb: 0, cbc: 16, ctr: 16, gcm: 12 }[mode];
    const plain = `aes-${bits}-${mode}`;
    const name = mode === "gcm" ? `id-aes${bits}-gcm` : plain;
    const shown = [plain];
    if (mode === "cbc") shown.push(`aes${bits}`);
    if (mode === "gcm") shown.push(`id-aes${bits}-GCM`);
    const hidden = oids[at] === 0 ? [] : [`2.16.840.1.101.3.4.1.${oids[at]}`];
    const info = { kind: "aes", mode, name, nid: nids[at], block, iv, key: bits / 8 };
    add(Object.freeze(info), shown, hidden);
  }
}
const tripleDes = { kind: "des-ede3", block: 8, key: 24 };
add(Object.freeze({ ...tripleDes, mode: "cbc", name: "des-ede3-cbc", nid: 44, iv: 8 }), ["des-ede3-cbc", "des3"], [
  "1.2.840.113549.3.7",
]);
add(Object.freeze({ ...tripleDes, mode: "ecb", name: "des-ede3", nid: 33, iv: 0 }), ["des-ede3", "des-ede3-ecb"], []);

listed.sort((a, b) => (a < b ? -1 : 1));

/** A cipher's `{kind, mode, name, nid, block, iv, key}` (lengths in bytes; `block` 1 for streams), or undefined. */
export function findCipher(name) {
  return names.get(name.toLowerCase());
}

export function cipherByNid(nid) {
  return [...names.values()].find((info) => info.nid === nid);
}

/** Names that createCipheriv takes, in Node's order. */
export function getCiphers() {
  return [...listed];
}
