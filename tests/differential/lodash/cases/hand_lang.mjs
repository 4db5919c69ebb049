// Questions about values, equality, copies, numbers.

const SAMPLES = () => [
  undefined, null, true, 0, -0, NaN, Infinity, 1.5, 2 ** 53, "", "a", 1n, Symbol.iterator, {}, [], [1], () => 1, class A {}, async () => 1,
  function* g() {}, new Date(1), new Date(NaN), /a/g, new Map(), new Map([[1, 2]]), new Set([1]), new WeakMap(), new WeakSet(),
  new Error("e"), new RangeError("r"), Object(1), Object("s"), Object(""), Object(false), Object(Symbol.iterator), Object(1n), new ArrayBuffer(2),
  new DataView(new ArrayBuffer(2)), new Uint8Array(2), new BigInt64Array(1), Buffer.from("a"), Buffer.alloc(0), Promise.resolve(1),
  (function () {
    return arguments;
  })(1), (function () {
    return arguments;
  })(), Object.create(null), Object.create({ a: 1 }), { length: 0 }, { length: 2 }, { length: -1 }, { length: 1.5 }, { length: "1" },
  { splice() {}, length: 0 }, { nodeType: 1 }, Object.create({}, { nodeType: { value: 1 } }), { name: "n", message: "m" },
  Object.assign(Object.create({}), { name: "n", message: "m" }), new Proxy({}, {}), new Proxy([], {}), new Proxy(() => 1, {}),
  { [Symbol.toStringTag]: "Date" }, { get [Symbol.toStringTag]() {
    return "Map";
  } }, Object.freeze({ [Symbol.toStringTag]: "Array" }), new (class Tagged {
    get [Symbol.toStringTag]() {
      return "Tagged";
    }
  })(), Object.create(Map.prototype), Object.create(Date.prototype), Object.create(Array.prototype), Math, JSON, globalThis.Buffer, parseInt,
  (function () {}).bind(null), { constructor: Object }, { constructor: 1 }, "0b11", "-0x1", " 1 ", "1e1000", "\ufeff1",
];

const overSamples = (name) => Object.assign((_) => SAMPLES().map((sample) => {
  try {
    return _[name](sample);
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}), { toString: () => `_.${name}(each sample)` });

// Every pair of these is compared both ways.
const PAIRS = () => {
  const cyclic = { a: 1 };
  cyclic.self = cyclic;
  const other = { a: 1 };
  other.self = other;
  const list = [1];
  list.push(list);
  class A {
    constructor() {
      this.x = 1;
    }
  }
  class B {
    constructor() {
      this.x = 1;
    }
  }
  return [
    0, -0, NaN, 1, "1", Object(1), Object("1"), true, Object(true), null, undefined, "", {}, { a: 1 }, { a: 1, b: undefined }, { a: undefined }, [], [1], [, 1],
    [undefined, 1], { 0: 1, length: 1 }, new Date(1), new Date(1), new Date(2), new Date(NaN), /a/, /a/g, new RegExp("a"), new Map([[1, { a: 1 }]]),
    new Map([[1, { a: 1 }]]), new Map([[1, 2], [3, 4]]), new Map([[3, 4], [1, 2]]), new Map([[2, 1], [4, 3]]), new Set([1, { a: 1 }]), new Set([{ a: 1 }, 1]),
    new Set([1, 2]), new Error("x"), new Error("x"), new TypeError("x"), new Error("y"), Buffer.from("ab"), Buffer.from("ab"), new Uint8Array([97, 98]),
    new Uint8Array([97, 98]), new Int8Array([97, 98]), new ArrayBuffer(2), new ArrayBuffer(2), new DataView(new ArrayBuffer(2)), Symbol.iterator,
    Object(Symbol.iterator), Object(Symbol.iterator), Object.create(null), Object.assign(Object.create(null), { a: 1 }), new A(), new A(), new B(), { x: 1 },
    cyclic, other, { a: 1, self: cyclic }, list, [1, list], (function () {
      return arguments;
    })(1), () => 1, parseInt, 1n, 1n, { a: [1, { b: NaN }] }, { a: [1, { b: NaN }] }, { [Symbol.iterator]: 1 }, { [Symbol.iterator]: 2 }, { constructor: 1 },
    Object.assign([1], { x: 1 }), Promise.resolve(), new WeakMap(),
  ];
};
const overPairs = (name) => Object.assign((_) => {
  const values = PAIRS();
  return values.map((left) => values.map((right) => _[name](left, right)));
}, { toString: () => `_.${name}(each pair of samples)` });

const IS = ("isArguments isArray isArrayBuffer isArrayLike isArrayLikeObject isBoolean isBuffer isDate isElement isEmpty isError isFinite isFunction " +
  "isInteger isLength isMap isNaN isNative isNil isNull isNumber isObject isObjectLike isPlainObject isRegExp isSafeInteger isSet isString isSymbol " +
  "isTypedArray isUndefined isWeakMap isWeakSet toFinite toInteger toLength toNumber toSafeInteger toString size castArray").split(" ");

const samples = Object.fromEntries(IS.map((name) => [name, [overSamples(name)]]));

export const LANG = {
  ...samples,
  castArray: [...samples.castArray, (_) => _.castArray(), (_) => _.castArray(undefined), (_) => _.castArray(null)],
  isEqual: [
    overPairs("isEqual"),
    (_) => _.isEqual({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 }),
    (_) => _.isEqual(_([1]), _([1])),
    (_) => _.isEqual(_([1]), [1]),
    (_) => _.isEqual(Object("a"), "a"),
  ],
  isEqualWith: [
    (_) => _.isEqualWith(["hello", "x"], ["hi", "x"], (a, b) => /^h(?:i|ello)$/.test(a) && /^h(?:i|ello)$/.test(b) ? true : undefined),
    (_, note) => _.isEqualWith({ a: [1, { b: 2 }], m: new Map([[1, 2]]) }, { a: [1, { b: 2 }], m: new Map([[1, 2]]) }, (...args) => note(...args.slice(0, 5))),
    (_) => _.isEqualWith(1, 2, () => "yes"),
  ],
  isMatch: [
    (_) => _.isMatch({ a: 1, b: 2 }, { b: 2 }),
    (_) => _.isMatch({ a: [1, 2, 3] }, { a: [3, 1] }),
    (_) => _.isMatch({ a: [1] }, { a: [1, 1] }),
    (_) => _.isMatch(null, {}),
    (_) => _.isMatch(null, { a: 1 }),
    (_) => _.isMatch({ a: {} }, { a: [] }),
    (_) => _.isMatch({ a: new Map([[1, 2], [3, 4]]) }, { a: new Map([[3, 4]]) }),
    (_) => _.isMatch({ a: undefined }, { b: undefined }),
    (_) => _.isMatch({ a: 1 }, {}),
    (_) => _.isMatch({ a: { b: 1, c: 2 } }, { a: { b: 1 } }),
    (_) => _.isMatch([{ a: 1 }, { b: 2 }], [{ b: 2 }]),
    (_) => _.isMatch("abc", { length: 3 }),
  ],
  isMatchWith: [(_, note) => _.isMatchWith({ a: { b: 1 }, c: 2 }, { a: { b: 1 }, c: 3 }, (...args) => note(...args.slice(0, 5)))],
  eq: [(_) => [_.eq(NaN, NaN), _.eq(0, -0), _.eq("a", Object("a"))]],
  gt: [overPairs("gt")],
  lte: [overPairs("lte")],
  add: [overPairs("add")],
  divide: [(_) => [_.divide(6, 4), _.divide(), _.divide(1), _.divide("6", "4")]],
  clone: [
    (_) => {
      const source = [{ a: 1 }, [2]];
      return [source, _.clone(source)];
    },
    (_) => {
      const source = new Map([["k", { a: 1 }]]);
      return [source, _.clone(source)];
    },
    (_) => {
      const source = new Set([{ a: 1 }]);
      return [source, _.clone(source)];
    },
    (_) => {
      const source = new Uint8Array([1, 2]);
      return [source, _.clone(source)];
    },
    (_) => _.clone(Object.create({ a: 1 }, { b: { value: 2, enumerable: true } })),
    (_) => _.clone(/x/gi.exec("axb")),
    (_) => [_.clone(() => 1), _.clone(new Error("x")), _.clone(new WeakMap()), _.clone(Symbol.iterator), _.clone(Object(Symbol.iterator))],
    (_) => (function () {
      return _.clone(arguments);
    })(1, 2),
    (_) => _.clone(Object.assign(Object.create(null), { a: 1 })),
    (_) => _.clone({ get a() {
      return 5;
    } }),
    (_) => _.clone(new (class Thing {
      constructor() {
        this.x = 1;
      }
    })()).constructor.name,
    (_) => Object.getPrototypeOf(_.clone(new (class Sub extends Array {})(3))).constructor.name,
  ],
  cloneDeep: [
    (_) => {
      const source = { d: new Date(5), r: /x/gi, m: new Map([[{ k: 1 }, { v: 1 }]]), s: new Set([{ a: 1 }]), t: new Float64Array([1.5]), b: Object("s"), n: null };
      source.r.lastIndex = 2;
      return [source, _.cloneDeep(source)];
    },
    (_) => {
      const source = { f: () => 1, e: new Error("x"), w: new WeakMap(), p: Promise.resolve() };
      return [source, _.cloneDeep(source)];
    },
    (_) => [_.cloneDeep(() => 1), _.cloneDeep(new Error("x")), _.cloneDeep(function f() {})],
    (_) => {
      const source = { a: {}, list: [] };
      source.a.up = source;
      source.list.push(source.list, source.a);
      source.map = new Map([[source, source]]);
      source.set = new Set([source]);
      return [source, _.cloneDeep(source)];
    },
    (_) => {
      const memory = new ArrayBuffer(8);
      return _.cloneDeep({ x: new Uint8Array(memory, 2, 3), y: new DataView(memory, 1, 2), memory });
    },
    (_) => {
      const buffer = Buffer.from("abc");
      const copy = _.cloneDeep({ buffer }).buffer;
      copy[0] = 122;
      const shallow = _.clone(buffer);
      shallow[1] = 122;
      return [buffer, copy, shallow];
    },
    (_) => _.cloneDeep([, 1, , 2]),
    (_) => _.cloneDeep(Object.assign([1], { extra: { a: 1 } })),
    (_) => _.cloneDeep({ [Symbol.for("s")]: { deep: [1] } }),
    (_) => _.cloneDeep(JSON.parse('{"__proto__":{"a":1}}')),
    (_) => _.cloneDeep(_([1, { a: 2 }])).value(),
    (_) => _.cloneDeep(Object.assign(new Uint8Array([1]), { extra: 1 })),
    (_) => _.cloneDeep([1n, new BigInt64Array([1n])]),
    (_) => {
      let deep = {};
      const top = deep;
      for (let index = 0; index < 500; index++) deep = deep.next = { index };
      return _.cloneDeep(top);
    },
  ],
  cloneWith: [(_, note) => _.cloneWith({ a: { b: 1 } }, (...args) => note(...args)), (_) => _.cloneWith([1], () => null)],
  cloneDeepWith: [(_, note) => _.cloneDeepWith({ a: [1, { b: 2 }], m: new Map([["k", [1]]]), s: new Set([1]) }, (...args) => note(...args.slice(0, 3))), (_) => _.cloneDeepWith({ a: { b: 1 } }, (value) => value === 1 ? "one" : undefined)],
  conformsTo: [(_) => _.conformsTo({ a: 1, b: 2 }, { b: (n) => n > 1 }), (_) => _.conformsTo({}, { a: () => true }), (_) => _.conformsTo(null, {}), (_) => _.conformsTo({ a: 1 }, null), (_) => _.conformsTo({ a: 1 }, { a: 5 })],
  defaultTo: [(_) => [_.defaultTo(1, 10), _.defaultTo(undefined, 10), _.defaultTo(NaN, 10), _.defaultTo(null, 10), _.defaultTo(0, 10), _.defaultTo("", 10)]],

  // ---- numbers ----
  round: [
    (_) => [_.round(4.006), _.round(4.006, 2), _.round(4060, -2), _.round(1.005, 2), _.round(-1.5), _.round("1.45", 1), _.round(1e300, 5), _.round(NaN, 2), _.round(5e-324, 300), _.round(1.2345, Infinity)],
  ],
  ceil: [(_) => [_.ceil(4.006), _.ceil(6.004, 2), _.ceil(6040, -2), _.ceil(-0.5), _.ceil(-0, 2), _.ceil(1.1, 1)]],
  floor: [(_) => [_.floor(4.006), _.floor(0.046, 2), _.floor(4060, -2), _.floor(-0.5), _.floor("x")]],
  max: [(_) => [_.max([4, 2, 8]), _.max([]), _.max(["b", "a"]), _.max([NaN, 1]), _.max([null, undefined, -1]), _.max("abc"), _.max([new Date(2), new Date(1)]), _.max([Symbol.iterator, 1])]],
  min: [(_) => [_.min([4, 2, 8]), _.min(null), _.min([1, NaN]), _.min(["b", 1])]],
  maxBy: [(_) => _.maxBy([{ n: 1 }, { n: 2 }], "n"), (_) => _.maxBy([{ n: 1 }, { n: 2 }], (o) => -o.n)],
  minBy: [(_) => _.minBy([{ n: 1 }, { n: 2 }], "n")],
  sum: [(_) => [_.sum([4, 2]), _.sum([1, "2"]), _.sum([]), _.sum([undefined, 1]), _.sum(null), _.sum([null, 1]), _.sum("12")]],
  sumBy: [(_) => [_.sumBy([{ n: 4 }, { n: 2 }], "n"), _.sumBy([{ n: 4 }, {}], "n"), _.sumBy([], "n")]],
  mean: [(_) => [_.mean([4, 2, 8, 6]), _.mean([]), _.mean(null), _.mean(["1", 2]), _.mean([undefined])]],
  meanBy: [(_) => _.meanBy([{ n: 4 }, { n: 2 }], "n")],
  clamp: [(_) => [_.clamp(-10, -5, 5), _.clamp(10, -5, 5), _.clamp(10, 5), _.clamp("7", "1", "5"), _.clamp(3, NaN, 5), _.clamp(NaN, 1, 2), _.clamp(5, 10, 1), _.clamp(1)]],
  inRange: [(_) => [_.inRange(3, 2, 4), _.inRange(4, 8), _.inRange(4, 2), _.inRange(-3, -2, -6), _.inRange(1.2, 2), _.inRange(NaN, 1), _.inRange("1", "0", "2")]],
  random: [(_) => [_.random(0, 5), _.random(5), _.random(5, true), _.random(1.2, 5.2), _.random(), _.random(true), _.random(5, 0), _.random("3"), _.random(NaN)], (_) => _.map([1, 5], _.random)],
  range: [
    (_) => [_.range(4), _.range(-4), _.range(1, 5), _.range(0, 20, 5), _.range(0, -4, -1), _.range(1, 4, 0), _.range(0), _.range(0, -3), _.range(0, 3, -1), _.range("2")],
    (_) => _.map([2, 3], _.range),
    (_) => _.range(Infinity),
  ],
  rangeRight: [(_) => [_.rangeRight(4), _.rangeRight(0, -4, -1), _.rangeRight(1, 4, 0)]],
  times: [(_) => [_.times(3), _.times(3, String), _.times(-1), _.times(2.7), _.times("2"), _.times(Infinity), _.times(2, _.constant(0))]],
  uniqueId: [(_) => {
    const number = (text) => Number(text.replace(/\D/g, ""));
    const first = number(_.uniqueId("a-"));
    return [number(_.uniqueId()) - first, /^contact_\d+$/.test(_.uniqueId("contact_")), typeof _.uniqueId(), /^\d+$/.test(_.uniqueId(null))];
  }],
  parseInt: [(_) => [_.parseInt("08"), _.parseInt("0x10"), _.parseInt("10", 2), _.parseInt(" 7"), _.parseInt("z", 36), _.parseInt("")], (_) => _.map(["6", "08", "10"], _.parseInt)],
};
