// Objects as collections of properties.

class Parent {
  constructor() {
    this.own = 1;
  }
}
Parent.prototype.inherited = 2;

export const OBJECTS = {
  create: [
    (_) => _.create({ x: 1 }, { y: 2 }),
    (_) => _.create(null, { a: 1 }),
    (_) => _.create({ x: 1 }, new Parent()),
    (_) => _.map([{ a: 1 }], _.create),
  ],
  keys: [
    (_) => _.keys(new Parent()),
    (_) => _.keys("hi"),
    (_) => _.keys([1, , 3]),
    (_) => _.keys(Object.assign([1], { x: 1 })),
    (_) => _.keys({ length: 2, 0: "a" }),
    (_) => _.keys({ length: -1, a: 1 }),
    (_) => _.keys({ length: 1.5, a: 1 }),
    (_) => _.keys(null),
    (_) => _.keys(Parent.prototype),
    (_) => _.keys(Buffer.from("ab")),
    (_) => _.keys(new Uint8Array(2)),
    (_) =>
      (function () {
        return _.keys(arguments);
      })(1, 2),
    (_) => _.keys(Object.assign(() => 1, { a: 1 })),
  ],
  keysIn: [
    (_) => _.keysIn(new Parent()),
    (_) => _.keysIn([1, 2]),
    (_) => _.keysIn(null),
    (_) => _.keysIn("ab"),
    (_) => _.keysIn(Parent.prototype),
    (_) => _.keysIn(Object.create({ constructor: 1, a: 2 })),
  ],
  values: [(_) => _.values(new Parent()), (_) => _.values("hi"), (_) => _.values(null)],
  valuesIn: [(_) => _.valuesIn(new Parent())],
  toPairs: [
    (_) => _.toPairs(new Parent()),
    (_) => _.toPairs(new Map([["a", 1]])),
    (_) => _.toPairs(new Set([1, 2])),
    (_) => _.entries === _.toPairs && _.entriesIn === _.toPairsIn,
  ],
  toPairsIn: [(_) => _.toPairsIn(new Parent())],
  findKey: [
    (_) => _.findKey({ a: { x: 1 }, b: { x: 2 } }, { x: 2 }),
    (_) => _.findKey({ a: { x: 1 } }, ["x", 1]),
    (_) => _.findKey(null),
  ],
  findLastKey: [(_, note) => _.findLastKey({ a: 1, b: 2 }, (...args) => (note(...args), true))],
  forIn: [
    (_, note) => _.forIn(new Parent(), (v, k) => note(v, k)),
    (_, note) => _.forIn({ a: 1, b: 2 }, (v, k) => (note(v, k), false)),
    (_) => _.forIn(null, () => 1),
  ],
  forInRight: [(_, note) => _.forInRight(new Parent(), (v, k) => note(v, k))],
  forOwn: [
    (_, note) => _.forOwn(new Parent(), (v, k) => note(v, k)),
    (_, note) => _.forOwn("ab", (...args) => note(...args)),
    (_) => _.forOwn(undefined, () => 1),
  ],
  forOwnRight: [(_, note) => _.forOwnRight({ a: 1, b: 2 }, (v, k) => note(v, k))],
  functions: [(_) => _.functions({ a() {}, b: 1, c: async () => 1 }), (_) => _.functions(null)],
  functionsIn: [(_) => _.functionsIn(Object.create({ f() {} }, { g: { value() {}, enumerable: true } }))],
  invert: [
    (_) => _.invert({ a: 1, b: 2, c: 1 }),
    (_) => _.invert({ a: Object.create(null), b: "toString" }),
    (_) => _.invert({ a: null }),
  ],
  invertBy: [
    (_) => _.invertBy({ a: 1, b: 2, c: 1 }),
    (_) => _.invertBy({ a: 1 }, (v) => `group${v}`),
    (_) => _.invertBy({ a: "constructor", b: "toString" }),
  ],
  mapKeys: [
    (_) => _.mapKeys({ a: 1, b: 2 }, (v, k) => k + v),
    (_) => _.mapKeys([5], (v, k) => typeof k),
    (_) => _.mapKeys({ a: 1 }, () => "__proto__"),
    (_) => _.mapKeys({ a: { id: "x" } }, "id"),
  ],
  mapValues: [
    (_) => _.mapValues({ f: { age: 40 }, p: { age: 1 } }, "age"),
    (_) => _.mapValues("ab", (v) => v + v),
    (_) => _.mapValues(null),
    (_) => _.mapValues([1, 2], (v) => v),
  ],
  pick: [
    (_) => _.pick({ a: 1, b: "2", c: 3 }, ["a", "c"]),
    (_) => _.pick({ a: { b: 1, c: 2 } }, "a.b"),
    (_) => _.pick({ "a.b": 1, a: { b: 2 } }, "a.b"),
    (_) => _.pick({ a: 1 }, "missing", ["a", ["b"]]),
    (_) => _.pick(new Parent(), "inherited", "own"),
    (_) => _.pick(null, "a"),
    (_) => _.pick({ a: [{ b: 1 }, { b: 2 }] }, "a[1].b"),
    (_) => _.pick({ a: undefined }, "a"),
    (_) => _.pick({ constructor: 1, a: 2 }, ["constructor", "a"]),
    (_) => _.pick("abc", "length", 0),
  ],
  pickBy: [
    (_) => _.pickBy({ a: 1, b: "2", c: 3 }, _.isNumber),
    (_) => _.pickBy(new Parent()),
    (_) => _.pickBy({ "a.b": 1, a: 0 }),
    (_, note) => _.pickBy({ a: 1 }, (...args) => note(...args)),
    (_) => _.pickBy({ [Symbol.iterator]: 1 }),
  ],
  omit: [
    (_) => _.omit({ a: 1, b: "2", c: 3 }, ["a", "c"]),
    (_) => _.omit({ a: { b: 1, c: 2 } }, "a.b"),
    (_) => {
      const source = { a: { b: 1, c: { d: 1 } }, k: { l: 1 }, date: new Date(1), own: new Parent() };
      return [source, _.omit(source, "a.b"), _.omit(source, "k")];
    },
    (_) => _.omit(new Parent(), "own"),
    (_) => _.omit({ "a.b": 1, a: { b: 2 } }, "a.b"),
    (_) => _.omit(null, "a"),
    (_) => _.omit([1, 2, 3], 1),
    (_) => _.omit({ [Symbol.iterator]: 1, a: 1 }, "a"),
    (_) => _.omit({ a: 1 }, ["a", ["b"]]),
    (_) => _.omit("abc", "1"),
    (_) => _.omit({ a: [{ b: 1, c: 2 }] }, "a[0].b"),
  ],
  omitBy: [
    (_) => _.omitBy({ a: 1, b: "2", c: null, d: undefined }, _.isNil),
    (_) => _.omitBy({ a: 1, b: 2 }, 5),
    (_) => _.omitBy(null),
  ],
  transform: [
    (_) =>
      _.transform(
        [2, 3, 4],
        (result, n) => {
          result.push(n * n);
          return n % 2 === 0;
        },
        [],
      ),
    (_) =>
      _.transform(
        { a: 1, b: 2, c: 1 },
        (result, value, key) => {
          (result[value] ||= []).push(key);
        },
        {},
      ),
    (_) => _.transform(new Parent()),
    (_) => _.transform([1], (result, value) => void result.push(value)),
    (_) => _.transform(null),
    (_) => _.transform(Buffer.from("a"), (result, value) => void result.push(value)),
  ],
  toPlainObject: [
    (_) => _.toPlainObject(new Parent()),
    (_) => _.toPlainObject("ab"),
    (_) => _.toPlainObject(null),
    (_) => _.toPlainObject(JSON.parse('{"__proto__":1}')),
  ],
};
