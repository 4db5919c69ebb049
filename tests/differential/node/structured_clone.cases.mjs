// structuredClone.
export default {
  "values of all kinds": (require, { structuredClone, Buffer, URL }, { attempt }) => {
    class A { constructor() { this.x = 1; } get y() { return 2; } }
    class Sub extends TypeError { constructor(m) { super(m); this.extra = 1; this.name = "Sub"; } }
    const coded = Object.assign(new RangeError("m", { cause: { a: 1 } }), { code: "X" });
    const renamed = new Error("x"); renamed.name = "Custom";
    const named = new Error("x"); named.name = "TypeError";
    const silent = new Error("x"); delete silent.message;
    const say = (value) => {
      const out = attempt(() => structuredClone(value));
      if (out instanceof Error) return [out.constructor.name, out.name, out.message, out.code, Reflect.ownKeys(out).filter((k) => k !== "stack"), out.cause, String(out.stack).split("\n")[0]];
      return out;
    };
    return [undefined, null, 1, -0, NaN, "x", true, 5n, Symbol("s"), () => 1, function named(a) { return a; }, class Foo {}, new A(), { f() {} }, { s: Symbol("x") }, { [Symbol("k")]: 1, a: 2 },
      new Sub("q"), coded, renamed, named, silent, new AggregateError([new Error("a")], "m"), new Error(), new Proxy({}, {}), new Proxy([], {}), new WeakMap(), new WeakSet(), new WeakRef({}), Promise.resolve(1),
      new Map([[1, { a: 1 }], [{ k: 1 }, new Set([1])]]), new Set([1, [2]]), [1, , 3], Object.assign([1], { x: 2 }), new Number(3), Object(5n), Object(Symbol("s")), new String("xy"), new Boolean(false),
      new Date(5), new Date(NaN), /a/gi, Object.assign(/a/g, { lastIndex: 3 }), new Uint8Array([1, 2]), new Uint16Array([1, 2]).subarray(1), new DataView(new ArrayBuffer(4), 1, 2), new ArrayBuffer(3), new Float64Array([1.5]),
      new BigInt64Array([5n]), Object.create({ a: 1 }), Object.create(null), { get a() { return 5; } }, (function () { return arguments; })(1), (function* () {})(), [][Symbol.iterator](), new Map().entries(), new Set().values(),
      new (class extends Array {})(3), new (class extends Map {})([[1, 2]]), new (class extends Date {})(7), { __proto__: null, z: 1 }, JSON.parse('{"__proto__": 5}'), { a: { b() {} } }, new Array(5), { undefined: undefined },
      new Intl.NumberFormat(), globalThis.Math, JSON].map(say);
  },
  "shared parts, cycles and buffers": (require, { structuredClone, Buffer }) => {
    const shared = { n: 1 };
    const cyclic = { a: shared, b: shared, list: [shared] };
    cyclic.self = cyclic;
    cyclic.map = new Map([["me", cyclic]]);
    const copy = structuredClone(cyclic);
    const memory = new ArrayBuffer(8);
    const views = structuredClone({ a: new Uint8Array(memory, 2, 3), b: new Uint16Array(memory), c: memory });
    const buf = structuredClone(Buffer.from([1, 2, 3]));
    const deep = structuredClone(new Error("outer", { cause: new TypeError("inner", { cause: cyclic }) }));
    return [copy.self === copy, copy.a === copy.b, copy.list[0] === copy.a, copy.map.get("me") === copy, copy !== cyclic, views.a.buffer === views.c, views.b.buffer === views.c, views.a.byteOffset,
      Buffer.isBuffer(buf), Array.from(buf), buf.constructor === Uint8Array, deep.cause instanceof TypeError, deep.cause.cause.self === deep.cause.cause, Object.prototype.toString.call(deep)];
  },
  "arguments": (require, { structuredClone }, { attempt }) => {
    const buffer = new ArrayBuffer(2);
    return [attempt(() => structuredClone()), attempt(() => structuredClone(1, 5)), attempt(() => structuredClone(1, "x")), attempt(() => structuredClone(1, null)), attempt(() => structuredClone(1, {})), attempt(() => structuredClone(1, { transfer: 5 })),
      attempt(() => structuredClone(1, { transfer: [{}] })), attempt(() => structuredClone(1, { transfer: [] })), attempt(() => structuredClone(1, { transfer: null })), attempt(() => structuredClone(1, { transfer: "x" })), attempt(() => structuredClone(1, { transfer: [5] })),
      (() => { try { structuredClone(1, { transfer: [buffer, buffer] }); } catch (e) { return [e.name, e.message, e.code]; } })(), structuredClone.name, structuredClone.length,
      (() => { const r = structuredClone({ buffer }, { transfer: [buffer] }); return [r.buffer.byteLength, r.buffer !== buffer]; })()];
  },
  "order and getters": (require, { structuredClone }) => {
    const log = [];
    const value = { b: 1, get a() { log.push("a"); delete this.z; return 2; }, z: 3, 5: 1, 1: 1 };
    const copy = structuredClone(value);
    return [copy, Object.keys(copy), log, structuredClone(Object.defineProperty({ x: 1 }, "hidden", { value: 1 }))];
  },
};
