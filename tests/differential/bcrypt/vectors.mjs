// Hashes made by the real packages, for crates/modules/bcrypt/src/vectors.rs.

const SALTS = ["CCCCCCCCCCCCCCCCCCCCC.", "abcdefghijklmnopqrstuu", "/OK.fbVrR/bpIqNJ5ianF.", "9999999999999999999999"];

/** `length` bytes that differ from each other and from NUL for a while. */
const counting = (length) => Buffer.from(Array.from({ length }, (_, at) => ((at * 7 + 13) % 255) + 1));

const PASSWORDS = [
  Buffer.from(""),
  Buffer.from("\0"),
  Buffer.from("\0\0\0"),
  Buffer.from("a"),
  Buffer.from("correct horse battery staple"),
  Buffer.from("a\0b"),
  Buffer.from("a\0c"),
  Buffer.from("\0a"),
  Buffer.from("a\0"),
  Buffer.from("p\u00e4ssw\u00f6rd"),
  Buffer.from("\u5bc6\u7801"),
  Buffer.from("\ud83d\udd11 key"),
  Buffer.from("\ufffd"),
  Buffer.from([0x80, 0xff, 0xa3]),
  Buffer.from([0xff, 0xff, 0xa3]),
  ...[3, 4, 54, 55, 56, 57, 70, 71, 72, 73, 74, 127, 128, 253, 254, 255, 256, 257, 260, 300, 511, 512, 600].map(counting),
  Buffer.concat([counting(71), Buffer.from("\0")]),
  Buffer.concat([counting(70), Buffer.from("\0x")]),
];

export function vectors(require) {
  const bcrypt = require("bcrypt");
  const bcryptjs = require("bcryptjs");
  const all = [];
  let turn = 0;
  for (const password of PASSWORDS) {
    for (const minor of ["", "a", "b"]) {
      for (const cost of ["04", "05", "06"]) {
        const salt = `$2${minor}$${cost}$${SALTS[turn++ % SALTS.length]}`;
        all.push({ package: "bcrypt", password: password.toString("hex"), salt, hash: bcrypt.hashSync(password, salt) });
      }
    }
    const text = password.toString();
    for (const minor of ["", "a", "b", "y"]) {
      const salt = `$2${minor}$04$${SALTS[turn++ % SALTS.length]}`;
      const hash = bcryptjs.hashSync(text, salt);
      all.push({ package: "bcryptjs", password: Buffer.from(text).toString("hex"), salt, hash });
    }
  }
  return all;
}
