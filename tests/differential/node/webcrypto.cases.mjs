// globalThis.crypto.
export default {
  "Crypto": (require, globals, h) => {
    const { crypto } = globals;
    const { getRandomValues, randomUUID } = crypto;
    return [
      Object.prototype.toString.call(crypto), Object.prototype.toString.call(crypto.subtle), typeof crypto.randomUUID(), crypto.randomUUID().length, Object.keys(crypto), Object.keys(Object.getPrototypeOf(crypto)),
      ...[
        () => getRandomValues(new Uint8Array(1)), () => randomUUID(), () => crypto.getRandomValues(), () => crypto.getRandomValues(5), () => crypto.getRandomValues(new Float32Array(1)), () => crypto.getRandomValues(new Float64Array(1)),
        () => crypto.getRandomValues(new DataView(new ArrayBuffer(2))), () => crypto.getRandomValues(new ArrayBuffer(2)), () => crypto.getRandomValues(new Uint8Array(65537)).length, () => crypto.getRandomValues(new Uint8Array(65536)).length,
        () => crypto.getRandomValues(new Uint32Array(16385)).length, () => crypto.getRandomValues(new BigInt64Array(2)).length, () => crypto.getRandomValues(new Uint8ClampedArray(2)).length, () => crypto.getRandomValues(globals.Buffer.alloc(2)).length,
        () => crypto.getRandomValues(new Uint8Array(0)).length, () => new crypto.constructor(), () => new crypto.subtle.constructor(), () => Object.getPrototypeOf(crypto).subtle,
      ].map((run) => { const got = h.attempt(run); return got !== null && typeof got === "object" ? [got.constructor.name, got.name, got.message, got.code] : got; }),
    ];
  },
  "getRandomValues: the same array, filled": (require, globals) => {
    const array = new Uint16Array(64);
    const same = globals.crypto.getRandomValues(array) === array;
    return [same, array.some((word) => word > 255), array.some((word) => word !== 0)];
  },
  "SubtleCrypto: functions": (require, globals) => {
    const { subtle } = globals.crypto;
    const prototype = Object.getPrototypeOf(subtle);
    return [Object.keys(subtle), Object.keys(prototype).map((name) => [name, prototype[name].name, prototype[name].length])];
  },
  "digest": async (require, globals, h) => {
    const { subtle } = globals.crypto;
    const random = h.random(1);
    const results = [];
    for (const name of ["SHA-1", "SHA-256", "SHA-384", "SHA-512", "sha-256", { name: "Sha-512" }]) {
      for (const length of [0, 1, 64, 200]) results.push(await subtle.digest(name, globals.Buffer.from(random.bytes(length))));
    }
    results.push(await subtle.digest("SHA-1", new ArrayBuffer(3)), await subtle.digest("SHA-1", new Uint16Array([1, 2])), await subtle.digest("SHA-1", new DataView(new ArrayBuffer(3), 1)));
    return results;
  },
  "digest: wrong arguments": async (require, globals) => {
    const { subtle } = globals.crypto;
    const data = new Uint8Array(3);
    const told = (error) => [error.constructor.name, error.name, error.message, error.code];
    const results = [];
    for (const args of [[], ["SHA-1"], ["MD5", data], ["SHA1", data], ["", data], [5, data], [null, data], [undefined, data], [{}, data], [{ name: 5 }, data], [Symbol("x"), data], ["SHA-1", "text"], ["SHA-1", 5], ["SHA-1", null], ["SHA-1", [1]], ["SHA-1", {}], [["SHA-1"], data]]) {
      results.push(await subtle.digest(...args).then((got) => got, told));
    }
    const { digest } = subtle;
    results.push(await digest("SHA-1", data).catch(told));
    return results;
  },
  "HMAC: import, sign, verify, export": async (require, globals, h) => {
    const { subtle } = globals.crypto;
    const random = h.random(2);
    const results = [];
    for (const hash of ["SHA-1", "SHA-256", { name: "SHA-384" }, "sha-512"]) {
      for (const length of [1, 32, 64, 65, 200]) {
        const bytes = globals.Buffer.from(random.bytes(length));
        const key = await subtle.importKey("raw", bytes, { name: "HMAC", hash }, true, ["sign", "verify"]);
        const data = globals.Buffer.from(random.bytes(100));
        const signature = await subtle.sign("HMAC", key, data);
        results.push([
          key.type, key.extractable, key.algorithm, key.usages, Object.prototype.toString.call(key), signature, await subtle.verify("HMAC", key, signature, data), await subtle.verify({ name: "hmac" }, key, signature, data.subarray(1)),
          await subtle.verify("HMAC", key, signature.slice(1), data), await subtle.exportKey("raw", key), await subtle.exportKey("jwk", key),
        ]);
      }
    }
    return results;
  },
  "HMAC: JWT signatures": async (require, globals) => {
    const { subtle } = globals.crypto;
    const { Buffer } = globals;
    const text = `${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url")}.${Buffer.from('{"sub":"1"}').toString("base64url")}`;
    const key = await subtle.importKey("raw", Buffer.from("secret"), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const signature = Buffer.from(await subtle.sign("HMAC", key, Buffer.from(text))).toString("base64url");
    return [signature, signature === require("crypto").createHmac("sha256", "secret").update(text).digest("base64url")];
  },
  "importKey: what is refused": async (require, globals) => {
    const { subtle } = globals.crypto;
    const told = (error) => [error.constructor.name, error.name, error.message, error.code];
    const hmac = { name: "HMAC", hash: "SHA-256" };
    const b = (length) => new Uint8Array(length);
    const jwk = { kty: "oct", k: "c2VjcmV0" };
    const results = [];
    for (const args of [
      [], ["raw", b(4), hmac], ["raw", b(4), hmac, true], ["raw", b(4), hmac, true, []], ["raw", b(4), hmac, true, ["encrypt"]], ["raw", b(4), hmac, true, ["nope"]], ["raw", b(4), hmac, true, "sign"], ["raw", b(4), hmac, true, 5], ["raw", b(4), hmac, true, null],
      ["raw", b(0), hmac, true, ["sign"]], ["raw", b(4), { ...hmac, length: 32 }, true, ["sign"]], ["raw", b(4), { ...hmac, length: 31 }, true, ["sign"]], ["raw", b(4), { ...hmac, length: 0 }, true, ["sign"]], ["raw", b(4), { ...hmac, length: -1 }, true, ["sign"]],
      ["raw", b(4), { ...hmac, length: "x" }, true, ["sign"]], ["raw", b(4), "HMAC", true, ["sign"]], ["raw", b(4), { name: "HMAC", hash: "MD5" }, true, ["sign"]], ["raw", b(4), { name: "HMAC", hash: {} }, true, ["sign"]], ["nope", b(4), hmac, true, ["sign"]], ["spki", b(4), hmac, true, ["sign"]],
      ["pkcs8", b(16), "AES-CBC", true, ["encrypt"]], ["raw", "text", hmac, true, ["sign"]], ["raw", jwk, hmac, true, ["sign"]], ["jwk", b(4), hmac, true, ["sign"]], ["jwk", jwk, hmac, true, ["sign"]], ["jwk", { ...jwk, alg: "HS256" }, hmac, true, ["sign"]],
      ["jwk", { ...jwk, alg: "HS1" }, hmac, true, ["sign"]], ["jwk", { ...jwk, kty: "RSA" }, hmac, true, ["sign"]], ["jwk", { kty: "oct" }, hmac, true, ["sign"]], ["jwk", {}, hmac, true, ["sign"]], ["jwk", { ...jwk, use: "enc" }, hmac, true, ["sign"]], ["jwk", { ...jwk, use: "sig" }, hmac, true, ["sign"]],
      ["jwk", { ...jwk, key_ops: ["sign"] }, hmac, true, ["sign"]], ["jwk", { ...jwk, key_ops: ["verify"] }, hmac, true, ["sign"]], ["jwk", { ...jwk, key_ops: ["sign", "sign"] }, hmac, true, ["sign"]], ["jwk", { ...jwk, ext: false }, hmac, true, ["sign"]], ["jwk", { ...jwk, ext: false }, hmac, false, ["sign"]],
      ["jwk", 5, hmac, true, ["sign"]], ["jwk", null, hmac, true, ["sign"]],
      ["raw", b(16), "AES-CBC", true, ["encrypt", "decrypt"]], ["raw", b(15), "AES-CBC", true, ["encrypt"]], ["raw", b(24), { name: "aes-gcm" }, false, ["wrapKey"]], ["raw", b(32), "AES-CTR", true, ["sign"]], ["raw", b(16), "AES-CBC", true, []],
      ["jwk", { kty: "oct", k: "AAAAAAAAAAAAAAAAAAAAAA", alg: "A128CBC" }, "AES-CBC", true, ["encrypt"]], ["jwk", { kty: "oct", k: "AAAAAAAAAAAAAAAAAAAAAA", alg: "A256CBC" }, "AES-CBC", true, ["encrypt"]], ["jwk", { kty: "oct", k: "AAAA" }, "AES-CBC", true, ["encrypt"]],
      ["raw", b(4), "PBKDF2", false, ["deriveBits"]], ["raw", b(4), "PBKDF2", true, ["deriveBits"]], ["raw", b(4), "PBKDF2", false, ["sign"]], ["raw", b(4), "HKDF", false, ["deriveKey"]], ["jwk", jwk, "HKDF", false, ["deriveKey"]], ["raw", b(0), "PBKDF2", false, ["deriveBits"]], ["raw", b(4), "HKDF", false, []],
      ["raw", b(4), "nope", true, ["sign"]], ["raw", b(4), "SHA-256", true, ["sign"]],
    ]) {
      results.push(await subtle.importKey(...args).then((key) => [key.type, key.extractable, key.algorithm, key.usages], told));
    }
    return results;
  },
  "exportKey: what is refused": async (require, globals) => {
    const { subtle } = globals.crypto;
    const told = (error) => [error.constructor.name, error.name, error.message, error.code];
    const aes = (extractable) => subtle.importKey("raw", new Uint8Array(16), "AES-CBC", extractable, ["encrypt"]);
    const open = await aes(true);
    const results = [];
    for (const args of [["raw", open], ["jwk", open], ["spki", open], ["pkcs8", open], ["nope", open], ["raw", await aes(false)], ["raw"], [], ["raw", {}], ["raw", null], ["raw", await subtle.importKey("raw", new Uint8Array(4), "PBKDF2", false, ["deriveBits"])]]) {
      results.push(await subtle.exportKey(...args).then((got) => got, told));
    }
    return results;
  },
  "AES: seal and open in every mode": async (require, globals, h) => {
    const { subtle } = globals.crypto;
    const random = h.random(3);
    const bytes = (length) => globals.Buffer.from(random.bytes(length));
    const results = [];
    for (const name of ["AES-CBC", "AES-CTR", "AES-GCM"]) {
      for (const size of [16, 24, 32]) {
        const key = await subtle.importKey("raw", bytes(size), name, false, ["encrypt", "decrypt"]);
        for (const length of [0, 1, 15, 16, 17, 100]) {
          const data = bytes(length);
          const parameters = { "AES-CBC": { iv: bytes(16) }, "AES-CTR": { counter: bytes(16), length: 64 }, "AES-GCM": { iv: bytes(12), additionalData: bytes(20), tagLength: random.pick([32, 64, 96, 128, undefined]) } }[name];
          const sealed = await subtle.encrypt({ name, ...parameters }, key, data);
          results.push(sealed, globals.Buffer.from(await subtle.decrypt({ name, ...parameters }, key, sealed)).equals(data));
        }
      }
    }
    return results;
  },
  "AES-CTR: counters that overflow": async (require, globals) => {
    const { subtle } = globals.crypto;
    const told = (error) => [error.constructor.name, error.name, error.message];
    const key = await subtle.importKey("raw", new Uint8Array(16), "AES-CTR", false, ["encrypt"]);
    const results = [];
    for (const length of [1, 2, 3, 8, 9, 64, 127, 128, 0, 129]) {
      for (const fill of [0xff, 0xfe, 0x00]) {
        const counter = new Uint8Array(16).fill(fill);
        results.push(await subtle.encrypt({ name: "AES-CTR", counter, length }, key, new Uint8Array(60)).then((got) => got, told));
      }
    }
    return results;
  },
  "AES: what is refused": async (require, globals) => {
    const { subtle } = globals.crypto;
    const told = (error) => [error.constructor.name, error.name, error.message, error.code];
    const make = (name, usages = ["encrypt", "decrypt"]) => subtle.importKey("raw", new Uint8Array(16), name, false, usages);
    const [cbc, ctr, gcm, sealOnly] = [await make("AES-CBC"), await make("AES-CTR"), await make("AES-GCM"), await make("AES-CBC", ["encrypt"])];
    const iv = new Uint8Array(16);
    const data = new Uint8Array(32);
    const results = [];
    for (const [call, ...args] of [
      ["encrypt"], ["encrypt", { name: "AES-CBC", iv }, cbc], ["encrypt", { name: "AES-CBC", iv: new Uint8Array(15) }, cbc, data], ["encrypt", { name: "AES-CBC" }, cbc, data], ["encrypt", "AES-CBC", cbc, data], ["encrypt", { name: "AES-CBC", iv: "x" }, cbc, data],
      ["encrypt", { name: "AES-CBC", iv }, gcm, data], ["encrypt", { name: "AES-CBC", iv }, {}, data], ["encrypt", { name: "AES-CBC", iv }, cbc, "text"], ["decrypt", { name: "AES-CBC", iv }, sealOnly, data], ["decrypt", { name: "AES-CBC", iv }, cbc, data], ["decrypt", { name: "AES-CBC", iv }, cbc, new Uint8Array(17)],
      ["decrypt", { name: "AES-CBC", iv }, cbc, new Uint8Array(0)], ["encrypt", { name: "AES-CTR", counter: iv }, ctr, data], ["encrypt", { name: "AES-CTR", counter: new Uint8Array(8), length: 64 }, ctr, data], ["encrypt", { name: "AES-CTR", counter: iv, length: 256 }, ctr, data], ["encrypt", { name: "AES-CTR", counter: iv, length: "x" }, ctr, data],
      ["encrypt", { name: "AES-GCM", iv, tagLength: 100 }, gcm, data], ["encrypt", { name: "AES-GCM", iv, tagLength: 256 }, gcm, data], ["decrypt", { name: "AES-GCM", iv }, gcm, data], ["decrypt", { name: "AES-GCM", iv }, gcm, new Uint8Array(15)], ["decrypt", { name: "AES-GCM", iv }, gcm, new Uint8Array(16)],
      ["encrypt", { name: "AES-GCM", iv: new Uint8Array(0) }, gcm, data], ["encrypt", { name: "AES-GCM", iv, additionalData: "x" }, gcm, data], ["encrypt", "RSA-OAEP-X", gcm, data], ["sign", "HMAC", gcm, data], ["verify", "HMAC", gcm, data, data], ["sign", "HMAC", gcm], ["verify", "HMAC", gcm, data],
    ]) {
      results.push(await subtle[call](...args).then((got) => got, told));
    }
    return results;
  },
  "deriveBits and deriveKey": async (require, globals, h) => {
    const { subtle } = globals.crypto;
    const { Buffer } = globals;
    const password = await subtle.importKey("raw", Buffer.from("password"), "PBKDF2", false, ["deriveBits", "deriveKey"]);
    const secret = await subtle.importKey("raw", Buffer.from("secret"), "HKDF", false, ["deriveBits", "deriveKey"]);
    const salt = Buffer.from("salt");
    const info = Buffer.from("info");
    const results = [];
    for (const hash of ["SHA-1", "SHA-256", "SHA-384", { name: "SHA-512" }]) {
      for (const length of [0, 8, 128, 264, 1024]) {
        results.push(await subtle.deriveBits({ name: "PBKDF2", hash, salt, iterations: 10 }, password, length), await subtle.deriveBits({ name: "HKDF", hash, salt, info }, secret, length));
      }
    }
    for (const [algorithm, usages] of [[{ name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]], [{ name: "AES-CBC", length: 128 }, ["encrypt"]], [{ name: "HMAC", hash: "SHA-256" }, ["sign"]], [{ name: "HMAC", hash: "SHA-512", length: 256 }, ["sign"]]]) {
      for (const [parameters, key] of [[{ name: "PBKDF2", hash: "SHA-256", salt, iterations: 10 }, password], [{ name: "HKDF", hash: "SHA-256", salt, info }, secret]]) {
        const derived = await subtle.deriveKey(parameters, key, algorithm, true, usages);
        results.push([derived.algorithm, derived.usages, derived.type, await subtle.exportKey("raw", derived)]);
      }
    }
    return results;
  },
  "deriveBits and deriveKey: what is refused": async (require, globals) => {
    const { subtle } = globals.crypto;
    const told = (error) => [error.constructor.name, error.name, error.message, error.code];
    const make = (name, usages) => subtle.importKey("raw", new Uint8Array(8), name, false, usages);
    const [bits, keys, hkdf] = [await make("PBKDF2", ["deriveBits"]), await make("PBKDF2", ["deriveKey"]), await make("HKDF", ["deriveBits", "deriveKey"])];
    const salt = new Uint8Array(4);
    const pbkdf2 = { name: "PBKDF2", hash: "SHA-256", salt, iterations: 10 };
    const results = [];
    for (const [call, ...args] of [
      ["deriveBits"], ["deriveBits", pbkdf2], ["deriveBits", pbkdf2, bits], ["deriveBits", pbkdf2, bits, null], ["deriveBits", pbkdf2, bits, 12], ["deriveBits", pbkdf2, bits, "x"], ["deriveBits", pbkdf2, keys, 128], ["deriveBits", pbkdf2, hkdf, 128], ["deriveBits", { ...pbkdf2, iterations: 0 }, bits, 128],
      ["deriveBits", { ...pbkdf2, iterations: -1 }, bits, 128], ["deriveBits", { ...pbkdf2, hash: "MD5" }, bits, 128], ["deriveBits", { name: "PBKDF2", hash: "SHA-256", salt }, bits, 128], ["deriveBits", { name: "PBKDF2", hash: "SHA-256", iterations: 1 }, bits, 128], ["deriveBits", "PBKDF2", bits, 128], ["deriveBits", { name: "HKDF", hash: "SHA-256", salt }, hkdf, 128],
      ["deriveBits", { name: "HKDF", hash: "SHA-256", salt, info: salt }, hkdf, 255 * 256 + 8], ["deriveBits", { name: "HKDF", hash: "SHA-256", salt, info: salt }, hkdf, null], ["deriveBits", { name: "HKDF", hash: "SHA-256", salt, info: salt }, hkdf, 12], ["deriveBits", { name: "nope" }, hkdf, 8],
      ["deriveKey", pbkdf2, bits, { name: "AES-CBC", length: 128 }, true, ["encrypt"]], ["deriveKey", pbkdf2, keys, { name: "AES-CBC", length: 100 }, true, ["encrypt"]], ["deriveKey", pbkdf2, keys, { name: "AES-CBC" }, true, ["encrypt"]], ["deriveKey", pbkdf2, keys, { name: "AES-CBC", length: 128 }, true, []], ["deriveKey", pbkdf2, keys, { name: "HMAC", hash: "SHA-1", length: 0 }, true, ["sign"]],
      ["deriveKey", pbkdf2, keys, "PBKDF2", false, ["deriveBits"]], ["deriveKey", pbkdf2, keys], ["deriveKey", pbkdf2, keys, "nope", true, []],
    ]) {
      results.push(await subtle[call](...args).then((got) => got, told));
    }
    return results;
  },
  "generateKey": async (require, globals) => {
    const { subtle } = globals.crypto;
    const told = (error) => [error.constructor.name, error.name, error.message, error.code];
    const results = [];
    for (const args of [
      [{ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]], [{ name: "aes-cbc", length: 128 }, false, ["wrapKey"]], [{ name: "HMAC", hash: "SHA-256" }, true, ["sign", "verify"]], [{ name: "HMAC", hash: "SHA-384" }, true, ["sign"]], [{ name: "HMAC", hash: "SHA-1", length: 128 }, true, ["verify", "sign", "verify"]],
      [{ name: "AES-GCM", length: 100 }, true, ["encrypt"]], [{ name: "AES-GCM" }, true, ["encrypt"]], [{ name: "AES-GCM", length: 128 }, true, ["sign"]], [{ name: "AES-GCM", length: 128 }, true, []], [{ name: "HMAC" }, true, ["sign"]], [{ name: "HMAC", hash: "SHA-1", length: 9 }, true, ["sign"]], [{ name: "HMAC", hash: "SHA-1", length: 0 }, true, ["sign"]],
      [{ name: "HMAC", hash: "SHA-1" }, true, ["encrypt"]], [{ name: "HMAC", hash: "SHA-1" }, true, []], ["nope", true, ["sign"]], [], [{ name: "AES-GCM", length: 128 }, true],
    ]) {
      results.push(await subtle.generateKey(...args).then(async (key) => [key.type, key.extractable, key.algorithm, key.usages, key.extractable && (await subtle.exportKey("raw", key)).byteLength], told));
    }
    return results;
  },
  "wrapKey and unwrapKey": async (require, globals) => {
    const { subtle } = globals.crypto;
    const told = (error) => [error.constructor.name, error.name, error.message, error.code];
    const results = [];
    for (const [name, parameters] of [["AES-GCM", { iv: new Uint8Array(12) }], ["AES-CBC", { iv: new Uint8Array(16) }], ["AES-CTR", { counter: new Uint8Array(16), length: 64 }]]) {
      const wrapping = await subtle.importKey("raw", new Uint8Array(32), name, false, ["wrapKey", "unwrapKey"]);
      const key = await subtle.importKey("raw", new Uint8Array(20), { name: "HMAC", hash: "SHA-256" }, true, ["sign"]);
      for (const format of ["raw", "jwk"]) {
        const wrapped = await subtle.wrapKey(format, key, wrapping, { name, ...parameters });
        const again = await subtle.unwrapKey(format, wrapped, wrapping, { name, ...parameters }, { name: "HMAC", hash: "SHA-256" }, true, ["sign"]);
        results.push(format === "raw" ? wrapped : wrapped.byteLength, again.algorithm, await subtle.exportKey("raw", again));
      }
      results.push(await subtle.wrapKey("raw", wrapping, wrapping, { name, ...parameters }).catch(told), await subtle.encrypt({ name, ...parameters }, wrapping, new Uint8Array(4)).catch(told));
    }
    return results;
  },
  "CryptoKey": async (require, globals, h) => {
    const { subtle } = globals.crypto;
    const key = await subtle.importKey("raw", new Uint8Array(16), "AES-CBC", true, ["encrypt", "encrypt", "decrypt"]);
    const { inspect, types } = require("util");
    const { createHmac, KeyObject, createCipheriv } = require("crypto");
    const plain = KeyObject.from(key);
    return [
      key.constructor.name, Object.keys(key), key.usages, inspect(key), types.isCryptoKey(key), types.isCryptoKey({}), plain.type, plain.symmetricKeySize, createHmac("sha1", key).update("x").digest("hex"), createCipheriv("aes-128-cbc", key, new Uint8Array(16)).final("hex"),
      ...[() => new key.constructor(), () => Object.getPrototypeOf(key).type].map((run) => { const got = h.attempt(run); return got instanceof Error ? [got.constructor.name, got.code] : got; }),
    ];
  },
  "the caller's buffers may change": async (require, globals) => {
    const { subtle } = globals.crypto;
    const bytes = new Uint8Array(16).fill(1);
    const importing = subtle.importKey("raw", bytes, "AES-CBC", true, ["encrypt"]);
    const digesting = subtle.digest("SHA-256", bytes);
    bytes.fill(2);
    const key = await importing;
    return [await subtle.exportKey("raw", key)];
  },
};
