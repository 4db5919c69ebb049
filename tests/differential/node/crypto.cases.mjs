// require('crypto'): hashes, MACs, random bytes, keys.
export default {
  "createHash: every name of getHashes we offer, on many lengths": (require, globals, h) => {
    const { createHash } = require("crypto");
    const names = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256", "sha3-224", "sha3-256", "sha3-384", "sha3-512", "ripemd160"];
    const random = h.random(1);
    const data = globals.Buffer.from(random.bytes(20000));
    return names.map((name) =>
      [0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 135, 136, 143, 144, 1000, 8191, 8192, 8193, 20000].map((length) =>
        createHash(name).update(data.subarray(0, length)).digest("hex")));
  },
  "createHash: names in all spellings": (require, globals, h) => {
    const { createHash } = require("crypto");
    return [
      "MD5", "Sha256", "SHA-256", "sha-256", "SHA2-256", "sha2-512", "RSA-SHA256", "rsa-sha256", "sha256WithRSAEncryption", "RSA-SHA1-2", "ssl3-sha1",
      "ssl3-md5", "rmd160", "RIPEMD", "ripemd-160", "sha-1", "SHA3-256", "RSA-SHA3-512", "id-rsassa-pkcs1-v1_5-with-sha3-256", "SHA512-256",
      "SHA-512/256", "SHA2-512/224", "RSA-SHA512/256", "sha512-224WithRSAEncryption", "1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.10",
      "nope", "", "sha", "sha0", "sha3_256", "sha512/256", "sha-512-256", " sha256", "sha256 ", "DSA-SHA1", "null", "toString", "__proto__", "ripemd-128",
    ].map((name) => h.attempt(() => createHash(name).update("a").digest("base64")));
  },
  "createHash: updates in parts of every size give the same": (require, globals, h) => {
    const { createHash } = require("crypto");
    const random = h.random(2);
    const data = globals.Buffer.from(random.bytes(50000));
    return ["md5", "sha256", "sha512", "sha3-256", "ripemd160"].map((name) => [1, 7, 64, 100, 4096, 8191, 8192, 8193, 20000].map((size) => {
      const hash = createHash(name);
      for (let at = 0; at < data.length; at += size) hash.update(data.subarray(at, at + size));
      return hash.digest("hex") === createHash(name).update(data).digest("hex") && hash.digest.name;
    }));
  },
  "createHash: random parts, copies on the way": (require, globals, h) => {
    const { createHash } = require("crypto");
    const random = h.random(3);
    const results = [];
    for (let round = 0; round < 30; round++) {
      const name = random.pick(["md5", "sha1", "sha384", "sha3-384"]);
      let hash = createHash(name);
      for (let part = 0; part < 10; part++) {
        hash.update(globals.Buffer.from(random.bytes(random.below(random.pick([10, 200, 3000, 9000])))));
        if (random.below(3) === 0) {
          const copy = hash.copy();
          results.push(hash.update("x").digest("hex"));
          hash = copy;
        }
      }
      results.push(hash.digest("hex"));
    }
    return results;
  },
  "createHash: text in every encoding": (require, globals, h) => {
    const { createHash } = require("crypto");
    const random = h.random(4);
    const results = [];
    for (const encoding of [undefined, null, "utf8", "UTF-8", "latin1", "binary", "ascii", "hex", "base64", "base64url", "utf16le", "ucs2", "buffer", "nope", 5, {}, ""]) {
      for (const text of ["", "a", "abc", "abcd", "zz", "\u00e4\u20ac\ud83d\udd11", "\ud83d", "YWJj", "YWJ-_w==", random.text(50, true)]) {
        results.push(h.attempt(() => createHash("md5").update(text, encoding).digest("hex")));
      }
    }
    return results;
  },
  "createHash: what update takes": (require, globals, h) => {
    const { createHash } = require("crypto");
    return [
      undefined, null, 5, true, {}, [], [1, 2], new ArrayBuffer(3), new Uint8Array([1, 2]), new Uint16Array([1, 2]), new Float64Array([1.5]),
      new DataView(new ArrayBuffer(3)), new BigInt64Array(1), globals.Buffer.from("ab"), Symbol("x"), 5n, () => 1, new Date(0), new String("a"),
    ].map((data) => h.attempt(() => createHash("sha1").update(data).digest("hex")));
  },
  "createHash: what digest gives": (require, globals, h) => {
    const { createHash } = require("crypto");
    return [undefined, null, "", "hex", "HEX", "base64", "base64url", "latin1", "binary", "ascii", "utf8", "utf16le", "buffer", "nope", 5, {}, true, false].map((encoding) =>
      h.attempt(() => createHash("md5").update("abc").digest(encoding)));
  },
  "createHash: used up": (require, globals, h) => {
    const { createHash } = require("crypto");
    const hash = createHash("md5");
    hash.digest();
    return [h.attempt(() => hash.digest()), h.attempt(() => hash.update("x")), h.attempt(() => hash.copy())];
  },
  "createHash: options": (require, globals, h) => {
    const { createHash } = require("crypto");
    return [{}, null, "x", { outputLength: undefined }, { outputLength: 16 }, { outputLength: 5 }, { outputLength: 0 }, { outputLength: -1 }, { outputLength: "16" }, { outputLength: 1.5 }, { outputLength: 2 ** 32 }].map((options) => [
      h.attempt(() => createHash("md5", options).update("abc").digest("hex")),
      h.attempt(() => createHash("md5").update("abc").copy(options).digest("hex")),
    ]);
  },
  "createHash: wrong names": (require, globals, h) => {
    const { createHash, Hash } = require("crypto");
    return [undefined, null, 5, {}, [], Symbol("x"), true].map((name) => h.attempt(() => createHash(name))).concat([
      Hash("md5").update("a").digest("hex"), new Hash("md5").update("a").digest("hex"), createHash("md5") instanceof Hash, Hash.name, Hash.length,
      createHash.name, createHash.length, typeof createHash("md5").update("x"), createHash("md5").constructor === Hash,
    ]);
  },
  "createHash: update returns the hash": (require) => {
    const hash = require("crypto").createHash("md5");
    return hash.update("a") === hash && hash.update("", "utf8") === hash;
  },
  "createHash: the buffer may change after update": (require, globals) => {
    const bytes = globals.Buffer.from("secret");
    const hash = require("crypto").createHash("sha256").update(bytes);
    bytes.fill(0);
    return hash.digest("hex");
  },
  "hash: in one call": (require, globals, h) => {
    const { hash } = require("crypto");
    return [
      ["sha1", "abc"], ["SHA256", "abc", "base64"], ["md5", globals.Buffer.from("abc")], ["md5", new Uint16Array([1]), "hex"], ["md5", "abc", "buffer"],
      ["md5", "abc", "BUFFER"], ["md5", "abc", "nope"], ["md5", "abc", 5], ["md5", "abc", null], ["nope", "abc"], [5, "abc"], ["md5", 5], ["md5"], ["md5", new ArrayBuffer(2)],
      ["md5", "\ud83d"], ["md5", "abc", undefined], ["md5", "abc", "latin1"],
    ].map((args) => h.attempt(() => hash(...args)));
  },
  "createHmac: digests of keys and data of many lengths": (require, globals, h) => {
    const { createHmac } = require("crypto");
    const random = h.random(5);
    return ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-256", "sha3-256", "sha3-512", "ripemd160"].map((name) =>
      [0, 1, 63, 64, 65, 71, 72, 73, 127, 128, 129, 136, 137, 200].map((length) => {
        const key = globals.Buffer.from(random.bytes(length));
        const data = globals.Buffer.from(random.bytes(random.below(300)));
        return createHmac(name, key).update(data).digest("hex");
      }));
  },
  "createHmac: parts": (require, globals, h) => {
    const { createHmac } = require("crypto");
    const data = globals.Buffer.from(h.random(6).bytes(30000));
    return ["md5", "sha256", "sha3-384"].map((name) => [1, 100, 8192, 8193, 20000].map((size) => {
      const mac = createHmac(name, "key");
      for (let at = 0; at < data.length; at += size) mac.update(data.subarray(at, at + size));
      return mac.digest("hex");
    }));
  },
  "createHmac: keys of every kind": (require, globals, h) => {
    const { createHmac, createSecretKey } = require("crypto");
    return [
      "k", "", globals.Buffer.from("k"), new Uint8Array([107]), new Uint16Array([1, 2]), new ArrayBuffer(2), new DataView(new ArrayBuffer(2)), createSecretKey("k", "utf8"),
      undefined, null, 5, true, {}, [], Symbol("x"), () => 1,
    ].map((key) => h.attempt(() => createHmac("sha256", key).update("data").digest("hex")));
  },
  "createHmac: wrong names, options": (require, globals, h) => {
    const { createHmac, Hmac } = require("crypto");
    return [
      () => createHmac("nope", "k"), () => createHmac(5, "k"), () => createHmac(), () => createHmac("md5", "6b", { encoding: "hex" }).digest("hex"),
      () => createHmac("md5", "6b", { encoding: 5 }), () => createHmac("md5", "6b", { encoding: "nope" }), () => createHmac("md5", "k", null).digest("hex"),
      () => Hmac("md5", "k").digest("hex"), () => Hmac.name + Hmac.length + createHmac.length, () => createHmac("RSA-SHA256", "k").digest("hex"),
    ].map((run) => h.attempt(run));
  },
  "createHmac: used up": (require, globals, h) => {
    const { createHmac } = require("crypto");
    const mac = createHmac("md5", "k");
    mac.digest();
    return [h.attempt(() => mac.digest()), h.attempt(() => mac.digest("hex")), h.attempt(() => mac.digest("buffer")), h.attempt(() => mac.update("x"))];
  },
  "createHmac: the key may change": (require, globals) => {
    const key = globals.Buffer.from("key");
    const mac = require("crypto").createHmac("md5", key);
    key.fill(0);
    return mac.update("data").digest("hex");
  },
  "getHashes: ours are among Node's, in its order": (require) => {
    const names = require("crypto").getHashes();
    const offered = ["RSA-MD5", "RSA-SHA256", "md5", "ripemd160", "sha1", "sha256", "sha3-256", "sha512", "sha512-256"];
    return [offered.every((name) => names.includes(name)), names.join() === [...names].sort().join(), names === require("crypto").getHashes()];
  },
  "timingSafeEqual": (require, globals, h) => {
    const { timingSafeEqual } = require("crypto");
    const b = (text) => globals.Buffer.from(text);
    return [
      [b("abc"), b("abc")], [b("abc"), b("abd")], [b(""), b("")], [b("a"), b("ab")], ["a", "a"], [b("a"), "a"], [new ArrayBuffer(2), new Uint16Array(1)],
      [new DataView(new ArrayBuffer(2)), b("\0\0")], [undefined, b("a")], [null, null], [], [new Float64Array([0]), new Float64Array([-0])],
      [new Float64Array([NaN]), new Float64Array([NaN])], [[1], [1]],
    ].map((args) => h.attempt(() => timingSafeEqual(...args)));
  },
  "randomBytes: arguments": (require, globals, h) => {
    const { randomBytes } = require("crypto");
    const shape = (value) => (value instanceof Error ? value : [value.constructor.name, value.length]);
    return [[0], [1], [16], [1000], [1.7], [-1], [NaN], [2 ** 31], [Infinity], ["5"], [], [null], [5, 5], [5, null], [5n], [5, undefined]].map((args) => shape(h.attempt(() => randomBytes(...args))));
  },
  "randomBytes: with a callback": (require) => new Promise((done) => {
    const order = [];
    const given = require("crypto").randomBytes(8, (...args) => {
      order.push("callback");
      done([given, args[0], args[1].length, args[1].constructor.name, args.length, order]);
    });
    order.push("after");
  }),
  "callbacks come after promise jobs": (require, globals) => new Promise((done) => {
    const order = [];
    const { randomBytes, randomFill, generateKey, hkdf, pbkdf2 } = require("crypto");
    const seen = (name) => () => { if (order.push(name) === 6) done([order[0], [...order].sort()]); };
    randomBytes(1, seen("randomBytes"));
    randomFill(globals.Buffer.alloc(1), seen("randomFill"));
    generateKey("aes", { length: 128 }, seen("generateKey"));
    hkdf("sha1", "k", "s", "i", 5, seen("hkdf"));
    pbkdf2("p", "s", 1, 5, "sha1", seen("pbkdf2"));
    Promise.resolve().then(seen("promise"));
  }),
  "randomBytes: promisified": async (require) => (await require("util").promisify(require("crypto").randomBytes)(16)).length,
  "randomBytes: differ": (require) => {
    const { randomBytes } = require("crypto");
    return new Set(Array.from({ length: 100 }, () => randomBytes(16).toString("hex"))).size;
  },
  "randomFill: arguments": (require, globals, h) => {
    const { randomFillSync, randomFill } = require("crypto");
    const buffer = () => globals.Buffer.alloc(8);
    const shape = (value) => (value instanceof Error ? value : [value?.constructor.name, value?.byteLength]);
    return [
      () => randomFillSync(buffer()), () => randomFillSync(buffer(), 8), () => randomFillSync(buffer(), 9), () => randomFillSync(buffer(), -1), () => randomFillSync(buffer(), 4, 4),
      () => randomFillSync(buffer(), 4, 5), () => randomFillSync(buffer(), "4"), () => randomFillSync(buffer(), 4, "4"), () => randomFillSync(buffer(), 0, -1),
      () => randomFillSync(buffer(), NaN), () => randomFillSync(new Uint16Array(4), 1, 2), () => randomFillSync(new Uint16Array(4), 5), () => randomFillSync(new Uint16Array(4), 1, 4),
      () => randomFillSync(new ArrayBuffer(4)), () => randomFillSync(new DataView(new ArrayBuffer(4)), 1), () => randomFillSync("a"), () => randomFillSync(), () => randomFillSync([1]),
      () => randomFill(buffer()), () => randomFill(buffer(), 1), () => randomFill(buffer(), 1, 2, "x"), () => randomFill("a", () => {}), () => randomFill(buffer(), 9, () => {}),
    ].map((run) => shape(h.attempt(run)));
  },
  "randomFillSync: fills its part only": (require, globals) => {
    const bytes = require("crypto").randomFillSync(globals.Buffer.alloc(100), 10, 80);
    const words = require("crypto").randomFillSync(new Uint16Array(50), 10, 30);
    const zero = (list) => Array.from(list).every((byte) => byte === 0);
    return [zero(bytes.subarray(0, 10)), zero(bytes.subarray(10, 90)), zero(bytes.subarray(90)), zero(words.subarray(0, 10)), zero(words.subarray(10, 40)), zero(words.subarray(40))];
  },
  "randomFill: with a callback": (require, globals) => new Promise((done) => {
    const buffer = globals.Buffer.alloc(8);
    require("crypto").randomFill(buffer, 2, 4, (...args) => done([args.length, args[0], args[1] === buffer, buffer.subarray(0, 2), buffer.subarray(6)]));
  }),
  "randomInt: arguments": (require, globals, h) => {
    const { randomInt } = require("crypto");
    return [
      [1], [5, 6], [-5, -4], [0], [5, 5], [6, 5], ["5"], [1.5], [5, "x"], [0, 2 ** 48], [2 ** 48], [5, 6, 7], [], [null], [NaN], [2 ** 53], [-(2 ** 53), 0], [0, 1, undefined], [0, 1, null],
      [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER], [Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER],
    ].map((args) => h.attempt(() => randomInt(...args)));
  },
  "randomInt: stays in its range and reaches all of it": (require) => {
    const { randomInt } = require("crypto");
    const seen = new Set(Array.from({ length: 2000 }, () => randomInt(-3, 7)));
    return [...seen].sort((a, b) => a - b);
  },
  "randomInt: with a callback": (require) => new Promise((done) => {
    const given = require("crypto").randomInt(3, 4, (...args) => done([given, args]));
  }),
  "randomUUID": (require, globals, h) => {
    const { randomUUID } = require("crypto");
    const shape = (value) => (typeof value === "string" ? /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value) : value);
    return [[], [{}], [{ disableEntropyCache: true }], [{ disableEntropyCache: 1 }], [5], [null], ["x"], [[]]].map((args) => shape(h.attempt(() => randomUUID(...args))))
      .concat(new Set(Array.from({ length: 100 }, () => randomUUID())).size);
  },
  "createSecretKey": (require, globals, h) => {
    const { createSecretKey, KeyObject } = require("crypto");
    const { Buffer } = globals;
    const key = createSecretKey("abc", "utf8");
    return [
      key.type, key.symmetricKeySize, key.export(), key.export({}), key.export({ format: "buffer" }), key.export({ format: "jwk" }), Object.prototype.toString.call(key), key instanceof KeyObject,
      key.asymmetricKeyType, Object.keys(key), key.equals(createSecretKey(Buffer.from("abc"))), key.equals(createSecretKey(Buffer.from("abd"))), key.equals(createSecretKey(Buffer.from("ab"))),
      key.constructor.name, createSecretKey("").symmetricKeySize, createSecretKey("616263", "hex").export(),
      createSecretKey(new ArrayBuffer(2)).export(), createSecretKey(new Uint16Array([1])).export(), createSecretKey(new DataView(new ArrayBuffer(1))).export(),
      ...[() => createSecretKey(5), () => createSecretKey(), () => createSecretKey(null), () => createSecretKey({}), () => createSecretKey(key), () => createSecretKey("a", "nope"),
        () => key.export({ format: "pem" }), () => key.export(5), () => key.export(null), () => key.equals(5), () => key.equals(), () => key.equals({ type: "secret" }),
        () => new KeyObject("secret", {}), () => new KeyObject("foo", {}), () => new KeyObject(), () => KeyObject.from(5), () => KeyObject("secret")].map((run) => h.attempt(run)),
    ];
  },
  "createSecretKey: copies in and out": (require, globals) => {
    const bytes = globals.Buffer.from("abc");
    const key = require("crypto").createSecretKey(bytes);
    bytes.fill(0);
    key.export().fill(0);
    return key.export().toString();
  },
  "util.types knows keys": (require) => {
    const { types } = require("util");
    const key = require("crypto").createSecretKey("abc");
    return [types.isKeyObject(key), types.isKeyObject({}), types.isKeyObject(null), types.isCryptoKey(key)];
  },
  "generateKeySync": (require, globals, h) => {
    const { generateKeySync } = require("crypto");
    const shape = (value) => (value instanceof Error ? value : [value.type, value.symmetricKeySize]);
    return [["hmac", { length: 64 }], ["hmac", { length: 9 }], ["aes", { length: 128 }], ["aes", { length: 256 }], ["aes", { length: 64 }], ["hmac", { length: 4 }], ["hmac", {}], ["hmac"], ["foo", { length: 8 }], [5, {}], ["hmac", { length: "64" }]]
      .map((args) => shape(h.attempt(() => generateKeySync(...args))));
  },
  "generateKey": (require) => new Promise((done) => require("crypto").generateKey("aes", { length: 192 }, (error, key) => done([error, key.symmetricKeySize]))),
  "the deprecated names are hidden": (require) => {
    const crypto = require("crypto");
    return [crypto.prng === crypto.randomBytes, crypto.rng === crypto.randomBytes, crypto.pseudoRandomBytes === crypto.randomBytes, Object.keys(crypto).includes("prng"), Object.keys(crypto).includes("createCipher"), crypto.getFips()];
  },
  "webcrypto is the global": (require, globals) => {
    const crypto = require("crypto");
    return [crypto.webcrypto === globals.crypto, crypto.subtle === globals.crypto.subtle, typeof crypto.getRandomValues];
  },
};
