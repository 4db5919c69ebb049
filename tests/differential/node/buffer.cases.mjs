// Buffer: making, reading, writing, comparing. Encodings and numbers of generated inputs are in their own files.
export default {
  "the shape of Buffer": (require, { Buffer }) => {
    const buffer = require("buffer");
    return [
      buffer.Buffer === Buffer,
      Object.keys(buffer).filter((name) => !["Blob", "File", "resolveObjectURL"].includes(name)),
      Object.getOwnPropertyDescriptor(buffer, "constants"),
      buffer.constants,
      buffer.kMaxLength,
      buffer.kStringMaxLength,
      buffer.INSPECT_MAX_BYTES,
      Buffer.poolSize,
      Reflect.ownKeys(Buffer).filter((key) => String(key) !== "Symbol(kIsEncodingSymbol)"),
      Reflect.ownKeys(Buffer.prototype).map(String).sort(),
      Object.keys(Buffer.prototype).length,
      Buffer.name,
      Buffer.length,
      Buffer.prototype.constructor === Buffer,
      Object.getPrototypeOf(Buffer) === Uint8Array,
      Buffer.prototype.parent,
      Buffer.prototype.offset,
    ];
  },
  "methods' names and lengths": (require, { Buffer }) =>
    Reflect.ownKeys(Buffer.prototype)
      .filter((key) => !["parent", "offset", "constructor"].includes(key) && !/Slice|Write|Float|Double/.test(String(key)))
      .map(String)
      .sort()
      .map((key) => [key, Buffer.prototype[key]?.name]),
  "with and without new": (require, { Buffer }, { attempt }) => [
    Buffer(3),
    new Buffer(3),
    new Buffer("h\u00e9"),
    Buffer("aGk=", "base64"),
    Buffer([1, 2, 300, -1]),
    new Buffer(new Uint8Array([1, 2]).buffer, 1),
    attempt(() => Buffer(5, "utf8")),
    attempt(() => new Buffer()),
    attempt(() => Buffer(-1)),
    new Buffer(2) instanceof Buffer,
    new Buffer(2) instanceof Uint8Array,
  ],
  "instances know their kind": (require, { Buffer }) => {
    class Mine extends Buffer {}
    const mine = new Mine("abc");
    const buf = Buffer.from("abc");
    return [
      Object.prototype.toString.call(buf),
      buf.constructor === Buffer,
      Buffer.isBuffer(buf),
      Buffer.isBuffer(new Uint8Array(1)),
      Buffer.isBuffer(null),
      Buffer.isBuffer("abc"),
      Buffer.isBuffer({ __proto__: Buffer.prototype }),
      mine instanceof Mine,
      Buffer.isBuffer(mine),
      Buffer.isBuffer(buf.map((x) => x + 1)),
      buf.map((x) => x + 1),
      buf.filter((x) => x !== 98),
      Buffer[Symbol.species] === Buffer,
      Buffer[Symbol.species].name,
      Buffer.isBuffer(Uint8Array.prototype.slice.call(buf, 1)),
      Buffer.of(1, 2, 3, 256),
      Buffer.isBuffer(Buffer.of(1)),
      Array.from(buf),
      [...buf.entries()],
      [...buf.keys()],
      JSON.stringify(buf),
      JSON.stringify({ a: Buffer.alloc(0) }),
      Object.keys(buf),
      "0" in buf,
      ArrayBuffer.isView(buf),
    ];
  },
  "Buffer.from takes what Node takes": (require, { Buffer }, { attempt }) => {
    const inputs = [
      "", "abc", "\u20ac", [], [1, 2, 3], [1.9, "7", "x", -1, 256, NaN, null, undefined, true, [5], {}],
      new Uint8Array([9, 8, 7]), new Uint16Array([257, 2]), new Float64Array([1.5, -2]), new DataView(new ArrayBuffer(3)),
      new ArrayBuffer(4), Buffer.from("zz"), { length: 2 }, { length: 2, 0: 65, 1: 66 }, { length: "2", 0: 1 }, { length: -1 },
      { length: NaN }, { length: 2.9, 0: 1, 1: 2, 2: 3 }, { type: "Buffer", data: [1, 2, 3] }, { type: "Buffer", data: "x" }, { type: "X", data: [1] },
      {}, new String("boxed"), new Number(3), new Boolean(true), { valueOf: () => "via valueOf" }, { valueOf: () => [7, 8] },
      { valueOf: () => 5 }, { valueOf: () => null }, { [Symbol.toPrimitive]: (hint) => `prim ${hint}` },
      { [Symbol.toPrimitive]: () => 1 }, new Date(0), new Map([[1, 2]]), new Set([1]), /x/, () => 1, function named() {}, class K {},
      5, -5, NaN, 0, 10n, true, false, null, undefined, Symbol("s"), Object.create(null), new (class Foo {})(),
      { buffer: new ArrayBuffer(2) }, { buffer: new ArrayBuffer(2), length: 1, 0: 3 }, "x".repeat(100) + "\u00e9",
    ];
    return inputs.map((input) => attempt(() => Buffer.from(input)));
  },
  "Buffer.from string and encoding": (require, { Buffer }, { attempt }) => {
    const encodings = [
      undefined, null, "", "utf8", "UTF-8", "Utf8", "utf-8", "ucs2", "UCS-2", "ucs-2", "utf16le", "UTF-16LE", "utf-16le", "UTF16LE", "latin1", "binary",
      "BINARY", "ascii", "ASCII", "hex", "HEX", "base64", "BASE64", "base64url", "Base64Url", "nope", "utf", "utf16", " utf8", "buffer", 5, {}, [], ["hex"], true,
      "\u212A", "baſe64",
    ];
    const out = [];
    for (const encoding of encodings) {
      for (const text of ["616263", "h\u00e9\u20ac\u{1f600}", "", "aGk"]) out.push(attempt(() => Buffer.from(text, encoding)));
      out.push(attempt(() => Buffer.isEncoding(encoding)));
      out.push(attempt(() => Buffer.byteLength("h\u00e9\u20ac=", encoding)));
      out.push(attempt(() => Buffer.from("h\u00e9").toString(encoding)));
    }
    return out;
  },
  "Buffer.from an ArrayBuffer shares its memory": (require, { Buffer }, { attempt }) => {
    const bytes = new Uint8Array([1, 2, 3, 4, 5, 6]);
    const shared = Buffer.from(bytes.buffer, 1, 3);
    shared[0] = 99;
    const places = [undefined, null, 0, 1, 6, 7, -1, 1.5, "2", "x", NaN, Infinity, -Infinity, {}, [], true];
    const out = [bytes, shared];
    for (const offset of places) {
      out.push(attempt(() => Buffer.from(bytes.buffer, offset)));
      for (const length of places) out.push(attempt(() => Buffer.from(bytes.buffer, offset, length)));
    }
    const copy = Buffer.from(bytes);
    copy[0] = 77;
    out.push(bytes, copy);
    return out;
  },
  "alloc, allocUnsafe and their sizes": (require, { Buffer }, { attempt }) => {
    const sizes = [0, 1, 5, 5000, -1, 1.5, NaN, Infinity, 2 ** 32 + 1, 2 ** 53, "5", null, undefined, {}, true, 5n, -0];
    const out = [];
    for (const size of sizes) {
      for (const make of [Buffer.alloc, Buffer.allocUnsafe, Buffer.allocUnsafeSlow, require("buffer").SlowBuffer]) {
        out.push(attempt(() => make(size).length));
      }
      out.push(attempt(() => Buffer.alloc(size)));
    }
    for (const fill of [0, 1, 300, -1, "a", "ab", "\u00e9", "", undefined, null, true, {}, Buffer.from("xyz"), Buffer.alloc(0), [1], new Uint16Array([258])]) {
      for (const encoding of [undefined, "hex", "base64", "latin1", "utf16le", "nope", 5, null, ""]) {
        out.push(attempt(() => Buffer.alloc(7, fill, encoding)));
      }
    }
    out.push(attempt(() => Buffer.alloc(3, "zz", "hex")), attempt(() => Buffer.alloc(0, "zz", "nope")));
    return out;
  },
  "toString's start and end": (require, { Buffer }, { attempt }) => {
    const buf = Buffer.from("hello w\u00f6rld");
    const places = [undefined, null, 0, 1, 3, 5, 100, -1, -5, 1.7, "2", "x", NaN, Infinity, -Infinity, {}, [], [3], true, 2 ** 33];
    const out = [];
    for (const start of places) {
      out.push(attempt(() => buf.toString("utf8", start)));
      for (const end of places) out.push(attempt(() => buf.toString("latin1", start, end)));
    }
    out.push(buf.toString(), buf.toLocaleString(), String(buf), `${buf}`, buf + "", buf.toString(undefined, 1, 2), attempt(() => buf.toString(null)));
    out.push(attempt(() => buf.toString("nope")), attempt(() => buf.toString("nope", 5, 2)), attempt(() => Buffer.alloc(0).toString("nope")));
    return out;
  },
  "write and where it writes": (require, { Buffer }, { attempt }) => {
    const places = [undefined, null, 0, 1, 3, 6, 7, -1, 1.5, "2", NaN, Infinity, {}, "hex", "utf16le", "nope", ""];
    const out = [];
    for (const text of ["abc", "\u20ac\u20ac\u20ac", "6162", "", 5, undefined, null]) {
      out.push(attempt(() => Buffer.alloc(6, 46).write(text)));
      for (const offset of places) {
        for (const length of places) {
          for (const encoding of [undefined, "latin1", "hex", "nope", null, 7]) {
            const buf = Buffer.alloc(6, 46);
            out.push([attempt(() => buf.write(text, offset, length, encoding)), buf.toString("latin1")].map((x) => (x instanceof Error ? `${x.code} ${x.message}` : x)));
          }
        }
      }
    }
    return out;
  },
  "write never cuts a character": (require, { Buffer }) => {
    const out = [];
    for (const encoding of ["utf8", "utf16le", "latin1", "hex", "base64", "base64url", "ascii"]) {
      for (let size = 0; size < 12; size++) {
        for (const text of ["\u20ac\u20ac\u20ac", "a\u{1f600}b\u{1f600}", "\ud83d\ude00", "\ud83d", "x\udc00y", "abcdef", "616263646", "YWJjZGVm", "YW=="]) {
          const buf = Buffer.alloc(size, 46);
          out.push([buf.write(text, encoding), buf.toString("hex")]);
        }
      }
    }
    return out;
  },
  "the old slice and write methods": (require, { Buffer }, { attempt }) => {
    const out = [];
    for (const name of ["ascii", "base64", "base64url", "latin1", "hex", "ucs2", "utf8"]) {
      const buf = Buffer.from("h\u00e9llo w\u00f6rld");
      out.push(buf[`${name}Slice`](), buf[`${name}Slice`](2), buf[`${name}Slice`](2, 7), buf[`${name}Slice`](0, 0));
      const room = Buffer.alloc(12, 46);
      out.push(room[`${name}Write`]("6162\u00e9", 1, 5), room[`${name}Write`]("6162", 6), room);
    }
    return out;
  },
  "slice and subarray share memory": (require, { Buffer }) => {
    const buf = Buffer.from("0123456789");
    const places = [undefined, null, 0, 1, 5, 10, 11, -1, -3, -10, -11, 2.9, -2.9, "3", "x", NaN, Infinity, -Infinity, {}, true];
    const out = [];
    for (const start of places) {
      out.push(buf.slice(start).toString(), buf.subarray(start).toString());
      for (const end of places) out.push(buf.slice(start, end).toString(), buf.subarray(start, end).toString());
    }
    const part = buf.slice(2, 5);
    part[0] = 65;
    const nested = part.subarray(1);
    nested.fill("z");
    out.push(buf.toString(), part.buffer === buf.buffer, part.byteOffset - buf.byteOffset, part.parent === buf.buffer, part.offset === part.byteOffset, Buffer.isBuffer(nested));
    return out;
  },
  "copy": (require, { Buffer }, { attempt }) => {
    const places = [undefined, null, 0, 1, 4, 5, 6, -1, 1.9, "2", "x", NaN, Infinity, {}];
    const out = [];
    for (const a of places) for (const b of places) for (const c of places) {
      const target = Buffer.alloc(5, 46);
      const result = attempt(() => Buffer.from("abcde").copy(target, a, b, c));
      out.push(`${result} ${target.toString()}`);
    }
    const self = Buffer.from("abcdef");
    out.push(self.copy(self, 2, 0, 4), self.toString());
    out.push(attempt(() => self.copy("x")), attempt(() => self.copy()), attempt(() => Buffer.prototype.copy.call([1], self)));
    out.push(self.copy(new Uint8Array(3)), attempt(() => self.copy(new Uint16Array(3))));
    return out;
  },
  "compare and equals": (require, { Buffer }, { attempt }) => {
    const texts = ["", "a", "b", "ab", "abc", "abd", "\u00ff", "\u007f"].map((t) => Buffer.from(t, "latin1"));
    const out = [];
    for (const a of texts) for (const b of texts) out.push(Buffer.compare(a, b), a.compare(b), a.equals(b));
    const places = [undefined, 0, 1, 3, 5, 6, -1, 1.5, "2", null, NaN];
    const left = Buffer.from("abcde");
    const right = Buffer.from("xbcdy");
    for (const a of places) for (const b of places) for (const c of places) for (const d of places) {
      const result = attempt(() => left.compare(right, a, b, c, d));
      out.push(result instanceof Error ? `${result.code} ${result.message}` : result);
    }
    for (const odd of [undefined, null, "abc", 5, [1], {}, new Uint16Array(1), new Uint8Array([97, 98, 99, 100, 101])]) {
      out.push(attempt(() => left.compare(odd)), attempt(() => left.equals(odd)), attempt(() => Buffer.compare(left, odd)), attempt(() => Buffer.compare(odd, left)));
    }
    return [...out, [Buffer.from("2"), Buffer.from("1")].sort(Buffer.compare)];
  },
  "concat": (require, { Buffer }, { attempt }) => {
    const a = Buffer.from("abc");
    const b = new Uint8Array([1, 2]);
    const out = [Buffer.concat([]), Buffer.concat([a, b, a]), Buffer.concat([a]), Buffer.concat([Buffer.alloc(0)])];
    for (const length of [0, 1, 4, 5, 8, -1, 1.5, "3", NaN, null, {}, 2 ** 33]) {
      out.push(attempt(() => (length === 2 ** 33 ? "not tried" : Buffer.concat([a, b], length))));
    }
    for (const list of [undefined, null, "abc", 5, {}, [1], ["x"], [null], [undefined], [a, "x"], [a, [1]], [{ length: 2 }], new Set([a])]) {
      out.push(attempt(() => Buffer.concat(list)));
    }
    return out;
  },
  "byteLength": (require, { Buffer }, { attempt }) =>
    [
      "", "abc", "\u00e9", "\u20ac", "\u{1f600}", "\ud83d", "a=", "a==", "====", "=", "ab=c", 5, null, undefined, {}, [1, 2], new ArrayBuffer(3),
      new Uint16Array(3), new DataView(new ArrayBuffer(5)), Buffer.alloc(4), true, 5n, Symbol("x"),
    ].flatMap((value) => [undefined, "utf8", "hex", "base64", "base64url", "ucs2", "latin1", "ascii", "nope", 5, null, ""].map((encoding) => attempt(() => Buffer.byteLength(value, encoding)))),
  "fill": (require, { Buffer }, { attempt }) => {
    const out = [];
    const places = [undefined, null, 0, 2, 7, 8, -1, 1.5, 6.9, "3", "hex", "nope", NaN, Infinity, {}];
    for (const value of ["ab", "\u20ac", "z", "\u00e9", "", "6162", "6", 7, 256.9, -1, Buffer.from("xyz"), new Uint8Array(0), null, true, undefined, {}, 3n]) {
      out.push(attempt(() => Buffer.alloc(7, 46).fill(value)));
      for (const offset of places) {
        out.push(attempt(() => Buffer.alloc(7, 46).fill(value, offset)));
        for (const end of places) {
          for (const encoding of [undefined, "hex", "latin1", "nope"]) {
            const result = attempt(() => Buffer.alloc(7, 46).fill(value, offset, end, encoding));
            out.push(result instanceof Error ? `${result.name} ${result.code} ${result.message}` : result.toString("latin1"));
          }
        }
      }
    }
    return out;
  },
  "swap": (require, { Buffer }, { attempt }) =>
    [0, 1, 2, 3, 4, 6, 7, 8, 12, 16, 24].flatMap((size) => {
      const make = () => Buffer.from(Array.from({ length: size }, (_, i) => i));
      return [attempt(() => make().swap16()), attempt(() => make().swap32()), attempt(() => make().swap64())];
    }),
  "inspect by hand": (require, { Buffer }) => [
    Buffer.from("ab").inspect(),
    Buffer.alloc(0).inspect(),
    Buffer.alloc(50).inspect(),
    Buffer.alloc(51).inspect(),
    Buffer.alloc(60).inspect(),
    Buffer.from("ab")[Symbol.for("nodejs.util.inspect.custom")](),
  ],
  "inspected by util": (require, { Buffer }) => {
    const { inspect } = require("util");
    const buffer = require("buffer");
    const extra = Object.assign(Buffer.from("abc"), { name: "n", [Symbol("s")]: 1 });
    const hidden = Object.defineProperty(Buffer.from("a"), "secret", { value: 2 });
    const out = [inspect(Buffer.from("ab")), inspect(extra), inspect({ a: { b: Buffer.alloc(60) } }), inspect(hidden), inspect(hidden, { showHidden: true }), inspect(Buffer.alloc(0)), inspect([extra], { depth: 0 }),
      inspect(Object.assign(Buffer.alloc(0), { x: { y: 1 } })), inspect(new (class Mine extends Uint8Array {})(2)), require("util").format("%s %o %j", Buffer.from("a"), Buffer.from("b"), Buffer.from("c")), inspect(Buffer.from("x"), { compact: false })];
    try {
      buffer.INSPECT_MAX_BYTES = 2;
      out.push(inspect(Buffer.from("abcd")), inspect(Buffer.from("abc")), Buffer.from("abcd").inspect());
    } finally {
      buffer.INSPECT_MAX_BYTES = 50;
    }
    for (const bad of [-1, NaN, "5", null]) {
      try {
        buffer.INSPECT_MAX_BYTES = bad;
        out.push(buffer.INSPECT_MAX_BYTES);
      } catch (error) {
        out.push(error);
      } finally {
        buffer.INSPECT_MAX_BYTES = 50;
      }
    }
    return out;
  },
  "copyBytesFrom": (require, { Buffer }, { attempt }) => {
    const out = [];
    for (const view of [new Uint8Array([1, 2, 3]), new Uint16Array([258, 3, 4]), new Float32Array([1.5]), new Uint8Array(0), "x", undefined, new DataView(new ArrayBuffer(2)), [1]]) {
      out.push(attempt(() => Buffer.copyBytesFrom(view)));
      for (const offset of [undefined, 0, 1, 3, -1, 1.5, "1"]) {
        for (const length of [undefined, 0, 1, 9, -1, null]) out.push(attempt(() => Buffer.copyBytesFrom(view, offset, length)));
      }
    }
    return out;
  },
  "transcode, isUtf8, isAscii": (require, { Buffer }, { attempt }) => {
    const { transcode, isUtf8, isAscii } = require("buffer");
    const out = [];
    for (const from of ["utf8", "latin1", "ascii", "ucs2", "binary", "hex", "nope"]) {
      for (const to of ["utf8", "latin1", "ascii", "utf16le", "base64"]) {
        for (const source of [Buffer.from("abcd"), Buffer.from("h\u00e9\u20ac\u{1f600}"), Buffer.alloc(0)]) {
          const result = attempt(() => transcode(source, from, to));
          out.push(result instanceof Error ? [result.name, result.message, result.code] : result);
        }
      }
    }
    for (const input of [Buffer.from("abc"), Buffer.from("\u00e9"), Buffer.from([0xff]), new ArrayBuffer(2), new Uint16Array([0x4141]), new Uint16Array([0xd8ff]), "x", null, undefined]) {
      out.push(attempt(() => isUtf8(input)), attempt(() => isAscii(input)));
    }
    out.push(attempt(() => transcode("x", "utf8", "latin1")));
    return out;
  },
};
