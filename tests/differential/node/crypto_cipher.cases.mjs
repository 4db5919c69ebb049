// require('crypto'): createCipheriv and its kin.
export default {
  "every cipher, every length around its blocks, in one piece and in parts": (require, globals, h) => {
    const { createCipheriv, createDecipheriv } = require("crypto");
    const { Buffer } = globals;
    const random = h.random(1);
    const results = [];
    for (const [name, key, iv] of [
      ["aes-128-cbc", 16, 16], ["aes-192-cbc", 24, 16], ["aes-256-cbc", 32, 16], ["aes-128-ctr", 16, 16], ["aes-192-ctr", 24, 16], ["aes-256-ctr", 32, 16], ["aes-128-ecb", 16, 0], ["aes-192-ecb", 24, 0], ["aes-256-ecb", 32, 0],
      ["aes-128-gcm", 16, 12], ["aes-192-gcm", 24, 12], ["aes-256-gcm", 32, 12], ["aes-256-gcm", 32, 16], ["aes-256-gcm", 32, 1], ["des-ede3-cbc", 24, 8], ["des-ede3", 24, 0],
    ]) {
      for (const length of [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 100, 1000]) {
        const [k, v, data] = [key, iv, length].map((count) => Buffer.from(random.bytes(count)));
        const cipher = createCipheriv(name, k, iv === 0 ? null : v);
        const parts = [];
        for (let at = 0; at < length;) {
          const size = 1 + random.below(40);
          parts.push(cipher.update(data.subarray(at, at + size)));
          at += size;
        }
        parts.push(cipher.final());
        const sealed = Buffer.concat(parts);
        results.push([name, length, parts.map((part) => part.length).join(), sealed.toString("hex")]);
        const decipher = createDecipheriv(name, k, iv === 0 ? null : v);
        if (name.endsWith("gcm")) {
          results.push(cipher.getAuthTag());
          decipher.setAuthTag(cipher.getAuthTag());
        }
        const opened = [];
        for (let at = 0; at < sealed.length;) {
          const size = 1 + random.below(40);
          opened.push(decipher.update(sealed.subarray(at, at + size)));
          at += size;
        }
        opened.push(decipher.final());
        results.push([opened.map((part) => part.length).join(), Buffer.concat(opened).equals(data)]);
      }
    }
    return results;
  },
  "names": (require, globals, h) => {
    const { createCipheriv } = require("crypto");
    const zeros = (count) => globals.Buffer.alloc(count);
    return [
      ["AES-128-CBC", 16, 16], ["aes128", 16, 16], ["AES256", 32, 16], ["id-aes128-GCM", 16, 12], ["ID-AES256-gcm", 32, 12], ["des3", 24, 8], ["DES-EDE3", 24, 0], ["des-ede3-ecb", 24, 0], ["2.16.840.1.101.3.4.1.2", 16, 16],
      ["2.16.840.1.101.3.4.1.46", 32, 12], ["1.2.840.113549.3.7", 24, 8], ["nope", 16, 16], ["", 16, 16], ["aes-128-cbc ", 16, 16], ["aes_128_cbc", 16, 16], ["aes-512-cbc", 16, 16], ["toString", 16, 16],
    ].map(([name, key, iv]) => h.attempt(() => createCipheriv(name, zeros(key), iv === 0 ? null : zeros(iv)).update("0123456789abcdef", "utf8", "hex")));
  },
  "keys and vectors of wrong lengths": (require, globals, h) => {
    const { createCipheriv, createDecipheriv } = require("crypto");
    const results = [];
    for (const name of ["aes-128-cbc", "aes-256-gcm", "aes-192-ctr", "aes-128-ecb", "des-ede3-cbc"]) {
      for (const key of [0, 8, 15, 16, 17, 24, 32, 33]) {
        for (const iv of [null, 0, 1, 8, 12, 15, 16, 17, 128, 129]) {
          for (const make of [createCipheriv, createDecipheriv]) {
            const made = h.attempt(() => make(name, globals.Buffer.alloc(key), iv === null ? null : globals.Buffer.alloc(iv)));
            results.push(made instanceof Error ? made : "made");
          }
        }
      }
    }
    return results;
  },
  "arguments of every kind": (require, globals, h) => {
    const { createCipheriv, createSecretKey } = require("crypto");
    const k = "0123456789abcdef";
    const made = (...args) => h.attempt(() => createCipheriv(...args).final("hex"));
    return [
      made("aes-128-cbc", k, k), made("aes-128-cbc", globals.Buffer.from(k), globals.Buffer.from(k)), made("aes-128-cbc", new ArrayBuffer(16), new DataView(new ArrayBuffer(16))), made("aes-128-cbc", new Uint16Array(8), new Float64Array(2)),
      made("aes-128-cbc", createSecretKey(k), k), made("aes-128-cbc", createSecretKey("x"), k), made("aes-128-cbc", "00".repeat(16), k, { encoding: "hex" }), made("aes-128-cbc", k, k, { encoding: 5 }), made("aes-128-cbc", k, k, null),
      made("aes-128-cbc", k), made("aes-128-cbc"), made(), made(5, k, k), made("aes-128-cbc", 5, k), made("aes-128-cbc", k, 5), made("aes-128-cbc", null, k), made("aes-128-cbc", k, undefined), made("aes-128-cbc", k, {}), made("aes-128-ecb", k, ""),
      made("aes-128-ecb", k, null), made("aes-128-ecb", k), made("aes-128-ecb", k, k), made("aes-128-cbc", k, ""), made("nope", 5, 5), made("nope", k, k),
    ];
  },
  "constructors and lengths": (require) => {
    const crypto = require("crypto");
    const k = "0123456789abcdef";
    const { Cipheriv, Decipheriv } = crypto;
    return [
      Cipheriv.name, Cipheriv.length, Decipheriv.length, crypto.createCipheriv.length, crypto.createDecipheriv.length, Cipheriv("aes-128-cbc", k, k) instanceof Cipheriv, new Decipheriv("aes-128-cbc", k, k) instanceof Decipheriv,
      typeof Cipheriv.prototype.setAuthTag, typeof Decipheriv.prototype.getAuthTag, typeof Cipheriv.prototype.setAAD,
    ];
  },
  "texts in and out": (require, globals, h) => {
    const { createCipheriv, createDecipheriv } = require("crypto");
    const k = "0123456789abcdef";
    const results = [];
    for (const out of [undefined, null, "", "hex", "HEX", "base64", "base64url", "latin1", "binary", "buffer", "utf8", "ucs2", "nope"]) {
      results.push(h.attempt(() => {
        const cipher = createCipheriv("aes-128-cbc", k, k);
        return [cipher.update("x".repeat(33), "utf8", out), cipher.update("\u20ac", "utf8", out), cipher.final(out)];
      }));
    }
    const sealed = (() => { const cipher = createCipheriv("aes-128-ctr", k, k); return cipher.update("\u00e4\u20ac\ud83d\udd11 text", "utf8", "hex") + cipher.final("hex"); })();
    for (const size of [2, 4, 6, 10]) {
      const decipher = createDecipheriv("aes-128-ctr", k, k);
      const parts = [];
      for (let at = 0; at < sealed.length; at += size) parts.push(decipher.update(sealed.slice(at, at + size), "hex", "utf8"));
      results.push([...parts, decipher.final("utf8")]);
    }
    for (const [data, encoding] of [["abc", "hex"], ["abcd", "hex"], ["zz", "hex"], ["YWJj", "base64"], ["abc", "nope"], ["abc", 5], ["abc", "buffer"], ["\u00ff", "latin1"], [5], [undefined], [null], [{}], [[1]], [new ArrayBuffer(2)], [new Uint16Array([1])], [new DataView(new ArrayBuffer(3))], [""]]) {
      results.push(h.attempt(() => createCipheriv("aes-128-ctr", k, k).update(data, encoding)));
    }
    results.push(h.attempt(() => { const cipher = createCipheriv("aes-128-cbc", k, k); cipher.update("x", "utf8", "hex"); return cipher.final("HEX"); }));
    results.push(h.attempt(() => { const cipher = createCipheriv("aes-128-cbc", k, k); cipher.update("x", "utf8", "hex"); return cipher.final("nope"); }));
    results.push(h.attempt(() => { const cipher = createCipheriv("aes-128-cbc", k, k); cipher.update("x", "utf8", "hex"); return cipher.final(); }));
    return results;
  },
  "padding": (require, globals, h) => {
    const { createCipheriv, createDecipheriv } = require("crypto");
    const k = globals.Buffer.alloc(16, 1);
    const bytes = (count) => globals.Buffer.alloc(count, 2);
    const enc = (run) => h.attempt(() => run(createCipheriv("aes-128-cbc", k, k)));
    const dec = (run) => h.attempt(() => run(createDecipheriv("aes-128-cbc", k, k)));
    return [
      enc((c) => [c.setAutoPadding(false) === c, c.update(bytes(16)), c.final()]), enc((c) => { c.setAutoPadding(false); c.update(bytes(3)); return c.final(); }), enc((c) => [c.setAutoPadding() === c, c.update(bytes(16)), c.final()]),
      enc((c) => [c.setAutoPadding(true), c.update(bytes(16)).length, c.final().length].slice(1)), enc((c) => { c.update(bytes(3)); c.setAutoPadding(false); return c.final(); }), enc((c) => { c.final(); c.setAutoPadding(false); }),
      dec((c) => c.final()), dec((c) => { c.update(bytes(3)); return c.final(); }), dec((c) => { c.update(bytes(32)); return c.final(); }), dec((c) => { c.update(bytes(33)); return c.final(); }), dec((c) => { c.setAutoPadding(false); c.update(bytes(3)); return c.final(); }),
      dec((c) => { c.setAutoPadding(false); return [c.update(bytes(16)), c.update(bytes(16)), c.final()]; }), dec((c) => { const a = c.update(bytes(16)); c.setAutoPadding(false); return [a, c.update(bytes(16)), c.final()]; }),
      dec((c) => { c.setAutoPadding(false); c.update(bytes(17)); return c.final(); }), dec((c) => { c.setAutoPadding(false); return c.final(); }),
      ...Array.from({ length: 40 }, (_, at) => dec((c) => { c.update(globals.Buffer.alloc(32, at)); return c.final(); })),
    ];
  },
  "bad padding of every kind": (require, globals, h) => {
    const { createCipheriv, createDecipheriv } = require("crypto");
    const k = globals.Buffer.alloc(16, 7);
    return Array.from({ length: 20 }, (_, last) => [0, last, 255].map((before) => h.attempt(() => {
      const plain = globals.Buffer.alloc(16, before);
      plain[15] = last;
      const cipher = createCipheriv("aes-128-cbc", k, k).setAutoPadding(false);
      const decipher = createDecipheriv("aes-128-cbc", k, k);
      return [decipher.update(cipher.update(plain)), decipher.final()];
    })));
  },
  "order of calls": (require, globals, h) => {
    const { createCipheriv, createDecipheriv } = require("crypto");
    const k = globals.Buffer.alloc(16, 1);
    const results = [];
    for (const [name, iv] of [["aes-128-cbc", 16], ["aes-128-gcm", 12], ["aes-128-ctr", 16]]) {
      const make = () => createCipheriv(name, k, globals.Buffer.alloc(iv, 1));
      const undo = () => createDecipheriv(name, k, globals.Buffer.alloc(iv, 1));
      for (const run of [
        () => { const c = make(); c.final(); return c.final(); }, () => { const c = make(); c.final(); return c.update("a"); }, () => { const c = make(); c.final(); return c.setAutoPadding(false); }, () => make().getAuthTag(),
        () => { const c = make(); c.final(); return c.getAuthTag(); }, () => make().setAAD("x") && "set", () => { const c = make(); c.update("a"); return c.setAAD("x") && "set"; }, () => { const c = make(); c.final(); return c.setAAD("x"); },
        () => undo().setAuthTag(globals.Buffer.alloc(16)) && "set", () => { const c = undo(); c.setAuthTag(globals.Buffer.alloc(16)); return c.setAuthTag(globals.Buffer.alloc(16)); },
        () => { const c = undo(); h.attempt(() => c.final()); return c.final(); }, () => { const c = undo(); h.attempt(() => c.final()); return c.update("a"); }, () => { const c = undo(); h.attempt(() => c.final()); return c.setAuthTag(globals.Buffer.alloc(16)); },
        () => { const c = undo(); h.attempt(() => c.final()); return c.setAAD("x"); },
      ]) results.push(h.attempt(run));
    }
    return results;
  },
  "GCM: tags and additional data": (require, globals, h) => {
    const { createCipheriv, createDecipheriv } = require("crypto");
    const { Buffer } = globals;
    const [k, v] = [Buffer.alloc(16, 1), Buffer.alloc(12, 1)];
    const tagged = (options) => h.attempt(() => { const c = createCipheriv("aes-128-gcm", k, v, options); c.update("abc"); c.final(); return [c.getAuthTag(), c.getAuthTag()]; });
    const opened = (tag, options) => h.attempt(() => {
      const c = createCipheriv("aes-128-gcm", k, v);
      const sealed = Buffer.concat([c.update("abc"), c.final()]);
      const d = createDecipheriv("aes-128-gcm", k, v, options);
      d.setAuthTag(typeof tag === "number" ? c.getAuthTag().subarray(0, tag) : tag);
      return [d.update(sealed).toString(), d.final()];
    });
    return [
      ...[0, 1, 3, 4, 5, 8, 11, 12, 13, 14, 15, 16, 17, -1, "16", 1.5, null, undefined, {}].map((authTagLength) => tagged({ authTagLength })),
      ...[0, 1, 3, 4, 5, 8, 11, 12, 13, 14, 15, 16].map((length) => opened(length)), opened(12, { authTagLength: 16 }), opened(12, { authTagLength: 12 }), opened(16, { authTagLength: 12 }), opened(Buffer.alloc(16)), opened(Buffer.alloc(17)),
      opened("0123456789abcdef"), opened(5n), opened(null), opened(new ArrayBuffer(16)),
      h.attempt(() => createDecipheriv("aes-128-gcm", k, v).final()), h.attempt(() => { const d = createDecipheriv("aes-128-gcm", k, v); d.update("abc"); return d.final(); }),
      h.attempt(() => { const c = createCipheriv("aes-128-gcm", k, v); const sealed = c.update("abc"); c.final(); const d = createDecipheriv("aes-128-gcm", k, v); const plain = d.update(sealed, null, "utf8"); d.setAuthTag(c.getAuthTag()); return plain + d.final("utf8"); }),
      h.attempt(() => { const c = createCipheriv("aes-128-gcm", k, v); const sealed = c.update("abc"); c.final(); const d = createDecipheriv("aes-128-gcm", k, v); d.setAuthTag(c.getAuthTag().toString("hex"), "hex"); return d.update(sealed, null, "utf8") + d.final("utf8"); }),
      ...[["abc"], ["616263", { encoding: "hex" }], [Buffer.alloc(100, 3)], [""], [new ArrayBuffer(3)], [5], [undefined], ["abc", { plaintextLength: 5 }], ["abc", { plaintextLength: -1 }], ["abc", { encoding: 5 }]].map((args) =>
        h.attempt(() => { const c = createCipheriv("aes-128-gcm", k, v); c.setAAD(...args); c.update("data"); c.final(); return c.getAuthTag(); })),
      h.attempt(() => { const c = createCipheriv("aes-128-gcm", k, v); c.setAAD(Buffer.alloc(5, 1)); c.setAAD(Buffer.alloc(16, 1)); c.update("data"); c.final(); return c.getAuthTag(); }),
      h.attempt(() => { const c = createCipheriv("aes-128-gcm", k, v); c.setAAD(Buffer.alloc(21, 1)); c.final(); return c.getAuthTag(); }),
      h.attempt(() => { const c = createCipheriv("aes-128-gcm", k, v); c.update(""); c.setAAD("abc"); c.final(); return c.getAuthTag(); }),
    ];
  },
  "GCM: any change is noticed": (require, globals) => {
    const { createCipheriv, createDecipheriv } = require("crypto");
    const { Buffer } = globals;
    const [k, v, aad] = [Buffer.alloc(32, 1), Buffer.alloc(12, 2), Buffer.from("additional")];
    const c = createCipheriv("aes-256-gcm", k, v).setAAD(aad);
    const sealed = Buffer.concat([c.update("attack at dawn, or a bit later"), c.final()]);
    const tag = c.getAuthTag();
    const open = (key, iv, more, data, mark) => {
      const d = createDecipheriv("aes-256-gcm", key, iv).setAAD(more);
      d.setAuthTag(mark);
      try { return Buffer.concat([d.update(data), d.final()]).toString(); } catch (error) { return error.message; }
    };
    const flip = (bytes, at) => Buffer.from(bytes).map((byte, i) => (i === at ? byte ^ 1 : byte));
    return [open(k, v, aad, sealed, tag), open(flip(k, 3), v, aad, sealed, tag), open(k, flip(v, 3), aad, sealed, tag), open(k, v, flip(aad, 3), sealed, tag), open(k, v, aad, flip(sealed, 20), tag), open(k, v, aad, sealed, flip(tag, 15)), open(k, v, aad, sealed.subarray(1), tag)];
  },
  "the caller's buffers may change": (require, globals) => {
    const { createCipheriv } = require("crypto");
    const [k, v] = [globals.Buffer.alloc(16, 1), globals.Buffer.alloc(16, 2)];
    const c = createCipheriv("aes-128-cbc", k, v);
    const data = globals.Buffer.from("seven b");
    c.update(data);
    for (const bytes of [k, v, data]) bytes.fill(9);
    return c.final("hex");
  },
  "getCipherInfo": (require, globals, h) => {
    const { getCipherInfo } = require("crypto");
    return [
      ...["aes-128-cbc", "AES-256-CBC", "aes256", "aes-192-ctr", "aes-128-gcm", "id-aes256-GCM", "aes-256-ecb", "des-ede3-cbc", "des3", "des-ede3", "nope", "", 427, 901, 44, 99999, -1, 1.5, null, undefined, {}].map((name) => h.attempt(() => getCipherInfo(name))),
      ...[{ keyLength: 32 }, { keyLength: 16 }, { ivLength: 16 }, { ivLength: 12 }, { keyLength: "32" }, { ivLength: 1.5 }, 5, null, {}].map((options) => h.attempt(() => getCipherInfo("aes-256-cbc", options))),
      ...[{ ivLength: 16 }, { ivLength: 1 }, { ivLength: 0 }, { ivLength: -1 }, { ivLength: 128 }].map((options) => h.attempt(() => getCipherInfo("aes-256-gcm", options))),
    ];
  },
  "getCiphers: ours are among Node's": (require) => {
    const names = require("crypto").getCiphers();
    return ["aes-128-cbc", "aes-256-gcm", "aes128", "des-ede3-cbc", "des3", "id-aes256-GCM"].every((name) => names.includes(name));
  },
  "the legacy forms with a password": (require, globals, h) => {
    const { createCipher, createDecipher } = require("crypto");
    return ["aes-128-cbc", "aes192", "aes-256-cbc", "des3", "aes-128-ecb"].map((name) => ["", "password", "p\u00e4ss", globals.Buffer.from([1, 2, 3])].map((password) => {
      const c = createCipher(name, password);
      const sealed = c.update("some text", "utf8", "hex") + c.final("hex");
      const d = createDecipher(name, password);
      return [sealed, d.update(sealed, "hex", "utf8") + d.final("utf8")];
    })).concat([["nope", "x"], [5, "x"], ["aes-128-cbc", 5], ["aes-128-cbc"]].map((args) => h.attempt(() => createCipher(...args))));
  },
};
