// Property paths: reading, writing, deleting.

const PATHS = [
  "a[0].b",
  "a['x.y']",
  'a["b\\"c"].d',
  "a.b.c",
  ".a",
  "a.",
  "a..b",
  "a[].b",
  "[][]",
  "a[-1]",
  "a[1.5]",
  "a[b]",
  "a[b.c]",
  "a['b",
  "[0][1]",
  "",
  "a.[b]",
  "a[0]b",
  "a]b",
  "[",
  "]",
  ".",
  "..",
  "[]",
  'a[""]',
  "a['\\\\']",
  "a[ 0 ]",
  "a\n.b",
  "a['b\\\nc']",
  "$.a_b",
  "\u00e9.\u00e0",
];

class Parent {
  constructor() {
    this.own = 1;
  }
}
Parent.prototype.inherited = 2;

const polluted = () => [{}.polluted, [].polluted, (() => 0).polluted];

export const PATH_CASES = {
  toPath: [
    ...PATHS.map((path) =>
      Object.assign((_) => _.toPath(path), { toString: () => `_.toPath(${JSON.stringify(path)})` }),
    ),
    (_) => _.toPath(["a", 0, -0, Symbol.iterator, null]),
    (_) => _.toPath(Symbol.iterator),
    (_) => _.toPath(null),
    (_) => _.toPath(-0),
    (_) => _.toPath([["a"]]),
  ],
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
  setWith: [
    (_) => _.setWith({}, "[0][1]", "a", Object),
    (_, note) => _.setWith({ a: {} }, "a.b.c", 1, (...args) => note(...args)),
    (_) => [_.setWith({}, "__proto__.polluted", 1, Object), polluted()],
  ],
  update: [
    (_) => _.update({ a: [{ b: { c: 3 } }] }, "a[0].b.c", (n) => n * n),
    (_) => _.update({}, "x[0].y", (n) => (n ? n + 1 : 0)),
    (_) => [_.update({}, "constructor.prototype.polluted", () => 1), polluted()],
  ],
  updateWith: [(_) => _.updateWith({}, "[0][1]", _.constant("a"), Object)],
  unset: [
    (_) => {
      const object = { a: [{ b: { c: 7 } }] };
      return [_.unset(object, "a[0].b.c"), object, _.unset(object, "a[0].b.c"), _.unset(object, "x.y.z")];
    },
    (_) => [
      _.unset(null, "a"),
      _.unset([1, 2], "0"),
      _.unset(Object.freeze({ a: 1 }), "a"),
      _.unset({ "a.b": 1 }, "a.b"),
      _.unset("abc", "0"),
    ],
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
    (_) =>
      _.result(
        {
          f() {
            return { x: this.y };
          },
          y: 5,
        },
        "f.x",
      ),
    (_) => _.result({}, [], 1),
    (_) => _.result(null, [], () => 2),
  ],
  invoke: [
    (_) => _.invoke({ a: [{ b: { c: [1, 2, 3, 4] } }] }, "a[0].b.c.slice", 1, 3),
    (_) => _.invoke({ a: 1 }, "a.b.c"),
    (_) => _.invoke(null, "a"),
    (_) => _.invoke({ a: 1 }, "a"),
    (_) =>
      _.invoke(
        {
          f(...args) {
            return [this.x, args];
          },
          x: 1,
        },
        "f",
        1,
        2,
        3,
        4,
        5,
      ),
  ],
  at: [
    (_) => _.at({ a: [{ b: { c: 3 } }, 4] }, ["a[0].b.c", "a[1]"]),
    (_) => _.at(["a", "b"], 0, 5),
    (_) => _.at(null, "a"),
  ],
};
