// Objects: paths, assigning, merging, picking, and the doors to prototypes.

const PATHS = [
  "a[0].b", "a['x.y']", 'a["b\\"c"].d', "a.b.c", ".a", "a.", "a..b", "a[].b", "[][]", "a[-1]", "a[1.5]", "a[b]", "a[b.c]", "a['b", "[0][1]", "",
  "a.[b]", "a[0]b", "a]b", "[", "]", ".", "..", "[]", "a[\"\"]", "a['\\\\']", "a[ 0 ]", "a\n.b", "a['b\\\nc']", "$.a_b", "\u00e9.\u00e0",
];

class Parent {
  constructor() {
    this.own = 1;
  }
}
Parent.prototype.inherited = 2;

const polluted = () => [{}.polluted, [].polluted, (() => 0).polluted];

export const OBJECTS = {
  toPath: [...PATHS.map((path) => Object.assign((_) => _.toPath(path), { toString: () => `_.toPath(${JSON.stringify(path)})` })),
    (_) => _.toPath(["a", 0, -0, Symbol.iterator, null]), (_) => _.toPath(Symbol.iterator), (_) => _.toPath(null), (_) => _.toPath(-0), (_) => _.toPath([["a"]])],
  get: [
    (_) => _.get({ a: [{ b: { c: 3 } }] }, "a[0].b.c"),
    (_) => _.get({ a: { "b.c": 1 } }, 'a["b.c"]'),
    (_) => _.get({ "a.b": 1, a: { b: 2 } }, "a.b"),
    (_) => _.get({ a: null }, "a", "default"),
    (_) => _.get({ a: undefined }, "a", "default"),
    (_) => _.get({ a: 1 }, []),
    (_) => _.get({ a: 1 }, [], "default"),
    (_) => _.get({ [Symbol.iterator]: { x: 1 } }, [Symbol.iterator, "x"]),
    (_) => _.get(null, "a", 5),
    (_) => _.get("abc", "length"),
    (_) => _.get("abc", "[1]"),
    (_) => _.get({ undefined: 1 }, undefined),
    (_) => _.get({ null: 1 }, null),
    (_) => _.get({ "-0": "a", 0: "b" }, -0),
    (_) => _.get({ "": 1 }, ""),
    (_) => _.get({ a: { "": 1 } }, "a."),
    (_) => _.get({ "1,2": 1 }, [[1, 2]]),
    (_) => _.get(new Parent(), "inherited"),
    (_) => _.get({ a: (b) => b }, "a.name"),
    (_) => _.get({ "[object Object]": 1 }, {}),
  ],
  has: [
    (_) => _.has({ a: { b: 2 } }, "a.b"),
    (_) => _.has(Object.create({ a: 1 }), "a"),
    (_) => _.has([, 1], 0),
    (_) => _.has({ a: [, 1] }, "a[0]"),
    (_) => _.has({ a: undefined }, "a"),
    (_) => _.has(null, "a"),
    (_) => _.has("abc", "length"),
    (_) => _.has({ length: 3 }, 1),
    (_) => _.has({ a: 1 }, []),
    (_) => _.has({ "a.b": 1 }, "a.b"),
    (_) => _.has([1, 2], "a.0"),
  ],
  hasIn: [(_) => _.hasIn(new Parent(), "inherited"), (_) => _.hasIn([], "length"), (_) => _.hasIn("a", "length")],
  set: [
    (_) => _.set({}, "a[0].b.c", 4),
    (_) => _.set({}, ["x", "0", "y", "z"], 5),
    (_) => _.set({ a: null }, "a.b", 1),
    (_) => _.set({ a: 5 }, "a.b", 1),
    (_) => _.set({}, "a[01]", 1),
    (_) => _.set({ "a.b": 1 }, "a.b", 2),
    (_) => _.set([], "[2].x", 1),
    (_) => _.set(null, "a", 1),
    (_) => _.set("abc", "a", 1),
    (_) => {
      const object = {};
      return _.set(object, "a", 1) === object;
    },
    (_) => _.set({}, [], 1),
    (_) => _.set(Object.freeze({ a: 1 }), "a", 2),
    (_) => _.set(Object.freeze({ a: 1 }), "b.c", 2),
    (_) => _.set({ a: 1 }, "a", undefined),
    (_) => _.set({}, "a", undefined),
    (_) => _.set({}, Symbol.for("k"), 1),
    (_) => [_.set({}, "__proto__.polluted", 1), polluted()],
    (_) => [_.set({}, "constructor.prototype.polluted", 1), polluted()],
    (_) => [_.set({}, ["constructor", "prototype", "polluted"], 1), polluted()],
    (_) => [_.set({}, [["__proto__"], "polluted"], 1), polluted()],
    (_) => [_.set({ a: 1 }, "a.constructor.prototype.polluted", 1), polluted()],
    (_) => [_.set(function () {}, "prototype.polluted", 1), polluted()],
    (_) => _.set({ constructor: { x: 1 } }, "constructor.x", 2),
  ],
  setWith: [(_) => _.setWith({}, "[0][1]", "a", Object), (_, note) => _.setWith({ a: {} }, "a.b.c", 1, (...args) => note(...args)), (_) => [_.setWith({}, "__proto__.polluted", 1, Object), polluted()]],
  update: [(_) => _.update({ a: [{ b: { c: 3 } }] }, "a[0].b.c", (n) => n * n), (_) => _.update({}, "x[0].y", (n) => n ? n + 1 : 0), (_) => [_.update({}, "constructor.prototype.polluted", () => 1), polluted()]],
  updateWith: [(_) => _.updateWith({}, "[0][1]", _.constant("a"), Object)],
  unset: [
    (_) => {
      const object = { a: [{ b: { c: 7 } }] };
      return [_.unset(object, "a[0].b.c"), object, _.unset(object, "a[0].b.c"), _.unset(object, "x.y.z")];
    },
    (_) => [_.unset(null, "a"), _.unset([1, 2], "0"), _.unset(Object.freeze({ a: 1 }), "a"), _.unset({ "a.b": 1 }, "a.b"), _.unset("abc", "0")],
    (_) => _.unset({ constructor: { prototype: 1 } }, "constructor.prototype"),
    (_) => {
      const object = JSON.parse('{"__proto__":{"a":1,"b":2}}');
      return [_.unset(object, "__proto__.a"), object];
    },
  ],
  result: [
    (_) => _.result({ a: [{ b: { c1: 3, c2: () => 4 } }] }, "a[0].b.c2"),
    (_) => _.result({ a: 1 }, "b.c", "default"),
    (_) => _.result({ a: 1 }, "b.c", () => "made"),
    (_) => _.result({ f() {
      return { x: this.y };
    }, y: 5 }, "f.x"),
    (_) => _.result({}, [], 1),
    (_) => _.result(null, [], () => 2),
  ],
  invoke: [(_) => _.invoke({ a: [{ b: { c: [1, 2, 3, 4] } }] }, "a[0].b.c.slice", 1, 3), (_) => _.invoke({ a: 1 }, "a.b.c"), (_) => _.invoke(null, "a"), (_) => _.invoke({ a: 1 }, "a"), (_) => _.invoke({ f(...args) {
    return [this.x, args];
  }, x: 1 }, "f", 1, 2, 3, 4, 5)],
  at: [(_) => _.at({ a: [{ b: { c: 3 } }, 4] }, ["a[0].b.c", "a[1]"]), (_) => _.at(["a", "b"], 0, 5), (_) => _.at(null, "a")],
  assign: [
    (_) => _.assign({ a: 0 }, new Parent(), null, undefined, { c: 3 }),
    (_) => _.assign({}, "abc", [1], 5),
    (_) => _.assign(null, { a: 1 }),
    (_) => _.assign({}, { [Symbol.iterator]: 1 }),
    (_) => _.map([{ a: 1 }, { b: 2 }], _.assign),
    (_) => _.reduce([{ a: 1 }, { b: 2 }], _.assign, {}),
    (_) => _.assign({ a: 1 }, { get a() {
      return 5;
    } }),
    (_) => _.assign(Object.freeze({ a: 1 }), { a: 2 }),
    (_) => [_.assign({}, JSON.parse('{"__proto__":{"polluted":1}}')), polluted()],
    (_) => _.assign({}, Parent.prototype),
  ],
  assignIn: [(_) => _.assignIn({ a: 0 }, new Parent(), { c: 3 }), (_) => _.extend === _.assignIn && _.extendWith === _.assignInWith, (_) => _.assignIn({}, Parent.prototype)],
  assignWith: [(_, note) => _.assignWith({ a: 1 }, { b: 2 }, { a: 3 }, (...args) => (note(...args), args[0] === undefined ? args[1] : args[0]))],
  assignInWith: [(_) => _.assignInWith({ a: 1 }, new Parent(), (a, b) => b && b * 10)],
  defaults: [
    (_) => _.defaults({ a: 1 }, { b: 2 }, { a: 3 }),
    (_) => _.defaults({ a: null, b: undefined }, { a: 1, b: 2 }),
    (_) => _.defaults({}, { toString: 1, constructor: 2 }),
    (_) => _.defaults({}, new Parent()),
    (_) => _.defaults(null, { a: 1 }),
    (_) => _.map([{ a: 1 }, { b: 2 }], _.defaults),
    (_) => [_.defaults({}, JSON.parse('{"__proto__":{"polluted":1}}')), polluted()],
  ],
  defaultsDeep: [
    (_) => _.defaultsDeep({ a: { b: 2 } }, { a: { b: 1, c: 3 } }),
    (_) => _.defaultsDeep({ a: [1] }, { a: [2, 3] }),
    (_) => _.defaultsDeep({ a: null }, { a: { b: 1 } }),
    (_) => _.defaultsDeep({ a: { b: undefined } }, { a: { b: 1 } }),
    (_) => _.defaultsDeep({}, { a: /x/, d: new Date(1), f: () => 1 }),
    (_) => [_.defaultsDeep({}, JSON.parse('{"__proto__":{"polluted":1}}')), polluted()],
    (_) => [_.defaultsDeep({}, JSON.parse('{"constructor":{"prototype":{"polluted":1}}}')), polluted()],
    (_) => {
      const source = { a: {} };
      source.a.self = source;
      return _.defaultsDeep({ a: { x: 1 } }, source);
    },
    (_) => {
      const target = { f() {} };
      return [_.defaultsDeep(target, { f: { polluted: 1 } }), Function.prototype.polluted];
    },
  ],
  merge: [
    (_) => _.merge({ a: [{ b: 2 }, { d: 4 }] }, { a: [{ c: 3 }, { e: 5 }] }),
    (_) => _.merge([1, 2, 3], [4]),
    (_) => _.merge({ a: 1 }, { a: undefined, b: undefined }),
    (_) => _.merge({ a: 1 }, { a: null }),
    (_) => _.merge({}, new Parent()),
    (_) => _.merge({ a: { x: 1 } }, { a: new Parent() }),
    (_) => _.merge({ a: { x: 1 } }, { a: new Date(1) }),
    (_) => _.merge({ a: 1 }, { a: { b: 1 } }),
    (_) => _.merge({ a: [1, 2] }, { a: { x: 1 } }),
    (_) => _.merge({ a: { x: 1 } }, { a: [1, 2] }),
    (_) => _.merge({ a: "text" }, { a: [1] }),
    (_) => _.merge({ a: (b) => b }, { a: { x: 1 } }),
    (_) => {
      const source = { b: Buffer.from("ab"), t: new Uint8Array([1, 2]), m: new Map([[1, 2]]) };
      return [source, _.merge({}, source)];
    },
    (_) => {
      const buffer = Buffer.from("ab");
      const merged = _.merge({}, { buffer });
      merged.buffer[0] = 1;
      return [buffer[0], merged.buffer === buffer];
    },
    (_) => {
      const source = { a: { b: {} } };
      source.a.b.loop = source.a;
      return [source, _.merge({}, source)];
    },
    (_) => (function () {
      return _.merge({ a: arguments }, { a: ["x"] });
    })(1, 2),
    (_) => (function () {
      return _.merge({}, { a: arguments });
    })(1, 2),
    (_) => _.merge(null, { a: 1 }),
    (_) => _.merge(5, { a: 1 }),
    (_) => _.merge({}, "abc", [1]),
    (_) => _.merge({}, { [Symbol.iterator]: 1 }),
    (_) => _.merge({ a: Object.create(null) }, { a: { x: 1 } }),
    (_) => _.merge({}, { a: Object.create(null, { x: { value: 1, enumerable: true } }) }),
    (_) => _.merge([], [, 1, undefined]),
    (_) => _.map([{ a: 1 }, { b: 2 }], _.merge),
    (_) => [_.merge({}, JSON.parse('{"__proto__":{"polluted":1}}')), polluted()],
    (_) => [_.merge({}, JSON.parse('{"constructor":{"prototype":{"polluted":1}}}')), polluted()],
    (_) => [_.merge({}, JSON.parse('{"a":{"__proto__":{"polluted":1}}}'), { a: {} }), polluted()],
    (_) => [_.merge(Object.create({ safe: 1 }), JSON.parse('{"__proto__":{"safe":2}}')), polluted()],
    (_) => _.merge({ a: Object.freeze({ x: 1 }) }, { a: { x: 2 } }),
    (_) => _.merge({ a: new Parent() }, { a: { own: 5 } }),
    (_) => _.merge({ a: { length: 1, 0: "x" } }, { a: ["y", "z"] }),
  ],
  mergeWith: [
    (_) => _.mergeWith({ a: [1], b: [2] }, { a: [3], b: [4] }, (a, b) => _.isArray(a) ? a.concat(b) : undefined),
    (_, note) => _.mergeWith({ a: { b: 1 } }, { a: { b: 2, c: 3 }, d: 4 }, (a, b, key, object, source) => note(a, b, key, object, source)),
    (_) => _.mergeWith({ a: 1 }, { a: 2 }, null),
  ],
  create: [(_) => _.create({ x: 1 }, { y: 2 }), (_) => _.create(null, { a: 1 }), (_) => _.create({ x: 1 }, new Parent()), (_) => _.map([{ a: 1 }], _.create)],
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
    (_) => (function () {
      return _.keys(arguments);
    })(1, 2),
    (_) => _.keys(Object.assign(() => 1, { a: 1 })),
  ],
  keysIn: [(_) => _.keysIn(new Parent()), (_) => _.keysIn([1, 2]), (_) => _.keysIn(null), (_) => _.keysIn("ab"), (_) => _.keysIn(Parent.prototype), (_) => _.keysIn(Object.create({ constructor: 1, a: 2 }))],
  values: [(_) => _.values(new Parent()), (_) => _.values("hi"), (_) => _.values(null)],
  valuesIn: [(_) => _.valuesIn(new Parent())],
  toPairs: [(_) => _.toPairs(new Parent()), (_) => _.toPairs(new Map([["a", 1]])), (_) => _.toPairs(new Set([1, 2])), (_) => _.entries === _.toPairs && _.entriesIn === _.toPairsIn],
  toPairsIn: [(_) => _.toPairsIn(new Parent())],
  findKey: [(_) => _.findKey({ a: { x: 1 }, b: { x: 2 } }, { x: 2 }), (_) => _.findKey({ a: { x: 1 } }, ["x", 1]), (_) => _.findKey(null)],
  findLastKey: [(_, note) => _.findLastKey({ a: 1, b: 2 }, (...args) => (note(...args), true))],
  forIn: [(_, note) => _.forIn(new Parent(), (v, k) => note(v, k)), (_, note) => _.forIn({ a: 1, b: 2 }, (v, k) => (note(v, k), false)), (_) => _.forIn(null, () => 1)],
  forInRight: [(_, note) => _.forInRight(new Parent(), (v, k) => note(v, k))],
  forOwn: [(_, note) => _.forOwn(new Parent(), (v, k) => note(v, k)), (_, note) => _.forOwn("ab", (...args) => note(...args)), (_) => _.forOwn(undefined, () => 1)],
  forOwnRight: [(_, note) => _.forOwnRight({ a: 1, b: 2 }, (v, k) => note(v, k))],
  functions: [(_) => _.functions({ a() {}, b: 1, c: async () => 1 }), (_) => _.functions(null)],
  functionsIn: [(_) => _.functionsIn(Object.create({ f() {} }, { g: { value() {}, enumerable: true } }))],
  invert: [(_) => _.invert({ a: 1, b: 2, c: 1 }), (_) => _.invert({ a: Object.create(null), b: "toString" }), (_) => _.invert({ a: null })],
  invertBy: [(_) => _.invertBy({ a: 1, b: 2, c: 1 }), (_) => _.invertBy({ a: 1 }, (v) => `group${v}`), (_) => _.invertBy({ a: "constructor", b: "toString" })],
  mapKeys: [(_) => _.mapKeys({ a: 1, b: 2 }, (v, k) => k + v), (_) => _.mapKeys([5], (v, k) => typeof k), (_) => _.mapKeys({ a: 1 }, () => "__proto__"), (_) => _.mapKeys({ a: { id: "x" } }, "id")],
  mapValues: [(_) => _.mapValues({ f: { age: 40 }, p: { age: 1 } }, "age"), (_) => _.mapValues("ab", (v) => v + v), (_) => _.mapValues(null), (_) => _.mapValues([1, 2], (v) => v)],
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
  pickBy: [(_) => _.pickBy({ a: 1, b: "2", c: 3 }, _.isNumber), (_) => _.pickBy(new Parent()), (_) => _.pickBy({ "a.b": 1, a: 0 }), (_, note) => _.pickBy({ a: 1 }, (...args) => note(...args)), (_) => _.pickBy({ [Symbol.iterator]: 1 })],
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
  omitBy: [(_) => _.omitBy({ a: 1, b: "2", c: null, d: undefined }, _.isNil), (_) => _.omitBy({ a: 1, b: 2 }, 5), (_) => _.omitBy(null)],
  transform: [
    (_) => _.transform([2, 3, 4], (result, n) => {
      result.push(n * n);
      return n % 2 === 0;
    }, []),
    (_) => _.transform({ a: 1, b: 2, c: 1 }, (result, value, key) => {
      (result[value] ||= []).push(key);
    }, {}),
    (_) => _.transform(new Parent()),
    (_) => _.transform([1], (result, value) => void result.push(value)),
    (_) => _.transform(null),
    (_) => _.transform(Buffer.from("a"), (result, value) => void result.push(value)),
  ],
  toPlainObject: [(_) => _.toPlainObject(new Parent()), (_) => _.toPlainObject("ab"), (_) => _.toPlainObject(null), (_) => _.toPlainObject(JSON.parse('{"__proto__":1}'))],
};
