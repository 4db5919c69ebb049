// Filling objects from others, and the doors to prototypes.

class Parent {
  constructor() {
    this.own = 1;
  }
}
Parent.prototype.inherited = 2;

const polluted = () => [{}.polluted, [].polluted, (() => 0).polluted];

export const MERGE = {
  assign: [
    (_) => _.assign({ a: 0 }, new Parent(), null, undefined, { c: 3 }),
    (_) => _.assign({}, "abc", [1], 5),
    (_) => _.assign(null, { a: 1 }),
    (_) => _.assign({}, { [Symbol.iterator]: 1 }),
    (_) => _.map([{ a: 1 }, { b: 2 }], _.assign),
    (_) => _.reduce([{ a: 1 }, { b: 2 }], _.assign, {}),
    (_) =>
      _.assign(
        { a: 1 },
        {
          get a() {
            return 5;
          },
        },
      ),
    (_) => _.assign(Object.freeze({ a: 1 }), { a: 2 }),
    (_) => [_.assign({}, JSON.parse('{"__proto__":{"polluted":1}}')), polluted()],
    (_) => _.assign({}, Parent.prototype),
  ],
  assignIn: [
    (_) => _.assignIn({ a: 0 }, new Parent(), { c: 3 }),
    (_) => _.extend === _.assignIn && _.extendWith === _.assignInWith,
    (_) => _.assignIn({}, Parent.prototype),
  ],
  assignWith: [
    (_, note) =>
      _.assignWith(
        { a: 1 },
        { b: 2 },
        { a: 3 },
        (...args) => (note(...args), args[0] === undefined ? args[1] : args[0]),
      ),
  ],
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
    (_) =>
      (function () {
        return _.merge({ a: arguments }, { a: ["x"] });
      })(1, 2),
    (_) =>
      (function () {
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
    (_) => _.mergeWith({ a: [1], b: [2] }, { a: [3], b: [4] }, (a, b) => (_.isArray(a) ? a.concat(b) : undefined)),
    (_, note) =>
      _.mergeWith({ a: { b: 1 } }, { a: { b: 2, c: 3 }, d: 4 }, (a, b, key, object, source) =>
        note(a, b, key, object, source),
      ),
    (_) => _.mergeWith({ a: 1 }, { a: 2 }, null),
  ],
};
