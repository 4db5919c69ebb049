// util without inspect (util_inspect.cases.mjs) and without the deep comparison (util_equal.cases.mjs).
export default {
  "format: directives": (require, globals, h) => {
    "use strict"; // functions of sloppy code have own keys that newer engines don't give them
    const { format } = require("util");
    class Foo {
      toString() {
        return "foo!";
      }
    }
    class Bar extends Foo {}
    class Plain {}
    const values = [
      5, -0, 1.5, "1.5", "12px", 10n, Symbol("s"), null, undefined, true, NaN, Infinity, {}, { a: { b: { c: { d: 1 } } } }, [1, [2, [3]]], [], "", "text",
      () => {}, function named() {}, class A {}, new Date(0), /re/g, new Map([[1, { a: { b: 1 } }]]), new Set([1]), new Foo(), new Bar(), new Plain(),
      Object.create(null), { toString: () => "own" }, { toString: 5 }, { [Symbol.toPrimitive]: () => "prim" }, new Proxy({}, {}), new Proxy(new Foo(), {}),
      Object("boxed"), Object(1), Object.create({ toString: () => "inherited" }), { toJSON: () => "json" }, "0x1f", "1e3", " 7 ", new String("s"),
      Object.assign(new Error("e"), { stack: "Error: e\n    at x" }), Object.assign(Object.create(Foo.prototype), { [Symbol.toPrimitive]: 1 }),
    ];
    const out = [];
    for (const letter of "sdifjoOc%x") for (const value of values) out.push(h.attempt(() => format(`<%${letter}>`, value)), h.attempt(() => format(`%${letter}%${letter}`, value)));
    return out;
  },
  "format: how arguments are used up": (require) => {
    const { format } = require("util");
    return [
      format(), format("%s"), format("%s", undefined), format("%%"), format("%%", 1), format("%s %s", 1), format("%s", 1, 2, "x", { a: 1 }), format("a", "b", 3),
      format(1, "%s", 2), format({ a: 1 }, "b"), format("100%"), format("100%", 1), format("%", 1), format("%%%s%%", 1), format("%s%%", 1), format("%%s%s", "x"),
      format("%a%s", 1), format("%1$s", 1), format("%5s", 1), format("\n%s\n", "x"), format("%s:%s:%s", "a"), format("%j", { a: [1] }), format("%c red", "css"),
      format(Symbol("a"), "%s", 5), format("", 1), format(null, undefined), format("%O", [[[[1]]]], [[[[1]]]]), format("%o", [1, { f() {} }]), format("%s", "a", "b\nc"),
      format("%d", "0b11", "%d"), format("% s", 1), format("%s %i %f %j", "a", 1.9, "1.5x", null), format("%%%", 1), format("%s%", 1), format("%z%s", 1),
    ];
  },
  "format: cycles and errors": (require, globals, h) => {
    const { format } = require("util");
    const cycle = { a: 1 };
    cycle.self = cycle;
    return [format("%j", cycle), h.attempt(() => format("%j", { toJSON() { throw new RangeError("mine"); } })), h.attempt(() => format("%j", 5n)),
      format("%s", cycle), format("%o", cycle), format(cycle), format("%j", undefined), format("%j", () => {})];
  },
  "format: generated": (require, globals, h) => {
    const { format } = require("util");
    const random = h.random(3);
    return Array.from({ length: 2000 }, () => {
      const text = Array.from({ length: random.below(8) }, () => random.pick(["%s", "%d", "%i", "%f", "%j", "%o", "%O", "%c", "%%", "%", "x", " ", "%q", "1"])).join("");
      const args = Array.from({ length: random.below(6) }, () => random.pick([1, "a", null, undefined, { a: 1 }, [1, 2], 1.5, "2.7", true, -0, 3n, "%s"]));
      return format(text, ...args);
    });
  },
  "formatWithOptions": (require, globals, h) => {
    const { formatWithOptions } = require("util");
    return [formatWithOptions({ colors: true }, "%s %O", "a", { a: 1 }, [1]), formatWithOptions({ depth: 0 }, { a: { b: 1 } }), formatWithOptions({ compact: false }, "%s", [1, [2]]),
      formatWithOptions({ numericSeparator: true }, "%d %i %f %s", 1234567.5, 1234567, 1234.5678, 12345678, 1000000n, { a: 123456 }), h.attempt(() => formatWithOptions(null, "a")),
      h.attempt(() => formatWithOptions("x", "a")), formatWithOptions([], "%s", 1)];
  },
  "promisify": async (require, globals, h) => {
    "use strict"; // functions of sloppy code have own keys that newer engines don't give them
    const { promisify } = require("util");
    const twice = promisify((a, b, callback) => callback(null, a + b, "extra"));
    const failing = promisify((callback) => callback(new TypeError("no")));
    const falsy = promisify((callback) => callback(0, "value"));
    const own = Object.assign((callback) => callback(), { [promisify.custom]: async () => "custom" });
    const self = promisify(function (callback) {
      callback(null, this.value);
    });
    const thrower = promisify(() => {
      throw new RangeError("sync");
    });
    function described(a, callback) {
      callback(null, a);
    }
    described.extra = 1;
    const made = promisify(described);
    return [await twice(1, 2), await failing().catch((e) => e), await falsy(), await promisify(own)(), await self.call({ value: 7 }), await thrower().catch((e) => e),
      promisify(made) === made, made.name, made.length, made.extra, Object.getPrototypeOf(promisify(async () => {})) === Object.getPrototypeOf(async () => {}), promisify.custom,
      ...[undefined, 5, null, {}, "x"].map((value) => h.attempt(() => promisify(value))), h.attempt(() => promisify(Object.assign(() => {}, { [promisify.custom]: 5 }))),
      Reflect.ownKeys(made), promisify.length];
  },
  "promisify timers": async (require, globals) => {
    const { promisify } = require("util");
    return [await promisify(globals.setTimeout)(1, "late"), await promisify(globals.setImmediate)("soon")];
  },
  "callbackify": async (require, globals, h) => {
    const { callbackify } = require("util");
    const run = (fn, ...args) => new Promise((resolve) => callbackify(fn)(...args, (...result) => resolve(result)));
    async function named(a, b) {
      return [a, b, this === undefined];
    }
    const made = callbackify(named);
    return [await run(named, 1, 2), await run(async () => { throw new Error("no"); }), await run(async () => Promise.reject(null)), await run(async () => Promise.reject(0)),
      made.name, made.length, h.attempt(() => callbackify(5)), h.attempt(() => made(1)), h.attempt(() => made())];
  },
  "inherits": (require, globals, h) => {
    const { inherits } = require("util");
    function Base() {}
    Base.prototype.hello = function () {
      return "hello";
    };
    function Derived() {}
    inherits(Derived, Base);
    return [new Derived().hello(), new Derived() instanceof Base, Derived.super_ === Base, Object.keys(Derived),
      h.attempt(() => inherits(null, Base)), h.attempt(() => inherits(Derived, undefined)), h.attempt(() => inherits(Derived, {})), h.attempt(() => inherits(Derived, () => {}))];
  },
  "deprecate": async (require, { process }, h) => {
    const { deprecate } = require("util");
    const warnings = [];
    const listener = (warning) => warnings.push([warning.name, warning.message, warning.code]);
    process.on("warning", listener);
    const add = deprecate(function add(a, b) {
      return [a + b, this?.x, new.target !== undefined];
    }, "old add", "TEST1");
    const again = deprecate(() => 5, "other", "TEST1");
    const plain = deprecate(() => 6, "plain");
    class A {
      constructor(v) {
        this.v = v;
      }
    }
    const Old = deprecate(A, "old class", "TEST2");
    const results = [add.call({ x: 1 }, 1, 2), add(3, 4), again(), plain(), plain(), new Old(9), new Old(9) instanceof A, new A(1) instanceof Old, Old.name, add.name, add.length];
    await new Promise((resolve) => globals_setImmediate(resolve));
    function globals_setImmediate(fn) {
      setTimeout(fn, 5);
    }
    process.removeListener("warning", listener);
    return [results, warnings, h.attempt(() => deprecate(() => {}, "m", 5))];
  },
  "types": (require, { Buffer }) => {
    const { types } = require("util");
    const promise = Promise.resolve();
    const values = [
      1, "s", null, undefined, true, Symbol("s"), 1n, {}, [], () => {}, async () => {}, function* () {}, async function* () {}, (function* () {})(), class {}, new Date(), /x/, new Error("e"),
      Object.create(Error.prototype), promise, { then() {} }, new Map(), new Set(), new WeakMap(), new WeakSet(), new Map().entries(), new Set().values(), [][Symbol.iterator](),
      new ArrayBuffer(1), new DataView(new ArrayBuffer(1)), new Uint8Array(1), Buffer.from("x"), new Float64Array(1), new BigInt64Array(1), new Uint8ClampedArray(1), new Int32Array(1),
      Object(1), Object("s"), Object(true), Object(1n), Object(Symbol()), (function () { return arguments; })(), new Proxy({}, {}), new Proxy(new Date(), {}), Object.create(null),
      Object.setPrototypeOf(new Date(), null), Object.setPrototypeOf({}, Date.prototype), Math, JSON, globalThis,
    ];
    const names = Object.keys(types);
    return [names, values.map((value) => names.filter((name) => types[name](value))), names.slice(0, -2).map((name) => types[name].name)];
  },
  "old type tests": (require, { Buffer }) => {
    const util = require("util");
    const names = Object.keys(util).filter((name) => /^is[A-Z]/.test(name) && name !== "isDeepStrictEqual");
    const values = [1, "s", null, undefined, true, Symbol("s"), {}, [], () => {}, new Date(), /x/, new Error("e"), Buffer.from("x"), new Uint8Array(1), Object.create(Error.prototype), 1n];
    return [names, names.map((name) => values.map((value) => util[name](value)))];
  },
  "small things": (require, globals, h) => {
    const util = require("util");
    return [util.toUSVString("a\ud800b\udc00\ud83d\ude00"), util.toUSVString(5), util._extend({ a: 1 }, { b: 2 }), util._extend({ a: 1 }, null), util._extend({ a: 1 }, "xy"),
      util.debuglog("x")("y"), util.debuglog("x").enabled, util.debug === util.debuglog, util.styleText("red", "x", { validateStream: true }), util.styleText(["bold", "underline"], "x"),
      h.attempt(() => util.styleText("red", 5)), util.TextEncoder.name, util.TextDecoder.name, util.inspect.custom, util.types === require("util").types];
  },
  "aborted": async (require, { AbortController }, h) => {
    const util = require("util");
    const controller = new AbortController();
    const waiting = util.aborted(controller.signal, {});
    controller.abort();
    await waiting;
    return [await util.aborted(controller.signal, {}), await util.aborted(undefined, {}).catch((e) => e), await util.aborted(controller.signal, null).catch((e) => e)];
  },
};
