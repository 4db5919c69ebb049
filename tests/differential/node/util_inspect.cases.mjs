// util.inspect: hand-picked values and generated ones, under many options.
export default {
  "primitives": (require) => {
    const { inspect } = require("util");
    return [
      0, -0, 1.5, NaN, Infinity, 1e21, 12345678.9012, 10n, -5n, true, false, null, undefined, "", "a", "it's", "\"it's\"",
      "`\"'", "${a}'\"", "\n\t\b\f\r\v\0\x1b\x7f\x9f", "\ud800", "a\udc00b", "\u{1F600}", Symbol("x"), Symbol(), Symbol("a b\n"),
    ].map((value) => inspect(value));
  },
  "long strings": (require) => {
    const { inspect } = require("util");
    const lines = "first line of text\nsecond line of text\n\nthird line that is a good deal longer than the others\n";
    return [
      lines, { lines }, [lines], { a: { lines } }, "x".repeat(200), { x: "x".repeat(200) }, "a\nb", { a: "a\nb\nc\nd\ne\nf\ng\nh\ni" },
      "x".repeat(10001), "x".repeat(10002), { s: "y".repeat(10100) }, "it's\n".repeat(30),
    ].flatMap((value) => [inspect(value), inspect(value, { compact: true }), inspect(value, { breakLength: 40 })]);
  },
  "objects and depth": (require) => {
    const { inspect } = require("util");
    const deep = { a: { b: { c: { d: { e: 1 } } } }, list: [[[[1]]]], map: new Map([[{ k: { k: { k: 1 } } }, { v: { v: {} } }]]) };
    return [undefined, 0, 1, 3, Infinity, null, -1].map((depth) => inspect(deep, { depth }))
      .concat([inspect({}), inspect({ a: 1 }), inspect({ "a-b": 1, 1: 2, a_b: 3, "": 4, "\n": 5, $x: 6, __proto__x: 7 }),
        inspect(Object.defineProperty({}, "__proto__", { value: 1, enumerable: true })), inspect(deep, false, 0), inspect(deep, true, 1, true)]);
  },
  "arrays": (require) => {
    const { inspect } = require("util");
    const sparse = [1, , , 4];
    const tail = [1, 2];
    tail.length = 5;
    const extra = Object.assign([1, 2], { name: "x", [Symbol("s")]: 1, "-1": 0, "01": 1 });
    class List extends Array {}
    return [
      [], [1], [undefined, null], [[]], [[], {}], sparse, tail, new Array(3), extra, List.from([1, 2]), new List(), [, 1, , 2, ,],
      Array.from({ length: 101 }, (_, i) => i), Array.from({ length: 120 }, (_, i) => `s${i}`), Object.assign([], { 5: 1, 4294967295: 2 }),
      Array.from({ length: 7 }, () => ({})), Array.from({ length: 27 }, (_, i) => "ab".repeat(i % 5)), [1.5, -2, 300, 4, 5, 6, 7],
      [1n, 2n, 3n, 4n, 5n, 6n, 7n], ["a", 1, "b", 2, "c", 3, "d"], [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12], [13, 14]],
      Array.from({ length: 10 }, (_, i) => "long".repeat(i * 3)),
    ].flatMap((value) => [
      inspect(value), inspect(value, { maxArrayLength: 3 }), inspect(value, { maxArrayLength: 0 }), inspect(value, { showHidden: true }),
      inspect(value, { compact: 1 }), inspect(value, { compact: false }), inspect(value, { compact: true }),
      inspect(value, { breakLength: 20 }), inspect(value, { breakLength: Infinity }), inspect(value, { colors: true }),
    ]);
  },
  "maps and sets": (require) => {
    const { inspect } = require("util");
    class MyMap extends Map {}
    class MySet extends Set {
      get size() {
        return super.size;
      }
    }
    const map = new Map([[1, "a"], [{ k: 1 }, [1, 2, 3]], ["x", new Map([[1, 2]])]]);
    const set = new Set([1, "a", { b: 1 }, [1]]);
    const many = new Set(Array.from({ length: 130 }, (_, i) => i));
    const named = Object.assign(new Map([[1, 2]]), { name: "n" });
    const bare = Object.setPrototypeOf(new Map([[1, 2]]), null);
    const bareSet = Object.setPrototypeOf(new Set([1]), null);
    return [
      map, set, many, named, bare, bareSet, new Map(), new Set(), new MyMap([[1, 2]]), new MySet([1]), new MyMap(),
      new Map([[new Map(), new Set([new Set()])]]), map.keys(), map.values(), map.entries(), set.values(), set.entries(),
      new Map()[Symbol.iterator](), [1, 2][Symbol.iterator](), "ab"[Symbol.iterator](), new WeakMap(), new WeakSet(),
      new Map(Array.from({ length: 20 }, (_, i) => [`key${i}`, { value: i }])),
    ].flatMap((value) => [inspect(value), inspect(value, { depth: 0 }), inspect(value, { maxArrayLength: 2 }),
      inspect(value, { compact: false }), inspect(value, { colors: true }), inspect({ value }, { depth: 1 }), inspect(value, { sorted: true })]);
  },
  "an iterator isn't advanced": (require) => {
    const { inspect } = require("util");
    const it = new Map([[1, 2], [3, 4]]).entries();
    it.next();
    return [inspect(it), inspect(it), [...it]];
  },
  "functions and classes": (require) => {
    "use strict"; // functions of sloppy code have own keys that newer engines don't give them
    const { inspect } = require("util");
    class A {}
    class B extends A {
      static s = 1;
    }
    const named = Object.assign(function f() {}, { a: 1 });
    const tagged = Object.assign(() => {}, { [Symbol.toStringTag]: "tag" });
    const bare = Object.setPrototypeOf(function g() {}, null);
    const bareClass = Object.setPrototypeOf(class K {}, null);
    const odd = Object.defineProperty(function () {}, Symbol.toStringTag, { value: "odd" });
    class C extends null {}
    class /* ( */ D {}
    return [
      () => {}, function f() {}, function () {}, async () => {}, async function af() {}, function* g() {}, async function* ag() {},
      A, B, class {}, class extends A {}, class extends Map {}, C, D, named, tagged, bare, bareClass, odd, Math.max, Object, Array, Symbol,
      class { static name = "other"; }, class { static [Symbol.toStringTag] = "T"; }, { f() {} }, { get g() { return 1; } }.g,
      Object.assign(class Q {}, { a: { b: { c: {} } } }), eval, Function.prototype, (() => {}).bind(null), function bound() {}.bind(),
    ].flatMap((value) => [inspect(value), inspect([value]), inspect(value, { showHidden: ![Object, Array, Symbol, Function.prototype].includes(value), depth: 0 }), inspect(value, { colors: true })]);
  },
  "instances and prototypes": (require) => {
    const { inspect } = require("util");
    class A {
      x = 1;
      #hidden = 2;
      get hidden() {
        return this.#hidden;
      }
    }
    class B extends A {
      get [Symbol.toStringTag]() {
        return "bee";
      }
    }
    function Old() {
      this.y = 1;
    }
    const nameless = new (class {})();
    const noProto = Object.assign(Object.create(null), { a: 1 });
    const orphan = Object.setPrototypeOf(new A(), null);
    const grand = Object.create(Object.create(null));
    const grand2 = Object.create(Object.create(Object.create(null)));
    const lying = { constructor: "x", a: 1 };
    const lying2 = Object.create({ constructor: function Nope() {} });
    const tagged = { [Symbol.toStringTag]: "own", a: 1 };
    const hiddenTag = Object.defineProperty({ a: 1 }, Symbol.toStringTag, { value: "hid" });
    const emptyHiddenTag = Object.defineProperty({}, Symbol.toStringTag, { value: "hid" });
    const proto = Object.create({ inherited: 1 });
    return [
      new A(), new B(), new Old(), nameless, noProto, orphan, grand, grand2, lying, lying2, tagged, hiddenTag, emptyHiddenTag, proto,
      A.prototype, B.prototype, Old.prototype, Object.prototype, Array.prototype, Map.prototype, Object.create(A.prototype),
      Object.create(null), Object.create(null, { [Symbol.toStringTag]: { value: "t" } }), Object.create(Object.create(A.prototype)),
      (function () { return arguments; })(1, 2), (function () { return arguments; })(), globalThis.JSON, Math, Reflect,
      (function* () {})(), (async function* () {})(), new Proxy({ a: 1 }, {}), new Proxy([1], {}), new Proxy(function f() {}, {}),
    ].flatMap((value) => [inspect(value), inspect(value, { depth: -1 }), inspect({ value }, { depth: 0 }), inspect(value, { compact: false })]);
  },
  "showHidden": (require) => {
    "use strict"; // functions of sloppy code have own keys that newer engines don't give them
    const { inspect } = require("util");
    class A {
      get g() {
        return 1;
      }
      m() {}
    }
    A.prototype.shared = { a: 1 };
    class B extends A {
      own = 1;
    }
    const hidden = Object.defineProperty({ a: 1 }, "h", { value: 2 });
    const sym = Object.defineProperty({}, Symbol("s"), { value: 1 });
    return [new A(), new B(), hidden, sym, [1, 2], new Map([[1, 2]]), new Set([1]), new Uint8Array(2), new Date(0), /x/g, "s", new String("ab"),
      Object.create({ p: 1 }), new (class extends Map {})(), function f() {}, class X { static a = 1; }, new DataView(new ArrayBuffer(2)), new ArrayBuffer(3),
      Math.max, Promise.resolve(4)]
      .flatMap((value) => [inspect(value, { showHidden: true }), inspect(value, true), inspect(value, { showHidden: true, colors: true })]);
  },
  "getters and setters": (require) => {
    const { inspect } = require("util");
    const value = {
      get a() { return { b: 1 }; },
      set b(x) {},
      get c() { return "text"; },
      set c(x) {},
      get d() { return null; },
      get e() { throw new Error("no"); },
      get f() { return this.plain; },
      plain: 5,
      get "odd key"() { return undefined; },
      get [Symbol("s")]() { return 1; },
    };
    return [undefined, true, "get", "set", false].flatMap((getters) => [inspect(value, { getters }), inspect([value], { getters, colors: true })]);
  },
  "circular": (require) => {
    const { inspect } = require("util");
    const a = { name: "a" };
    a.self = a;
    a.list = [a, { a }];
    const b = { a, inner: {} };
    b.inner.b = b;
    const map = new Map();
    map.set("map", map);
    const set = new Set();
    set.add(set);
    const fn = function f() {};
    fn.fn = fn;
    const err = new Error("e");
    err.stack = "Error: e";
    err.self = err;
    const list = [];
    list.push(list);
    const x = {}, y = { x };
    x.y = y;
    const shared = { s: 1 };
    return [a, b, map, set, fn, err, list, x, [x, y], { one: shared, two: shared }]
      .flatMap((value) => [inspect(value), inspect(value, { depth: 0 }), inspect(value, { compact: true }), inspect(value, { compact: false, colors: true })]);
  },
  "dates, expressions, boxes": (require) => {
    const { inspect } = require("util");
    class MyDate extends Date {}
    class MyRegExp extends RegExp {}
    class MyString extends String {}
    return [
      new Date(0), new Date(NaN), new Date(8.64e15), Object.assign(new Date(1e12), { a: 1 }), new MyDate(5), Object.setPrototypeOf(new Date(0), null),
      /a/, /a\/b/giu, Object.assign(/x/, { a: 1 }), new MyRegExp("x", "g"), Object.setPrototypeOf(/x/g, null),
      new Number(1), new Number(-0), new String("abc"), new String(""), new String("it's"), new Boolean(false), Object(1n), Object(Symbol("s")),
      Object.assign(new String("ab"), { x: 1, 5: 2 }), Object.assign(new Number(3), { y: 2 }), new MyString("m"), Object.setPrototypeOf(new Number(1), null),
      Object.defineProperty(new Boolean(true), Symbol.toStringTag, { value: "tag" }),
    ].flatMap((value) => [inspect(value), inspect(value, { colors: true }), inspect({ value }, { depth: 0 }), inspect([[value]], { depth: 0 })]);
  },
  "errors": (require) => {
    const { inspect } = require("util");
    const plain = (err, stack) => Object.defineProperty(err, "stack", { value: stack, writable: true, configurable: true, enumerable: false });
    const frames = "\n    at one (file.js:1:1)\n    at two (file.js:2:2)\n    at three (file.js:3:3)\n    at four (file.js:4:4)\n    at five (file.js:5:5)";
    const make = (Class, message, ...rest) => {
      const err = new Class(message, ...rest);
      return plain(err, `${err.name}: ${message}${frames}`);
    };
    class DatabaseError extends Error {
      constructor(message) {
        super(message);
        this.code = "23505";
        this.detail = "Key (email)=(x) already exists.";
      }
    }
    class Renamed extends Error {
      name = "Other";
    }
    const named = make(Error, "m");
    named.name = "Custom";
    const ownMessage = make(Error, "x");
    ownMessage.message = "changed";
    const caused = make(Error, "outer", { cause: make(TypeError, "inner") });
    const causedBy = make(Error, "outer", { cause: "text" });
    const nullCause = make(Error, "outer", { cause: null });
    const aggregate = plain(new AggregateError([make(Error, "1"), make(RangeError, "2")], "both"), `AggregateError: both${frames}`);
    const noStack = plain(new Error("none"), undefined);
    const emptyStack = plain(new Error("none"), "");
    const noFrames = plain(new TypeError("no frames"), "TypeError: no frames");
    const lines = make(Error, "two\nlines\n    at fake (x)");
    const bare = Object.setPrototypeOf(make(RangeError, "bare"), null);
    const coded = make(TypeError, "coded");
    coded.stack = `TypeError [ERR_X]: coded${frames}`;
    coded.code = "ERR_X";
    const tagged = Object.defineProperty(make(Error, "tagged"), Symbol.toStringTag, { value: "tag" });
    const listed = Object.assign(make(Error, "listed"), { errors: [1, 2] });
    const nameless = make(Error, "");
    const numberName = make(Error, "n");
    numberName.name = 5;
    const nullName = make(Error, "n");
    nullName.name = null;
    const enumerableMessage = Object.defineProperty(make(Error, "em"), "message", { enumerable: true, value: "em" });
    const unlike = Object.create(Error.prototype);
    return [
      make(Error, "m"), make(Error, "m with: colon"), nameless, make(DatabaseError, "dup"), make(Renamed, "r"), named, ownMessage, caused, causedBy, nullCause,
      aggregate, noStack, emptyStack, noFrames, lines, bare, coded, tagged, listed, numberName, nullName, enumerableMessage,
      make(class extends Error {}, "anonymous"), make(class ValidationError extends TypeError {}, "v"), make(class Foo extends Error {}, "foo"),
      Object.assign(make(Error, "props"), { a: { b: { c: { d: 1 } } }, list: [1, 2, 3] }),
    ].flatMap((value) => [inspect(value), inspect({ value }), inspect([value], { depth: 0 }), inspect(value, { showHidden: true, compact: 1 }), inspect({ a: { value } }, { compact: false })])
      .concat([inspect(unlike).split("\n")[0]]);
  },
  "typed arrays and buffers": (require, { Buffer }) => {
    const { inspect } = require("util");
    class Bytes extends Uint8Array {}
    return [
      new Uint8Array(3), new Uint8Array(0), new Int16Array([1, -2]), new Float64Array([1.5, -0, NaN]), new Float32Array(8), new BigInt64Array([1n, -1n]),
      new Uint8ClampedArray(150), new Bytes(2), Object.assign(new Uint8Array(2), { x: 1 }), Object.setPrototypeOf(new Uint8Array(2), null),
      new ArrayBuffer(4), new ArrayBuffer(60), new ArrayBuffer(0), new DataView(new ArrayBuffer(4), 1, 2), Object.assign(new ArrayBuffer(2), { a: 1 }),
      { typed: new Uint8Array([1, 2]), buffer: new ArrayBuffer(2) },
    ].flatMap((value) => [inspect(value), inspect(value, { maxArrayLength: 2 }), inspect(value, { showHidden: true }), inspect(value, { depth: 0, colors: true })]);
  },
  "buffers": (require, { Buffer }) => {
    const { inspect } = require("util");
    return [Buffer.from("abc"), Buffer.alloc(0), Buffer.alloc(60, 7), { b: Buffer.from("x") }, [Buffer.from("yz")], Object.assign(Buffer.from("q"), { p: 1 })]
      .flatMap((value) => [inspect(value), inspect(value, { depth: 0 }), inspect(value, { maxArrayLength: 2 })]);
  },
  "promises": async (require) => {
    const { inspect } = require("util");
    const rejected = Promise.reject(new RangeError("no").message);
    rejected.catch(() => {});
    class MyPromise extends Promise {}
    return [Promise.resolve(1), Promise.resolve({ a: { b: { c: {} } } }), new Promise(() => {}), rejected, MyPromise.resolve("x"),
      Object.assign(Promise.resolve(), { name: "p" }), Promise.resolve(Promise.resolve(2))]
      .flatMap((value) => [inspect(value), inspect([value], { depth: 0 }), inspect(value, { colors: true })]);
  },
  "proxies": (require) => {
    const { inspect } = require("util");
    const log = [];
    const trap = new Proxy({}, { get: (_, name) => (target, key) => (log.push(`${String(name)} ${String(key)}`), Reflect[name](target, key)) });
    const proxy = new Proxy({ a: { b: 1 } }, trap);
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const all = [new Proxy({ a: 1 }, {}), new Proxy([1, 2], {}), new Proxy(() => {}, {}), new Proxy(class A {}, {}), revoked, { p: new Proxy({}, { get: 1 }) },
      new Proxy(new Map([[1, 2]]), {}), proxy]
      .flatMap((value) => [inspect(value), inspect(value, { showProxy: 1 }), inspect(value, { showProxy: true, depth: 0 }), inspect([[[value]]], { showProxy: true })]);
    return [all, log];
  },
  "custom inspection": (require) => {
    const { inspect } = require("util");
    const seen = [];
    class Money {
      constructor(n) {
        this.n = n;
      }
      [inspect.custom](depth, options, given) {
        seen.push([depth, Object.keys(options).sort().join(), given === inspect, options.extra]);
        return `Money<${options.stylize(this.n, "number")}>`;
      }
    }
    const other = { [inspect.custom]: (depth, options) => ({ depth, inner: [1, 2, 3], keep: options.keep }) };
    const self = { a: 1, [inspect.custom]() { return this; } };
    const lines = { [inspect.custom]: () => "one\ntwo\nthree" };
    const nested = { [inspect.custom](depth, options) { return `N ${inspect({ a: { b: { c: 1 } } }, { ...options, depth: depth - 1 })}`; } };
    const notFunction = { [inspect.custom]: "text" };
    const nothing = { [inspect.custom]: () => undefined };
    const symbols = Symbol.for("nodejs.util.inspect.custom") === inspect.custom;
    const texts = [new Money(5), other, self, lines, { deep: { lines } }, [lines, lines], nested, notFunction, nothing, Money.prototype, { m: new Money(1) }]
      .flatMap((value) => [inspect(value), inspect(value, { colors: true }), inspect(value, { customInspect: false }), inspect(value, { depth: 0, extra: 1, keep: 2 })]);
    return [symbols, texts, seen];
  },
  "a thrown error in custom inspection": (require) => {
    require("util").inspect({ a: { [Symbol.for("nodejs.util.inspect.custom")]() { throw new TypeError("mine"); } } });
  },
  "line breaking": (require) => {
    const { inspect } = require("util");
    const row = { id: 1, email: "someone@example.org", name: "Some One", tags: ["a", "b"], address: { street: "Long Street 12", city: "Nowhere" } };
    const widths = Array.from({ length: 30 }, (_, n) => ({ key: "x".repeat(50 + n), other: n }));
    const entries = Array.from({ length: 12 }, (_, n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i])));
    return [row, [row, row], { rows: [row], rowCount: 1 }, { a: { row } }, ...widths, ...entries, { a: 1, b: { c: 2, d: { e: 3, f: { g: 4 } } } },
      { a: [[1, [2, [3]]]] }, { x: { y: { z: {} } } }, [[[[]]]], { a: [{ b: { c: {} } }] }]
      .flatMap((value) => [inspect(value), inspect(value, { compact: 1 }), inspect(value, { compact: 5, depth: 9 }), inspect(value, { compact: true }),
        inspect(value, { compact: false }), inspect(value, { breakLength: 30 }), inspect(value, { breakLength: 120 }), inspect(value, { breakLength: Infinity, compact: true })]);
  },
  "columns": (require, globals, h) => {
    const { inspect } = require("util");
    const random = h.random(7);
    const out = [];
    for (let i = 0; i < 300; i++) {
      const kind = random.below(5);
      const length = 5 + random.below(130);
      const list = Array.from({ length }, () => {
        if (kind === 0) return random.below(10 ** (1 + random.below(9)));
        if (kind === 1) return "w".repeat(random.below(20));
        if (kind === 2) return random.below(2) ? random.below(100) : "t".repeat(random.below(9));
        if (kind === 3) return random.pick([1.5, -3, 1e21, null, undefined, true, 5n]);
        return [random.below(50)];
      });
      out.push(inspect(list), inspect({ list }, { breakLength: 30 + random.below(100), compact: 1 + random.below(5) }), inspect([[list]], { colors: true }));
    }
    return out;
  },
  "columns of wide characters": (require) => {
    const { inspect } = require("util");
    const words = ["\u4f60\u597d", "abc", "\ud83d\ude00", "e\u0301", "\u0e01\u0e33", "\uff21", "\uac00", "\u200d", "na\u00efve", "\u{1F468}\u200d\u{1F469}"];
    return [10, 20, 33].map((length) => inspect(Array.from({ length }, (_, i) => words[i % words.length].repeat(1 + (i % 3)))));
  },
  "generated values": (require, globals, h) => {
    "use strict"; // functions of sloppy code have own keys that newer engines don't give them
    const { inspect } = require("util");
    const random = h.random(42);
    const make = (depth) => {
      const kind = random.below(depth > 0 ? 14 : 7);
      const some = (fn) => Array.from({ length: random.below(8) }, fn);
      switch (kind) {
        case 0: return random.below(100000) - 50000;
        case 1: return random.text(random.below(40), true);
        case 2: return random.pick([null, undefined, true, false, NaN, -0, 12n]);
        case 3: return "word ".repeat(random.below(30));
        case 4: return Symbol(random.text(random.below(5)));
        case 5: return new Date(random.below(2 ** 31) * 1000);
        case 6: return random.pick([() => {}, function named() {}, class K {}, /re/g, new Uint8Array(random.below(5))]);
        case 7: case 8: return Object.fromEntries(some(() => [random.text(1 + random.below(6)), make(depth - 1)]));
        case 9: return Object.fromEntries(some((_, i) => [`key${i}`, make(depth - 1)]));
        case 10: return some(() => make(depth - 1));
        case 11: return new Map(some(() => [make(depth - 1), make(depth - 1)]));
        case 12: return new Set(some(() => make(depth - 1)));
        default: return Object.assign(Object.create(random.pick([null, Object.prototype, Map.prototype, class P {}.prototype])), { p: make(depth - 1) });
      }
    };
    const out = [];
    for (let i = 0; i < 1500; i++) {
      const value = make(4);
      const options = {
        depth: random.pick([undefined, 0, 1, 2, 5, null]), compact: random.pick([0, 1, 2, 3, 4, true, false]), breakLength: random.pick([20, 40, 72, 80, 128, Infinity]),
        sorted: random.pick([false, true]), colors: random.pick([false, true]), numericSeparator: random.pick([false, true]), maxStringLength: random.pick([undefined, 5, null, 10000]),
        maxArrayLength: random.pick([undefined, 2, null, 100]), showHidden: random.below(6) === 0,
      };
      for (const key of Object.keys(options)) if (options[key] === undefined) delete options[key];
      out.push(inspect(value, options), inspect(value));
    }
    return out;
  },
  "sorted": (require) => {
    const { inspect } = require("util");
    const value = { c: 1, a: { z: 1, y: 2 }, b: [3, 1, 2], set: new Set([3, 1, 2]), map: new Map([["b", 1], ["a", 2]]), list: Object.assign([3, 1], { z: 1, a: 2 }) };
    return [true, false, (a, b) => (a < b ? 1 : -1)].map((sorted) => inspect(value, { sorted }));
  },
  "numeric separators": (require) => {
    const { inspect } = require("util");
    return [0, -0, 1, 123, 1234, -1234, 1234567.891, 0.1234567, 1e21, 123456789012345680000, -0.5, NaN, Infinity, 1000, 12345n, -123456n, 1.0001, 100000.00001]
      .map((value) => inspect(value, { numericSeparator: true }));
  },
  "the default options": (require) => {
    const { inspect } = require("util");
    const before = { ...inspect.defaultOptions };
    inspect.defaultOptions.depth = 0;
    inspect.defaultOptions = { compact: false };
    const shown = inspect({ a: { b: 1 } });
    Object.assign(inspect.defaultOptions, before);
    let error;
    try {
      inspect.defaultOptions = null;
    } catch (err) {
      error = err;
    }
    return [before, shown, error, inspect.length, Object.keys(inspect), { ...inspect.colors }, Object.getOwnPropertyNames(inspect.colors).sort(), { ...inspect.styles }];
  },
  "max string length": (require) => {
    const { inspect } = require("util");
    return [0, 1, 3, 4, null, Infinity].map((maxStringLength) => inspect({ s: "abcd", list: ["abcdef"] }, { maxStringLength }));
  },
  "very deep": (require) => {
    const { inspect } = require("util");
    let value = {};
    for (let i = 0; i < 300; i++) value = { value };
    return [inspect(value, { depth: null, compact: true, breakLength: Infinity }).length, inspect(value, { depth: 50 })];
  },
  "stack overflow": (require) => {
    const { inspect } = require("util");
    let value = {};
    for (let i = 0; i < 200000; i++) value = [value];
    return /Inspection interrupted prematurely. Maximum call stack size exceeded/.test(inspect(value, { depth: Infinity }));
  },
  "odd keys": (require) => {
    const { inspect } = require("util");
    const o = { [Symbol("a'b\n")]: 1, [Symbol("")]: 2, [Symbol.iterator]: 3, [Symbol.for("x y")]: 4, "it's": 5, "a\"b": 6, "\ud800": 7, ünï: 8, "1a": 9, a1: 10, "a.b": 11 };
    return [inspect(o), inspect(o, { colors: true }), inspect(o, { showHidden: true })];
  },
  "stripVTControlCharacters": (require, globals, h) => {
    const { inspect, stripVTControlCharacters } = require("util");
    const colored = inspect({ a: [1, "x", null, undefined, Symbol("s"), /x/, new Date(0)] }, { colors: true });
    return [colored, stripVTControlCharacters(colored), stripVTControlCharacters("\u001b]8;;http://x.y/\u0007link\u001b]8;;\u0007 \u001b[2J\u001b[1;31mred"),
      h.attempt(() => stripVTControlCharacters(5))];
  },
};
