// The deep comparisons: every pair of a list of values, and generated pairs.
export default {
  "every pair": (require, { Buffer, URL }) => {
    const assert = require("assert");
    const { isDeepStrictEqual } = require("util");
    class A {
      constructor(x) {
        this.x = x;
      }
    }
    const sym = Symbol("s");
    const cycle = { a: 1 };
    cycle.self = cycle;
    const cycle2 = { a: 1 };
    cycle2.self = cycle2;
    const hidden = Object.defineProperty({ a: 1 }, "h", { value: 1 });
    const sparse = [1, , 3];
    const lists = [cycle, cycle2];
    const re = /a/g;
    re.lastIndex = 1;
    const values = [
      0, -0, 1, "1", "", NaN, null, undefined, true, false, 1n, "a", sym, Symbol("s"), {}, [], () => {}, { a: 1 }, { a: "1" }, { a: 1, b: undefined }, { b: undefined }, Object.create(null),
      Object.assign(Object.create(null), { a: 1 }), new A(1), new A(1), { x: 1 }, hidden, { [sym]: 1 }, { [sym]: 2 }, { a: 1, [sym]: 1 }, [1], ["1"], [1, undefined, 3], sparse, [1, 2, 3],
      Object.assign([1, 2, 3], { extra: 1 }), { 0: 1, length: 1 }, (function () { return arguments; })(1), new Date(0), new Date(0), new Date(1), Object.assign(new Date(0), { a: 1 }), new Date(NaN), /a/, /a/g, re, /b/,
      new Map(), new Map([[1, 2]]), new Map([["1", 2]]), new Map([[{ a: 1 }, { b: 2 }]]), new Map([[{ a: 1 }, { b: 2 }]]), new Map([[{ a: 1 }, { b: 3 }]]), new Map([[null, 1]]), new Map([[undefined, 1]]),
      new Map([[NaN, 1]]), new Map([[0, 1]]), new Map([[1, undefined]]), new Map([[2, undefined]]), new Set(), new Set([1, 2]), new Set([2, 1]), new Set(["1", 2]), new Set([{ a: 1 }]), new Set([{ a: 1 }]), new Set([{ a: "1" }]),
      new Set([null]), new Set([undefined]), new Set([[1], [2]]), new Set([[2], [1]]), new Set([{}, []]), new Set([true]), new Error("a"), new Error("a"), new Error("b"), new TypeError("a"), Object.assign(new Error("a"), { code: 1 }),
      new Error("a", { cause: 1 }), new Error("a", { cause: { b: 1 } }), new AggregateError([1], "a"), Object(1), Object("1"), Object(true), Object(1n), Object(sym), Object("ab"), new Uint8Array([1, 2]), new Uint8Array([1, 2]),
      Buffer.from([1, 2]), new Int8Array([1, 2]), new Float64Array([0]), new Float64Array([-0]), new Float64Array([NaN]), new Float32Array([NaN]), new ArrayBuffer(2), new ArrayBuffer(2), new Uint8Array([1, 2]).buffer,
      new DataView(new ArrayBuffer(2)), Promise.resolve(1), new WeakMap(), new WeakSet(), cycle, cycle2, { a: 1, self: cycle }, lists, [cycle2, cycle], new Proxy({ a: 1 }, {}), JSON, Math, globalThis,
    ];
    const loose = (a, b) => {
      try {
        assert.deepEqual(a, b);
        return "1";
      } catch {
        return "0";
      }
    };
    return values.map((a) => values.map((b) => (isDeepStrictEqual(a, b) ? "s" : "-") + loose(a, b)).join(" "));
  },
  "URLs": (require, { URL }) => {
    const { isDeepStrictEqual } = require("util");
    return [isDeepStrictEqual(new URL("http://a/"), new URL("http://a/")), isDeepStrictEqual(new URL("http://a/"), new URL("http://b/"))];
  },
  "generated": (require, globals, h) => {
    const { isDeepStrictEqual } = require("util");
    const assert = require("assert");
    const random = h.random(99);
    const make = (depth) => {
      const kind = random.below(depth > 0 ? 10 : 4);
      const some = (fn) => Array.from({ length: random.below(4) }, fn);
      switch (kind) {
        case 0: return random.below(3);
        case 1: return random.pick(["0", "1", "a", ""]);
        case 2: return random.pick([null, undefined, NaN, true, false]);
        case 3: return random.pick([-0, 1n]);
        case 4: case 5: return Object.fromEntries(some(() => [random.pick(["a", "b", "c"]), make(depth - 1)]));
        case 6: case 7: return some(() => make(depth - 1));
        case 8: return new Map(some(() => [make(depth - 1), make(depth - 1)]));
        default: return new Set(some(() => make(depth - 1)));
      }
    };
    let out = "";
    for (let i = 0; i < 6000; i++) {
      const [a, b] = [make(3), make(3)];
      let loose = 1;
      try {
        assert.deepEqual(a, b);
      } catch {
        loose = 0;
      }
      out += `${isDeepStrictEqual(a, b) ? 1 : 0}${loose}`;
    }
    return out;
  },
};
