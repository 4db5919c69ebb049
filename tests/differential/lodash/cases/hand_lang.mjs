// Questions about values, equality, copies, numbers.

import { PAIRS, SAMPLES } from "./samples.mjs";

const overSamples = (name) =>
  Object.assign(
    (_) =>
      SAMPLES().map((sample) => {
        try {
          return _[name](sample);
        } catch (error) {
          return `${error.name}: ${error.message}`;
        }
      }),
    { toString: () => `_.${name}(each sample)` },
  );

const overPairs = (name) =>
  Object.assign(
    (_) => {
      const values = PAIRS();
      return values.map((left) => values.map((right) => _[name](left, right)));
    },
    { toString: () => `_.${name}(each pair of samples)` },
  );

const IS = (
  "isArguments isArray isArrayBuffer isArrayLike isArrayLikeObject isBoolean isBuffer isDate isElement isEmpty isError isFinite isFunction " +
  "isInteger isLength isMap isNaN isNative isNil isNull isNumber isObject isObjectLike isPlainObject isRegExp isSafeInteger isSet isString isSymbol " +
  "isTypedArray isUndefined isWeakMap isWeakSet toFinite toInteger toLength toNumber toSafeInteger toString size castArray"
).split(" ");

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
    (_) =>
      _.isEqualWith(["hello", "x"], ["hi", "x"], (a, b) =>
        /^h(?:i|ello)$/.test(a) && /^h(?:i|ello)$/.test(b) ? true : undefined,
      ),
    (_, note) =>
      _.isEqualWith(
        { a: [1, { b: 2 }], m: new Map([[1, 2]]) },
        { a: [1, { b: 2 }], m: new Map([[1, 2]]) },
        (...args) => note(...args.slice(0, 5)),
      ),
    (_) => _.isEqualWith(1, 2, () => "yes"),
  ],
  isMatch: [
    (_) => _.isMatch({ a: 1, b: 2 }, { b: 2 }),
    (_) => _.isMatch({ a: [1, 2, 3] }, { a: [3, 1] }),
    (_) => _.isMatch({ a: [1] }, { a: [1, 1] }),
    (_) => _.isMatch(null, {}),
    (_) => _.isMatch(null, { a: 1 }),
    (_) => _.isMatch({ a: {} }, { a: [] }),
    (_) =>
      _.isMatch(
        {
          a: new Map([
            [1, 2],
            [3, 4],
          ]),
        },
        { a: new Map([[3, 4]]) },
      ),
    (_) => _.isMatch({ a: undefined }, { b: undefined }),
    (_) => _.isMatch({ a: 1 }, {}),
    (_) => _.isMatch({ a: { b: 1, c: 2 } }, { a: { b: 1 } }),
    (_) => _.isMatch([{ a: 1 }, { b: 2 }], [{ b: 2 }]),
    (_) => _.isMatch("abc", { length: 3 }),
  ],
  isMatchWith: [
    (_, note) => _.isMatchWith({ a: { b: 1 }, c: 2 }, { a: { b: 1 }, c: 3 }, (...args) => note(...args.slice(0, 5))),
  ],
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
    (_) => [
      _.clone(() => 1),
      _.clone(new Error("x")),
      _.clone(new WeakMap()),
      _.clone(Symbol.iterator),
      _.clone(Object(Symbol.iterator)),
    ],
    (_) =>
      (function () {
        return _.clone(arguments);
      })(1, 2),
    (_) => _.clone(Object.assign(Object.create(null), { a: 1 })),
    (_) =>
      _.clone({
        get a() {
          return 5;
        },
      }),
    (_) =>
      _.clone(
        new (class Thing {
          constructor() {
            this.x = 1;
          }
        })(),
      ).constructor.name,
    (_) => Object.getPrototypeOf(_.clone(new (class Sub extends Array {})(3))).constructor.name,
  ],
  cloneDeep: [
    (_) => {
      const source = {
        d: new Date(5),
        r: /x/gi,
        m: new Map([[{ k: 1 }, { v: 1 }]]),
        s: new Set([{ a: 1 }]),
        t: new Float64Array([1.5]),
        b: Object("s"),
        n: null,
      };
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
  cloneWith: [
    (_, note) => _.cloneWith({ a: { b: 1 } }, (...args) => note(...args)),
    (_) => _.cloneWith([1], () => null),
  ],
  cloneDeepWith: [
    (_, note) =>
      _.cloneDeepWith({ a: [1, { b: 2 }], m: new Map([["k", [1]]]), s: new Set([1]) }, (...args) =>
        note(...args.slice(0, 3)),
      ),
    (_) => _.cloneDeepWith({ a: { b: 1 } }, (value) => (value === 1 ? "one" : undefined)),
  ],
  conformsTo: [
    (_) => _.conformsTo({ a: 1, b: 2 }, { b: (n) => n > 1 }),
    (_) => _.conformsTo({}, { a: () => true }),
    (_) => _.conformsTo(null, {}),
    (_) => _.conformsTo({ a: 1 }, null),
    (_) => _.conformsTo({ a: 1 }, { a: 5 }),
  ],
  defaultTo: [
    (_) => [
      _.defaultTo(1, 10),
      _.defaultTo(undefined, 10),
      _.defaultTo(NaN, 10),
      _.defaultTo(null, 10),
      _.defaultTo(0, 10),
      _.defaultTo("", 10),
    ],
  ],
};
