// require('crypto'): pbkdf2, scrypt, hkdf.
export default {
  "pbkdf2Sync: digests, lengths, iterations": (require, globals, h) => {
    const { pbkdf2Sync } = require("crypto");
    const random = h.random(1);
    const results = [];
    for (const digest of ["sha1", "sha256", "sha512", "md5", "sha224", "sha384", "sha3-256", "ripemd160", "sha512-256", "SHA256", "RSA-SHA1", "sha-512"]) {
      for (const [iterations, length] of [[1, 0], [1, 1], [1, 20], [2, 32], [3, 33], [7, 64], [100, 65], [1, 200], [1025, 16], [2048, 40]]) {
        const password = random.below(2) === 0 ? random.text(random.below(100)) : globals.Buffer.from(random.bytes(random.below(200)));
        results.push(pbkdf2Sync(password, globals.Buffer.from(random.bytes(random.below(40))), iterations, length, digest).toString("hex"));
      }
    }
    return results;
  },
  "pbkdf2Sync: arguments": (require, globals, h) => {
    const { pbkdf2Sync } = require("crypto");
    const b = globals.Buffer.from("x");
    return [
      ["p", "s", 1, 8], ["p", "s", 1, 8, "nope"], ["p", "s", 1, 8, 5], ["p", "s", 1, 8, null], ["p", "s", 0, 8, "sha1"], ["p", "s", "1", 8, "sha1"], ["p", "s", 1.5, 8, "sha1"],
      ["p", "s", 2 ** 31, 8, "sha1"], ["p", "s", -1, 8, "sha1"], ["p", "s", NaN, 8, "sha1"], ["p", "s", undefined, 8, "sha1"], ["p", "s", 1, -1, "sha1"], ["p", "s", 1, Infinity, "sha1"],
      ["p", "s", 1, "8", "sha1"], ["p", "s", 1, 8.5, "sha1"], ["p", "s", 1, undefined, "sha1"], [5, "s", 1, 8, "sha1"], ["p", null, 1, 8, "sha1"], [undefined, "s", 1, 8, "sha1"], [{}, "s", 1, 8, "sha1"],
      [b, b, 1, 8, "sha1"], [new ArrayBuffer(2), new DataView(new ArrayBuffer(2)), 1, 8, "sha1"], [new Uint16Array(2), new Float32Array(1), 1, 8, "sha1"], ["", "", 1, 8, "sha1"], [5, 5, 0, -1, "nope"], [],
    ].map((args) => h.attempt(() => pbkdf2Sync(...args)));
  },
  "pbkdf2: callback": (require) => new Promise((done) => {
    const order = [];
    const given = require("crypto").pbkdf2("password", "salt", 10, 20, "sha256", function (...args) { order.push("callback"); done([given, args, order]); });
    order.push("after");
  }),
  "pbkdf2: arguments throw at once": (require, globals, h) => {
    const { pbkdf2 } = require("crypto");
    const done = () => {};
    return [["p", "s", 1, 8, "sha1"], ["p", "s", 1, 8, done], ["p", "s", 1, 8, "nope", done], ["p", "s", 0, 8, "sha1", done], ["p", "s", 1, 8, "sha1", "x"], ["p", "s", 1, 8, "nope"], [5, "s", 1, 8, "sha1", done], [done], []]
      .map((args) => h.attempt(() => pbkdf2(...args)));
  },
  "pbkdf2: promisified, as ASP.NET stores have it": async (require, globals) => {
    const { promisify } = require("util");
    const { pbkdf2, timingSafeEqual, createHash } = require("crypto");
    const key = await promisify(pbkdf2)("P@ssw0rd", globals.Buffer.from("00112233445566778899aabbccddeeff", "hex"), 1000, 32, "sha1");
    return [key.toString("base64"), timingSafeEqual(key, globals.Buffer.from(key)), createHash("sha1").update(key).digest("hex")];
  },
  "pbkdf2: many at once": async (require) => {
    const { promisify } = require("util");
    const { pbkdf2 } = require("crypto");
    const keys = await Promise.all(Array.from({ length: 20 }, (_, at) => promisify(pbkdf2)("password", `salt${at}`, 100, 16, "sha512")));
    return keys.map((key) => key.toString("hex"));
  },
  "pbkdf2: the buffers may change at once": (require, globals) => new Promise((done) => {
    const [password, salt] = [globals.Buffer.from("password"), globals.Buffer.from("salt")];
    require("crypto").pbkdf2(password, salt, 100, 16, "sha256", (error, key) => done([error, key]));
    password.fill(0);
    salt.fill(0);
  }),
  "scryptSync: costs": (require, globals, h) => {
    const { scryptSync } = require("crypto");
    return [
      [{ N: 2 }], [{ N: 16, r: 1, p: 1 }], [{ N: 16, r: 8, p: 1 }], [{ N: 64, r: 3, p: 5 }], [{ cost: 32, blockSize: 2, parallelization: 3 }], [{ N: 1024, r: 8, p: 2 }], [{ N: 4096, r: 2, p: 1 }],
      [{ N: 256, r: 9, p: 1 }],
    ].map(([options]) => [0, 1, 32, 64, 65].map((length) => scryptSync("password", "salt", length, options).toString("hex")));
  },
  "scryptSync: the defaults": (require) => {
    const { scryptSync } = require("crypto");
    return [scryptSync("password", "salt", 64), scryptSync("password", "salt", 8, { N: 0, r: 0, p: 0, maxmem: 0 })].map((key) => key.toString("hex"));
  },
  // Not with a senseless cost after another error: Node then tells of the earlier one.
  "scryptSync: arguments": (require, globals, h) => {
    const { scryptSync } = require("crypto");
    const run = (...args) => h.attempt(() => scryptSync(...args));
    return [
      ...[
        { N: 3 }, { N: 1 }, { N: 15 }, { N: 2 ** 15 }, { N: 2 ** 16 }, { N: 16384, maxmem: 16 * 1024 * 1024 }, { N: 16384, maxmem: 16780287 }, { N: -1 }, { N: "5" }, { N: 2.5 }, { N: 2 ** 32 }, { N: NaN },
        { cost: 4, N: 4 }, { r: 1, blockSize: 1 }, { p: 1, parallelization: 1 }, { r: 2 ** 30 }, { p: 2 ** 30 }, { maxmem: -1 }, { maxmem: 1 }, { maxmem: 1.5 }, { maxmem: "5" }, { N: 65536, r: 1, p: 1 },
        { r: 1, p: 2 ** 29 }, { r: -1 }, { p: "x" }, { cost: "x" }, { blockSize: 1.5 }, { parallelization: -2 }, { N: undefined, cost: 16, r: 1 },
      ].map((options) => run("p", "s", 8, options)),
      run("p", "s", -1), run("p", "s", "8"), run("p", "s", 1.5), run("p", "s"), run("p"), run(), run(5, "s", 8), run("p", 5, 8), run("p", null, 8), run("p", "s", 2 ** 31),
      run(globals.Buffer.from("p"), new Uint8Array(3), 8, { N: 16 }), run(new ArrayBuffer(1), new DataView(new ArrayBuffer(1)), 8, { N: 16 }), run("", "", 8, { N: 16 })
    ];
  },
  "scrypt: callback": (require) => new Promise((done) => {
    const order = [];
    const given = require("crypto").scrypt("password", "salt", 20, { N: 16 }, (...args) => { order.push("callback"); done([given, args, order]); });
    order.push("after");
  }),
  "scrypt: without options": (require) => new Promise((done) => require("crypto").scrypt("password", "salt", 8, (...args) => done(args))),
  "scrypt: arguments throw at once": (require, globals, h) => {
    const { scrypt } = require("crypto");
    const done = () => {};
    return [["p", "s", 8], ["p", "s", 8, {}], ["p", "s", 8, { N: 3 }, done], ["p", "s", 8, { N: 3 }], ["p", "s", -1, done], [5, "s", 8, done], ["p", "s", 8, {}, 5], ["p", "s", 8, 5]].map((args) => h.attempt(() => scrypt(...args)));
  },
  "scrypt: promisified": async (require) => (await require("util").promisify(require("crypto").scrypt)("password", "salt", 16)).toString("hex"),
  "hkdfSync: digests and lengths": (require, globals, h) => {
    const { hkdfSync } = require("crypto");
    const random = h.random(2);
    return ["sha1", "sha256", "sha384", "sha512", "md5", "sha3-256", "ripemd160", "SHA-256"].map((digest) => [0, 1, 16, 20, 32, 33, 64, 100, 500, 255 * 16].map((length) =>
      hkdfSync(digest, globals.Buffer.from(random.bytes(random.below(80))), globals.Buffer.from(random.bytes(random.below(80))), random.text(random.below(20)), length)));
  },
  "hkdfSync: arguments": (require, globals, h) => {
    const { hkdfSync, createSecretKey } = require("crypto");
    const k = globals.Buffer.from("k");
    return [
      ["sha256", "k", "s", "i", 10], ["sha256", createSecretKey("k"), "s", "i", 10], ["sha256", k, k, k, 10], ["sha256", new ArrayBuffer(1), new ArrayBuffer(1), new DataView(new ArrayBuffer(1)), 10], ["sha256", "", "", "", 10],
      ["nope", "k", "s", "i", 10], [5, "k", "s", "i", 10], ["sha256", 5, "s", "i", 10], ["sha256", "k", 5, "i", 10], ["sha256", "k", "s", 5, 10], ["sha256", "k", "s", null, 10], ["sha256", "k", "s", "i", -1], ["sha256", "k", "s", "i", "10"],
      ["sha256", "k", "s", "i"], ["sha256", "k", "s", "i", 1.5], ["sha256", "k", "s", "i", 255 * 32], ["sha256", "k", "s", "i", 255 * 32 + 1], ["sha256", "k", "s", "i".repeat(1025), 10], ["sha256", "k", "s", "i".repeat(1024), 10],
      ["sha256", undefined, "s", "i", 10], ["sha256", {}, "s", "i", 10], [],
    ].map((args) => h.attempt(() => hkdfSync(...args)));
  },
  "hkdf: callback": (require) => new Promise((done) => {
    const order = [];
    const given = require("crypto").hkdf("sha256", "key", "salt", "info", 20, (...args) => { order.push("callback"); done([given, args, order]); });
    order.push("after");
  }),
  "hkdf: arguments throw at once": (require, globals, h) => {
    const { hkdf } = require("crypto");
    return [["sha256", "k", "s", "i", 10], ["sha256", "k", "s", "i", 10, 5], ["nope", "k", "s", "i", 10, () => {}], ["sha256", "k", "s", "i", 255 * 32 + 1, () => {}], ["sha256", "k", "s", "i", () => {}]].map((args) => h.attempt(() => hkdf(...args)));
  },
};
