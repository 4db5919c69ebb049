// Arrays and collections.

const USERS = () => [
  { user: "barney", age: 36, active: true, address: { city: "a" } },
  { user: "fred", age: 40, active: false, address: { city: "b" } },
  { user: "pebbles", age: 1, active: true, address: { city: "a" } },
];
const SIZED = (length) => Object.assign({ length }, ["a", "b", "c"]);

export const ARRAYS = {
  chunk: [
    (_) => _.chunk(["a", "b", "c", "d"], 3),
    (_) => _.chunk([1, 2], 0),
    (_) => _.chunk([1, 2], -1),
    (_) => _.chunk([1, 2, 3], "2"),
    (_) => _.chunk(null),
    (_) => _.chunk([1, , 3], 2),
    (_) =>
      _.map(
        [
          [1, 2],
          [3, 4],
        ],
        _.chunk,
      ),
    (_) => _.chunk(SIZED(3), 2),
  ],
  compact: [(_) => _.compact([0, 1, false, 2, "", 3, null, NaN, undefined, -0])],
  concat: [
    (_) => _.concat([1], 2, [3], [[4]]),
    (_) => _.concat(),
    (_) => _.concat(undefined),
    (_) => _.concat(null, 1),
    (_) => _.concat([1], { length: 1, 0: "x" }),
    (_) => {
      const array = [1];
      return _.concat(array) === array;
    },
    (_) => _.concat([1], { length: 1, 0: "x", [Symbol.isConcatSpreadable]: true }),
  ],
  difference: [
    (_) => _.difference([2, 1, NaN, -0], [2, 3], [NaN, 0]),
    (_) => _.difference("abc", ["a"]),
    (_) => _.difference([1], "1", 1, null),
    (_) =>
      _.difference(
        Array.from({ length: 300 }, (_v, i) => i % 7),
        [1, 2],
      ),
    (_) => _.difference([1, 2, 3], { length: 1, 0: 2 }),
  ],
  differenceBy: [
    (_) => _.differenceBy([2.1, 1.2], [2.3, 3.4], Math.floor),
    (_) => _.differenceBy([{ x: 2 }, { x: 1 }], [{ x: 1 }], "x"),
    (_) => _.differenceBy([1, 2], [2]),
    (_, note) => _.differenceBy([1, 2], [3, 4], (...args) => note(...args)),
  ],
  differenceWith: [
    (_) =>
      _.differenceWith(
        [
          { x: 1, y: 2 },
          { x: 2, y: 1 },
        ],
        [{ x: 1, y: 2 }],
        _.isEqual,
      ),
    (_) => _.differenceWith([1, 2], [2], null),
    (_, note) => _.differenceWith([1, , 3], [1, , 2], (...args) => note(...args)),
    (_) => _.differenceWith([-0, 1], [1], (a, b) => a === b),
  ],
  drop: [
    (_) => _.drop([1, 2, 3], 0),
    (_) =>
      _.map(
        [
          [1, 2],
          [3, 4],
        ],
        _.drop,
      ),
    (_) => _.drop([1, , 3], 1),
    (_) => _.drop("abc"),
  ],
  dropRightWhile: [(_) => _.dropRightWhile(USERS(), "active"), (_) => _.dropRightWhile(USERS(), ["active", false])],
  dropWhile: [(_) => _.dropWhile(USERS(), { active: true })],
  fill: [
    (_) => _.fill([1, 2, 3], "a"),
    (_) => _.fill(Array(3), 2),
    (_) => _.fill([4, 6, 8, 10], "*", 1, 3),
    (_) => _.fill([1, 2, 3], "x", -2, -1),
    (_) => _.fill("abc", 1),
    (_) => _.fill(Object.freeze([1, 2]), 9),
    (_) => _.map([[1, 2], [3]], _.fill),
  ],
  findIndex: [
    (_) => _.findIndex(USERS(), (o) => o.user === "fred"),
    (_) => _.findIndex(USERS(), { user: "fred", active: false }),
    (_) => _.findIndex(USERS(), ["active", false]),
    (_) => _.findIndex(USERS(), "active", 1),
    (_) => _.findIndex(USERS(), "active", -1),
    (_) => _.findIndex([, 1], (v) => v === undefined),
  ],
  findLastIndex: [
    (_) => _.findLastIndex(USERS(), "active", 1),
    (_) => _.findLastIndex([1, 2, 3], (v) => v < 3, -2),
    (_) => _.findLastIndex([], _.identity),
  ],
  flatten: [
    (_) => _.flatten([1, [2, [3, [4]], 5]]),
    (_) => _.flatten([[1, , 3], , [4]]),
    (_) =>
      (function () {
        return _.flatten([arguments, "ab", new Set([1])]);
      })(1, 2),
  ],
  flattenDeep: [(_) => _.flattenDeep([1, [2, [3, [4]], 5]]), (_) => _.flattenDeep({ length: 1, 0: [1, [2]] })],
  flattenDepth: [
    (_) => _.flattenDepth([1, [2, [3, [4]], 5]], 2),
    (_) => _.flattenDepth([1, [2]], 0),
    (_) => _.flattenDepth([1, [2]], -1),
  ],
  fromPairs: [
    (_) =>
      _.fromPairs([
        ["a", 1],
        ["b", 2],
      ]),
    (_) => _.fromPairs(new Map([["a", 1]])),
    (_) => _.fromPairs(["ab", [1]]),
  ],
  indexOf: [
    (_) => _.indexOf([1, 2, 1, 2], 2, 2),
    (_) => _.indexOf([NaN], NaN),
    (_) => _.indexOf([0], -0),
    (_) => _.indexOf([, 1], undefined),
    (_) => _.indexOf("abc", "b"),
  ],
  lastIndexOf: [
    (_) => _.lastIndexOf([1, 2, 1, 2], 2, 2),
    (_) => _.lastIndexOf([1, 2], undefined),
    (_) => _.lastIndexOf([NaN, 1], NaN),
    (_) => _.lastIndexOf([1, 2], 1, -2),
    (_) => _.lastIndexOf([1, 2], 1, null),
  ],
  intersection: [
    (_) => _.intersection([2, 1, 2], [2, 3], [2]),
    (_) => _.intersection([NaN, -0], [0, NaN]),
    (_) => _.intersection([1], null),
    (_) => _.intersection(null, [1]),
    (_) => _.intersection(),
    (_) =>
      _.intersection(
        Array.from({ length: 200 }, (_v, i) => i),
        Array.from({ length: 200 }, (_v, i) => i * 2),
      ),
    (_) => _.intersection([1, 2, 3], { length: 2, 0: 3, 1: 1 }),
  ],
  intersectionBy: [
    (_) => _.intersectionBy([2.1, 1.2], [2.3, 3.4], Math.floor),
    (_) => _.intersectionBy([{ x: 1 }], [{ x: 2 }, { x: 1 }], "x"),
    (_, note) => _.intersectionBy([1, 2], [3], [4, 5], (...args) => note(...args)),
    (_) => _.intersectionBy([1], 5),
    (_) => _.intersectionBy([1], undefined),
  ],
  intersectionWith: [
    (_) => _.intersectionWith([{ x: 1 }, { x: 2 }], [{ x: 2 }], _.isEqual),
    (_, note) => _.intersectionWith([1, 2, 3], [1, 2], [2, 1], (a, b) => (note(a, b), a === b)),
  ],
  initial: [(_) => _.initial([1]), (_) => _.initial("ab")],
  join: [(_) => _.join(["a", null, "b"], "~"), (_) => _.join(null, "x"), (_) => _.join([1, 2])],
  nth: [(_) => _.nth(["a", "b"], -1), (_) => _.nth(["a"], 1), (_) => _.nth("abc", 1)],
  pull: [
    (_) => {
      const array = ["a", "b", "a", NaN];
      return [_.pull(array, "a", NaN) === array, array];
    },
    (_) => _.pull({ 0: "a", 1: "b", length: 2 }, "a"),
  ],
  pullAll: [
    (_) => {
      const array = [1, 2, 1];
      return [_.pullAll(array, array), array];
    },
  ],
  pullAllBy: [
    (_, note) => _.pullAllBy([{ x: 1 }, { x: 2 }, { x: 1 }], [{ x: 1 }], (...args) => (note(...args), args[0].x)),
  ],
  pullAllWith: [
    (_, note) => _.pullAllWith([{ x: 1 }, { x: 2 }], [{ x: 2 }], (a, b) => (note(a, b), _.isEqual(a, b))),
  ],
  pullAt: [
    (_) => {
      const array = ["a", "b", "c", "d"];
      return [_.pullAt(array, [1, 3]), array];
    },
    (_) => {
      const array = [1, 2, 3];
      return [_.pullAt(array, [2, 0, 2], "0", "x", -1, 10), array];
    },
    (_) => {
      const object = { a: { b: 1, c: 2 } };
      return [_.pullAt(object, "a.b"), object];
    },
  ],
  remove: [
    (_, note) => {
      const array = [1, 2, 3, 4];
      return [_.remove(array, (...args) => (note(args[0], args[1]), args[0] % 2 === 0)), array];
    },
  ],
  slice: [
    (_) => _.slice([1, , 3]),
    (_) => _.slice([1, 2, 3], -2, -1),
    (_) => _.slice("abc", 1),
    (_) => _.map([[1, 2], [3]], _.slice),
  ],
  sortedIndex: [
    (_) => _.sortedIndex([30, 50], 40),
    (_) => _.sortedIndex(["a", "c"], "b"),
    (_) => _.sortedIndex([1, 2, undefined, NaN], NaN),
    (_) => _.sortedIndex(null, 1),
    (_) => _.sortedIndex([1, null, undefined], null),
  ],
  sortedLastIndex: [
    (_) => _.sortedLastIndex([4, 5, 5, 5, 6], 5),
    (_) => _.sortedLastIndex([1, undefined, NaN], undefined),
  ],
  sortedIndexBy: [(_, note) => _.sortedIndexBy([{ x: 4 }, { x: 5 }], { x: 4 }, (o) => (note(o), o.x))],
  sortedUniq: [(_) => _.sortedUniq([1, 1, 2, -0, 0, NaN, NaN])],
  sortedUniqBy: [(_) => _.sortedUniqBy([1.1, 1.2, 2.3], Math.floor)],
  tail: [(_) => _.tail([1]), (_) => _.tail([])],
  take: [(_) => _.take([1, 2, 3], 5), (_) => _.take("abc", 2), (_) => _.map([[1, 2]], _.take)],
  takeRight: [(_) => _.takeRight([1, 2, 3], 2), (_) => _.takeRight([1, 2, 3], 0)],
  takeRightWhile: [(_, note) => _.takeRightWhile([1, 2, 3], (...args) => (note(args[0], args[1]), args[0] > 1))],
  union: [(_) => _.union([2], [1, 2], 5, null, [-0, 0, NaN, NaN])],
  unionBy: [
    (_) => _.unionBy([2.1], [1.2, 2.3], Math.floor),
    (_, note) => _.unionBy([1, 2], [2], (...args) => note(...args)),
  ],
  unionWith: [(_) => _.unionWith([{ x: 1 }], [{ x: 1 }, { x: 2 }], _.isEqual), (_) => _.unionWith([1], [1], "no")],
  uniq: [
    (_) => _.uniq([2, 1, 2, NaN, NaN, 0, -0, "1", 1]),
    (_) => _.uniq("aabb"),
    (_) => _.uniq(Array.from({ length: 400 }, (_v, i) => i % 11 || -0)),
  ],
  uniqBy: [(_) => _.uniqBy([{ x: 1 }, { x: 2 }, { x: 1 }], "x"), (_) => _.uniqBy(USERS(), "address.city")],
  uniqWith: [(_, note) => _.uniqWith([1, 2, 1], (a, b) => (note(a, b), a === b))],
  unzip: [
    (_) =>
      _.unzip([
        ["a", "b"],
        [1, 2],
        [true, false],
      ]),
    (_) => _.unzip([["a"], [1, 2]]),
    (_) => _.unzip([]),
  ],
  unzipWith: [
    (_) =>
      _.unzipWith(
        [
          [1, 10, 100],
          [2, 20, 200],
        ],
        _.add,
      ),
  ],
  without: [(_) => _.without([2, 1, 2, 3], 1, 2), (_) => _.without([1], [1])],
  xor: [(_) => _.xor([2, 1], [2, 3]), (_) => _.xor([1, 2], [2, 3], [3, 4]), (_) => _.xor([1, 1]), (_) => _.xor()],
  xorBy: [
    (_) => _.xorBy([2.1, 1.2], [2.3, 3.4], Math.floor),
    (_) => _.xorBy([{ x: 1 }], [{ x: 2 }, { x: 1 }], "x"),
    (_) => _.xorBy([1.1, 1.2], Math.floor),
  ],
  xorWith: [(_) => _.xorWith([{ x: 1 }], [{ x: 1 }, { x: 2 }], _.isEqual)],
  zip: [(_) => _.zip(["a", "b"], [1, 2], [true]), (_) => _.zip(), (_) => _.zip("ab", [1])],
  zipWith: [(_) => _.zipWith([1, 2], [10, 20], [100, 200], (a, b, c) => a + b + c)],
  zipObject: [
    (_) => _.zipObject(["a", "b"], [1, 2, 3]),
    (_) => _.zipObject(["a"]),
    (_) => _.zipObject(["__proto__", "constructor"], [{ x: 1 }, 2]),
  ],
  zipObjectDeep: [
    (_) => _.zipObjectDeep(["a.b[0].c", "a.b[1].d"], [1, 2]),
    (_) => [
      _.zipObjectDeep(["__proto__.polluted", "constructor.prototype.polluted", ["__proto__", "polluted"]], [1, 2, 3]),
      {}.polluted,
    ],
  ],
};
