// assert: when it fails, with what error. Two known differences are left out: `ok`'s quotation of the source, and
// the folding of long differences.
export default {
  "the module": (require) => {
    const assert = require("assert");
    return [typeof assert, Object.keys(assert).filter((name) => name !== "CallTracker"), assert.strict.strict === assert.strict, assert.strict.equal === assert.strictEqual,
      Object.keys(assert.strict).filter((name) => name !== "CallTracker"), assert.name, assert.AssertionError.name];
  },
  "what passes": async (require) => {
    const assert = require("assert");
    assert(1);
    assert.ok("x", "message");
    assert.equal(1, "1");
    assert.equal(NaN, NaN);
    assert.notEqual(1, 2);
    assert.strictEqual(NaN, NaN);
    assert.notStrictEqual(0, -0);
    assert.deepEqual({ a: 1 }, { a: "1" });
    assert.deepStrictEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] });
    assert.notDeepEqual({ a: 1 }, { a: 2 });
    assert.notDeepStrictEqual({ a: 1 }, { a: "1" });
    assert.throws(() => {
      throw new Error("x");
    });
    assert.doesNotThrow(() => {});
    await assert.rejects(Promise.reject(new Error("x")));
    await assert.doesNotReject(async () => {});
    assert.ifError(null);
    assert.ifError(undefined);
    assert.match("abc", /b/);
    assert.doesNotMatch("abc", /x/);
    return "all";
  },
  "ok": (require, globals, h) => {
    const assert = require("assert");
    const mine = new RangeError("mine");
    return [() => assert(), () => assert.ok(), () => assert(0, "text"), () => assert.ok(false, mine), () => assert.ok(null, ""), () => assert.ok(0, 5), () => assert.strict(0, "strict"), () => assert(0, { a: 1 })]
      .map((fn) => h.attempt(fn)).map((err) => [err, { ...err }]);
  },
  "equality with primitives": (require, globals, h) => {
    const assert = require("assert");
    const values = [1, 2, -0, 0, "1", "a", "text that is longer than the rest", "text that is longer than the least", null, undefined, true, NaN, 10n, Symbol("s"), "it's", "", "two\nlines"];
    const out = [];
    for (const name of ["equal", "notEqual", "strictEqual", "notStrictEqual", "deepEqual", "notDeepEqual", "deepStrictEqual", "notDeepStrictEqual"]) {
      for (const a of values) for (const b of values) out.push(h.attempt(() => assert[name](a, b))?.message);
    }
    return out;
  },
  "equality with objects": (require, globals, h) => {
    const assert = require("assert");
    class A {}
    const f = () => {};
    const same = { a: 1 };
    const pairs = [
      [{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 1 }], [same, same], [{}, []], [[1, 2, 3], [1, 2, 4]], [[1], [1, 2]], [[1, 2], [1]], [{ a: 1, b: 2 }, { a: 1 }], [{ a: 1 }, { a: 1, b: 2 }], [new A(), {}], [f, () => {}], [f, f],
      [new Map([[1, 2]]), new Map([[1, 3]])], [new Set([1]), new Set([2])], [new Date(0), new Date(1)], [/a/, /b/], [1, { a: 1 }], [{ a: 1 }, 1], [null, {}], ["x", ["x"]], [{ a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }],
      [{ a: Symbol("x") }, { a: Symbol("x") }], [[1, [2, [3]]], [1, [2, [4]]]], [{ a: "x".repeat(40) }, { a: "x".repeat(41) }], [new Error("a").message, new Error("b").message], [{ a: undefined }, {}], [[undefined], [null]],
      [{ b: 1, a: 2 }, { a: 2, b: 2 }],
    ];
    const out = [];
    for (const name of ["equal", "strictEqual", "notStrictEqual", "deepEqual", "notDeepEqual", "deepStrictEqual", "notDeepStrictEqual"]) {
      for (const [a, b] of pairs) out.push(h.attempt(() => assert[name](a, b)));
    }
    return out.map((err) => err && [err.message, err.operator, err.generatedMessage, err.code]);
  },
  "messages given": (require, globals, h) => {
    const assert = require("assert");
    const mine = new TypeError("mine");
    return ["equal", "strictEqual", "deepEqual", "deepStrictEqual"].flatMap((name) => [h.attempt(() => assert[name](1, 2, "given")), h.attempt(() => assert[name](1, 2, mine)), h.attempt(() => assert[name](1, 2, "")),
      h.attempt(() => assert[name](1)), h.attempt(() => assert[name]())]).concat([h.attempt(() => assert.notStrictEqual(1, 1, "given")), h.attempt(() => assert.match("a", /b/, "given")), h.attempt(() => assert.match("a", /b/, mine))]);
  },
  "errors compared": (require, globals, h) => {
    const assert = require("assert");
    const pair = (a, b) => h.attempt(() => assert.deepStrictEqual(a, b));
    return [pair(new Error("a"), new Error("b")), pair(new TypeError("a"), new Error("a")), pair(Object.assign(new Error("a"), { code: 1 }), new Error("a"))].map((err) => [err.message, err.actual?.message, err.expected?.message, err.actual instanceof Error]);
  },
  "throws": (require, globals, h) => {
    const assert = require("assert");
    const boom = () => {
      throw Object.assign(new TypeError("Boom!"), { code: "E_BOOM", info: { a: 1 } });
    };
    const primitive = () => {
      throw "text";
    };
    const quiet = () => {};
    const expectations = [undefined, TypeError, RangeError, Error, /Boom/, /other/, { message: "Boom!" }, { message: /Boo/, code: "E_BOOM" }, { message: "x" }, { code: "E", name: "TypeError" }, { info: { a: 1 } }, { info: { a: 2 } }, { absent: 1 },
      () => true, () => false, function check() { return 1; }, new TypeError("Boom!"), new Error("Boom!"), {}, "message", "Boom!", 5, Symbol("s"), null, class Other extends Error {}, { name: "TypeError", message: "Boom!" }];
    const out = [];
    for (const fn of [boom, primitive, quiet]) for (const expected of expectations) out.push(h.attempt(() => assert.throws(fn, expected)), h.attempt(() => assert.throws(fn, expected, "given")));
    out.push(h.attempt(() => assert.throws(5)), h.attempt(() => assert.throws(boom)), h.attempt(() => assert.throws(primitive, "text")), h.attempt(() => assert.throws(() => { throw null; }, /null/)), h.attempt(() => assert.throws(() => { throw undefined; })));
    return out.map((err) => err && [err.name, err.message.replace(/\n[-+ ]* {4}at .*/g, ""), err.code, err.generatedMessage, err.operator]);
  },
  "rejects": async (require) => {
    const assert = require("assert");
    const boom = async () => {
      throw new TypeError("Boom!");
    };
    const out = [];
    for (const [fn, ...args] of [[boom, TypeError], [boom, RangeError], [boom, /Boom/], [boom, /x/, "given"], [async () => {}], [async () => {}, TypeError, "given"], [Promise.resolve(1)], [5], [() => 5], [() => { throw new Error("sync"); }], [{ then() {}, catch() {} }.then], [boom, "Boom!"], [boom, "given"]]) {
      out.push(await assert.rejects(fn, ...args).catch((err) => [err.name, err.message, err.code, err.operator, err.generatedMessage]));
    }
    for (const [fn, ...args] of [[boom], [boom, TypeError], [boom, RangeError], [boom, "given"], [boom, /Boom/, "given"], [async () => {}], [boom, {}]]) {
      out.push(await assert.doesNotReject(fn, ...args).catch((err) => [err.name, err.message, err.code, err.operator]));
    }
    return out;
  },
  "doesNotThrow": (require, globals, h) => {
    const assert = require("assert");
    const boom = () => {
      throw new TypeError("Boom!");
    };
    return [[boom], [boom, TypeError], [boom, RangeError], [boom, "given"], [boom, TypeError, "given"], [boom, /Boom/], [boom, /x/], [boom, () => true], [boom, () => false], [boom, {}], [5], [() => { throw null; }]]
      .map((args) => h.attempt(() => assert.doesNotThrow(...args))).map((err) => err && [err.name, err.message, err.code, err.operator]);
  },
  "ifError, fail, match": (require, globals, h) => {
    const assert = require("assert");
    class Own extends Error {}
    const out = [0, "", "text", false, new Error("e"), new Own(""), {}, { message: "m" }, Symbol("s"), [1]].map((value) => h.attempt(() => assert.ifError(value)));
    out.push(...[[], ["text"], [new RangeError("mine")], [undefined], [null], [1, 2], [1, 2, "given"], [1, 2, undefined, ">"], [1, 2, new RangeError("m")], [{ a: 1 }]].map((args) => h.attempt(() => assert.fail(...args))));
    out.push(...[["abc", /x/], [5, /x/], ["abc", "b"], ["abc"], [{}, /x/], ["a\nb", /c/], [Object("s"), /s/]].flatMap((args) => [h.attempt(() => assert.match(...args)), h.attempt(() => assert.doesNotMatch(...args))]));
    return out.map((err) => err && [err.name, err.message, err.code, err.operator, err.generatedMessage]);
  },
  "AssertionError": (require, globals, h) => {
    const { AssertionError } = require("assert");
    const { inspect } = require("util");
    const err = new AssertionError({ actual: 1, expected: 2, operator: "strictEqual" });
    const own = new AssertionError({ message: "own", actual: "a".repeat(500), expected: "l\n".repeat(20), operator: "x" });
    return [err, { ...err }, Object.getOwnPropertyNames(err).sort(), String(err), err.stack.split("\n    at")[0], inspect(own).replace(/\n {4}at .*/g, ""), inspect(err, { compact: false }).replace(/\n {4}at .*/g, ""),
      h.attempt(() => new AssertionError()), h.attempt(() => new AssertionError("x")), new AssertionError({}).message, err instanceof Error, Object.prototype.toString.call(err)];
  },
  "the stack begins at the caller": (require) => {
    const assert = require("assert");
    function caller() {
      assert.strictEqual(1, 2);
    }
    try {
      caller();
    } catch (err) {
      return err.stack.split("\n    at ")[1].split(" ")[0];
    }
  },
};
