// Collections: arrays, array-likes, strings and objects.

const USERS = () => [
  { user: "barney", age: 36, active: true, address: { city: "a" } },
  { user: "fred", age: 40, active: false, address: { city: "b" } },
  { user: "pebbles", age: 1, active: true, address: { city: "a" } },
];

export const COLLECTIONS = {
  map: [
    (_) => _.map(["6", "8", "10"], parseInt),
    (_) => _.map([4, 8], (n) => n * n),
    (_) => _.map({ a: 4, b: 8 }, (v, k) => k + v),
    (_) => _.map("abc"),
    (_) => _.map(null, () => 1),
    (_) => _.map(undefined),
    (_) => _.map(5),
    (_) => _.map(USERS(), "address.city"),
    (_) => _.map(USERS(), ["user", "fred"]),
    (_) => _.map(USERS(), { address: { city: "a" } }),
    (_) => _.map([1, , 3], (v) => v),
    (_) => _.map({ length: 2, 0: "x" }),
    (_) => _.map({ length: -1, x: 1 }),
    (_) => _.map({ length: 1.5, x: 1 }),
    (_) => _.map({ length: "2", x: 1 }),
    (_) => _.map(new Map([["a", 1]])),
    (_, note) => _.map("ab", (...args) => note(...args)),
    (_) => _.map([["a.b", 1], { "a.b": 1 }], "a.b"),
    (_) => _.map(function f(a, b) {}),
    (_) => _.map([1, 2], Object(1)),
  ],
  forEach: [
    (_, note) => _.forEach([1, 2, 3], (v, i) => (note(v, i), v < 2)),
    (_, note) => {
      const object = { length: 2, 0: "x", 1: "y", z: 1 };
      return _.forEach(object, (...args) => note(...args)) === object;
    },
    (_, note) => _.forEach({ b: 1, a: 2 }, (v, k) => note(v, k)),
    (_, note) => {
      const array = [1, 2];
      return _.forEach(array, (v) => {
        note(v);
        if (array.length < 5) array.push(v);
      });
    },
    (_) => _.forEach(null, () => 1),
    (_) => _.each === _.forEach && _.eachRight === _.forEachRight,
  ],
  forEachRight: [
    (_, note) => _.forEachRight({ a: 1, b: 2, c: 3 }, (v, k) => (note(v, k), v !== 2)),
    (_, note) => _.forEachRight("abc", (v, i) => note(v, i)),
  ],
  filter: [
    (_) => _.filter(USERS(), { age: 36, active: true }),
    (_) => _.filter(USERS(), ["active", false]),
    (_) => _.filter({ a: 1, b: 2 }, (v) => v > 1),
    (_) => _.filter("abc", (c) => c > "a"),
    (_) => _.filter(null),
    (_) => _.filter([1, , 2], (v) => v === undefined),
    (_) => _.filter([{ a: [1, 2, 3] }, { a: [4] }], { a: [3, 1] }),
    (_) => _.filter([{ a: "x" }, {}], { a: undefined }),
  ],
  find: [
    (_) => _.find(USERS(), (o) => o.age < 40),
    (_) => _.find({ a: 1, b: 2 }, (v, k) => k === "b"),
    (_) => _.find([1, 2, 3], (v) => v > 1, 2),
    (_) => _.find(null, _.identity),
    (_) => _.find(USERS(), "missing"),
    (_) => _.find("abc", (c) => c === "b"),
    (_) => _.find(USERS(), { user: "fred" }, -1),
    (_) => _.find({ a: 1, b: 2, c: 3 }, (v) => v > 0, 1),
  ],
  findLast: [(_) => _.findLast([1, 2, 3, 4], (n) => n % 2 === 1), (_) => _.findLast({ a: 1, b: 2 }, (v) => v > 0)],
  flatMap: [
    (_) => _.flatMap([1, 2], (n) => [n, [n]]),
    (_) => _.flatMap(USERS(), "address"),
    (_) => _.flatMap([[1, 2], [3]]),
  ],
  flatMapDeep: [(_) => _.flatMapDeep([1, 2], (n) => [[[n, n]]])],
  flatMapDepth: [(_) => _.flatMapDepth([1, 2], (n) => [[[n, n]]], 2)],
  every: [
    (_) => _.every([true, 1, null, "yes"], Boolean),
    (_) => _.every([]),
    (_) => _.every(USERS(), "active"),
    (_) => _.map([[1], [0]], _.every),
  ],
  some: [
    (_) => _.some([null, 0, "yes"], Boolean),
    (_) => _.some({}, Boolean),
    (_) => _.some(USERS(), ["active", false]),
    (_) => _.map([[1], [0]], _.some),
  ],
  includes: [
    (_) => _.includes([1, 2, NaN], NaN),
    (_) => _.includes([1, 2, 3], 1, 2),
    (_) => _.includes({ a: 1, b: 2 }, 1),
    (_) => _.includes("abcd", "bc"),
    (_) => _.includes("abc", "", 3),
    (_) => _.includes("abc", "", 4),
    (_) => _.includes([0], -0),
    (_) => _.includes(null, undefined),
    (_) => _.includes([, 1], undefined),
    (_) => _.includes("abc", "c", -1),
    (_) => _.map(["abc", "b"], _.includes),
    (_) => _.includes(Object("abc"), "b"),
  ],
  groupBy: [
    (_) => _.groupBy([6.1, 4.2, 6.3], Math.floor),
    (_) => _.groupBy(["one", "two", "three"], "length"),
    (_) => _.groupBy({ a: 1, b: 2, c: 1 }),
    (_) => _.groupBy(["__proto__", "constructor", "toString", "hasOwnProperty"]),
    (_, note) => _.groupBy([1, 2], (...args) => note(...args)),
  ],
  keyBy: [(_) => _.keyBy(USERS(), "user"), (_) => _.keyBy([{ id: "__proto__" }], "id")],
  countBy: [
    (_) => _.countBy([6.1, 4.2, 6.3], Math.floor),
    (_) => _.countBy(["one", "two", "three"], "length"),
    (_) => _.countBy(["constructor", "__proto__", "__proto__"]),
  ],
  partition: [(_) => _.partition(USERS(), "active"), (_) => _.partition({ a: 1, b: 0 })],
  invokeMap: [
    (_) =>
      _.invokeMap(
        [
          [5, 1, 7],
          [3, 2, 1],
        ],
        "sort",
      ),
    (_) => _.invokeMap([123, 456], String.prototype.split, ""),
    (_) => _.invokeMap([{ a: { b: () => 7 } }, null, {}], "a.b"),
  ],
  orderBy: [
    (_) => _.orderBy(USERS(), ["active", "age"], ["asc", "desc"]),
    (_) => _.orderBy(USERS(), "age", "desc"),
    (_) => _.orderBy(USERS(), ["user"], [false]),
    (_) => _.orderBy({ a: 2, b: 1 }),
    (_) => _.orderBy(USERS(), [["address", "city"]], ["desc"]),
    (_) => _.orderBy([3, 1, 2], null, "desc"),
    (_) =>
      _.orderBy(
        [
          ["a", 2],
          ["b", 1],
        ],
        [[1]],
      ),
  ],
  sortBy: [
    (_) => _.sortBy([3, undefined, null, NaN, 1, "2", Symbol.iterator, "b", "a", NaN]),
    (_) => _.sortBy(USERS(), [(o) => o.active, "age"]),
    (_) => _.sortBy(USERS(), "active", "user"),
    (_) => _.sortBy(["b", "B", "a", "A", "\u00e4"]),
    (_) =>
      _.sortBy(
        [
          { a: 1, i: 0 },
          { a: 1, i: 1 },
          { a: 0, i: 2 },
        ],
        "a",
      ),
    (_) =>
      _.map(
        [
          [2, 1],
          [3, 1],
        ],
        _.sortBy,
      ),
    (_) => _.sortBy([10, 9, 1]),
    (_) => _.sortBy({ x: 3, y: 1 }),
    (_) => _.sortBy(null),
    (_) => _.sortBy([new Date(2), new Date(1)]),
    (_) => _.sortBy([2n, 1n, 3n]),
    (_) => _.sortBy([true, false, true, 0]),
  ],
  reduce: [
    (_) => _.reduce([1, 2], (sum, n) => sum + n, 0),
    (_) => _.reduce({ a: 1, b: 2, c: 1 }, (result, value, key) => ((result[value] ||= []).push(key), result), {}),
    (_) => _.reduce([], (a, b) => a + b),
    (_) => _.reduce([1, 2, 3], (a, b) => a + b, undefined),
    (_, note) => _.reduce([5, 6], (...args) => (note(...args), args[0] + args[1])),
    (_) => _.reduce(null, _.add, 1),
    (_) => _.reduce("abc", (a, b) => b + a),
  ],
  reduceRight: [
    (_) =>
      _.reduceRight(
        [
          [0, 1],
          [2, 3],
        ],
        (flat, other) => flat.concat(other),
        [],
      ),
    (_, note) => _.reduceRight([1, 2, 3], (...args) => (note(...args), args[1])),
  ],
  reject: [(_) => _.reject(USERS(), "active"), (_) => _.reject(USERS(), { age: 40 }), (_) => _.reject(null)],
  sample: [(_) => _.sample([1, 2, 3]), (_) => _.sample({ a: 1, b: 2 }), (_) => _.sample([]), (_) => _.sample("abc")],
  sampleSize: [
    (_) => _.sampleSize([1, 2, 3], 2),
    (_) => _.sampleSize([1, 2], 9),
    (_) =>
      _.map(
        [
          [1, 2],
          [3, 4],
        ],
        _.sampleSize,
      ),
  ],
  shuffle: [(_) => _.shuffle([1, 2, 3, 4, 5]), (_) => _.shuffle({ a: 1, b: 2, c: 3 }), (_) => _.shuffle("abc")],
  size: [
    (_) => _.size("pebbles"),
    (_) => _.size("\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67e\u0301\ud83c\uddeb\ud83c\uddf7"),
    (_) => [
      _.size(new Map([[1, 2]])),
      _.size(new Set([1, 2])),
      _.size({ a: 1 }),
      _.size(null),
      _.size(5),
      _.size({ length: 3 }),
      _.size(function (a, b) {}),
    ],
  ],
  toArray: [
    (_) => _.toArray({ a: 1, b: 2 }),
    (_) => _.toArray("a\u0301\ud83d\ude00"),
    (_) => _.toArray(new Map([["a", 1]])),
    (_) => _.toArray(new Set([1])),
    (_) =>
      _.toArray(
        (function* () {
          yield 1;
          yield 2;
        })(),
      ),
    (_) => _.toArray(null),
    (_) => _.toArray(1),
  ],
};
