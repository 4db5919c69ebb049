// Utilities and shorthands.

export const UTIL = {
  attempt: [
    (_) => _.attempt((a) => a + 1, 1),
    (_) =>
      _.attempt(() => {
        throw "text";
      }).message,
    (_) => {
      const error = new RangeError("r");
      return (
        _.attempt(() => {
          throw error;
        }) === error
      );
    },
    (_) => _.attempt("x") instanceof TypeError,
  ],
  constant: [
    (_) => {
      const object = {};
      return _.constant(object)() === object;
    },
  ],
  tap: [(_, note) => _.tap([1, 2], (array) => note(array))],
  thru: [(_) => _.thru([1], (array) => array.concat(2))],
  nthArg: [(_) => [_.nthArg(1)("a", "b"), _.nthArg(-1)("a", "b"), _.nthArg()("a"), _.nthArg(5)("a")]],
  method: [
    (_) => _.map([{ a: { b: () => 2 } }, { a: { b: () => 1 } }], _.method("a.b")),
    (_) => _.method(["a", "b"], 1, 2)({ a: { b: (...args) => args } }),
  ],
  methodOf: [(_) => _.map(["a[2]", "c[0]"], _.methodOf({ a: [1, 2, () => "x"], c: [() => "y"] }))],
  property: [
    (_) => _.map([{ a: { b: 2 } }, { a: { b: 1 } }], _.property("a.b")),
    (_) => _.property(["a", "b"])({ a: { b: 3 } }),
    (_) => _.property("a.b")({ "a.b": 1 }),
  ],
  propertyOf: [(_) => _.map(["a[1]", "c"], _.propertyOf({ a: [0, 1], c: 2 }))],
  matches: [
    (_) =>
      _.filter(
        [
          { a: 1, b: 2 },
          { a: 4, b: 5 },
        ],
        _.matches({ a: 4 }),
      ),
    (_) => {
      const source = { a: { b: 1 } };
      const test = _.matches(source);
      source.a.b = 2;
      return [test({ a: { b: 1 } }), test({ a: { b: 2 } })];
    },
    (_) => [
      _.matches({})({}),
      _.matches({})(null),
      _.matches({ a: undefined })({}),
      _.matches({ a: undefined })({ a: undefined }),
      _.matches({ a: NaN })({ a: NaN }),
    ],
    (_) => [_.matches([1, 2])([2, 1, 3]), _.matches("ab")("ab"), _.matches(5)(1)],
  ],
  matchesProperty: [
    (_) => [
      _.matchesProperty("a", 1)({ a: 1 }),
      _.matchesProperty("a.b", { c: 1 })({ a: { b: { c: 1, d: 2 } } }),
      _.matchesProperty("a", undefined)({}),
      _.matchesProperty("a.b", undefined)({ a: {} }),
      _.matchesProperty("a.b", undefined)({ a: { b: undefined } }),
    ],
  ],
  conforms: [
    (_) =>
      _.filter(
        [
          { a: 2, b: 1 },
          { a: 1, b: 2 },
        ],
        _.conforms({ b: (n) => n > 1 }),
      ),
  ],
  iteratee: [
    (_) =>
      _.filter(
        [
          { u: 1, a: true },
          { u: 2, a: false },
        ],
        _.iteratee({ u: 1, a: true }),
      ),
    (_) => [
      _.iteratee("a")({ a: 1 }),
      _.iteratee(["a", 1])({ a: 1 }),
      _.iteratee()(5),
      _.iteratee(0)([7]),
      _.iteratee(Symbol.iterator)([]) === [][Symbol.iterator],
    ],
    (_) => {
      const original = _.iteratee;
      _.iteratee = _.wrap(original, (make, value) => (value === "double" ? (n) => n * 2 : make(value)));
      const result = [_.map([1, 2], "double"), _.map([{ a: 1 }], "a")];
      _.iteratee = original;
      return result;
    },
  ],
  identity: [(_) => _.identity(1, 2)],
  noop: [(_) => _.noop(1)],
  stubArray: [
    (_) => [
      _.stubArray(),
      _.stubFalse(),
      _.stubObject(),
      _.stubString(),
      _.stubTrue(),
      _.stubArray() === _.stubArray(),
    ],
  ],
  times: [(_, note) => _.times(3, (...args) => (note(...args), args[0] * 2))],
};
