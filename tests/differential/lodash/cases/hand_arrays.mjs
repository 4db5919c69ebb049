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
    (_) => _.map([[1, 2], [3, 4]], _.chunk),
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
    (_) => _.difference(Array.from({ length: 300 }, (_v, i) => i % 7), [1, 2]),
    (_) => _.difference([1, 2, 3], { length: 1, 0: 2 }),
  ],
  differenceBy: [
    (_) => _.differenceBy([2.1, 1.2], [2.3, 3.4], Math.floor),
    (_) => _.differenceBy([{ x: 2 }, { x: 1 }], [{ x: 1 }], "x"),
    (_) => _.differenceBy([1, 2], [2]),
    (_, note) => _.differenceBy([1, 2], [3, 4], (...args) => note(...args)),
  ],
  differenceWith: [
    (_) => _.differenceWith([{ x: 1, y: 2 }, { x: 2, y: 1 }], [{ x: 1, y: 2 }], _.isEqual),
    (_) => _.differenceWith([1, 2], [2], null),
    (_, note) => _.differenceWith([1, , 3], [1, , 2], (...args) => note(...args)),
    (_) => _.differenceWith([-0, 1], [1], (a, b) => a === b),
  ],
  drop: [(_) => _.drop([1, 2, 3], 0), (_) => _.map([[1, 2], [3, 4]], _.drop), (_) => _.drop([1, , 3], 1), (_) => _.drop("abc")],
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
  findLastIndex: [(_) => _.findLastIndex(USERS(), "active", 1), (_) => _.findLastIndex([1, 2, 3], (v) => v < 3, -2), (_) => _.findLastIndex([], _.identity)],
  flatten: [
    (_) => _.flatten([1, [2, [3, [4]], 5]]),
    (_) => _.flatten([[1, , 3], , [4]]),
    (_) => (function () {
      return _.flatten([arguments, "ab", new Set([1])]);
    })(1, 2),
  ],
  flattenDeep: [(_) => _.flattenDeep([1, [2, [3, [4]], 5]]), (_) => _.flattenDeep({ length: 1, 0: [1, [2]] })],
  flattenDepth: [(_) => _.flattenDepth([1, [2, [3, [4]], 5]], 2), (_) => _.flattenDepth([1, [2]], 0), (_) => _.flattenDepth([1, [2]], -1)],
  fromPairs: [(_) => _.fromPairs([["a", 1], ["b", 2]]), (_) => _.fromPairs(new Map([["a", 1]])), (_) => _.fromPairs(["ab", [1]])],
  indexOf: [(_) => _.indexOf([1, 2, 1, 2], 2, 2), (_) => _.indexOf([NaN], NaN), (_) => _.indexOf([0], -0), (_) => _.indexOf([, 1], undefined), (_) => _.indexOf("abc", "b")],
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
    (_) => _.intersection(Array.from({ length: 200 }, (_v, i) => i), Array.from({ length: 200 }, (_v, i) => i * 2)),
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
  pull: [(_) => {
    const array = ["a", "b", "a", NaN];
    return [_.pull(array, "a", NaN) === array, array];
  }, (_) => _.pull({ 0: "a", 1: "b", length: 2 }, "a")],
  pullAll: [(_) => {
    const array = [1, 2, 1];
    return [_.pullAll(array, array), array];
  }],
  pullAllBy: [(_, note) => _.pullAllBy([{ x: 1 }, { x: 2 }, { x: 1 }], [{ x: 1 }], (...args) => (note(...args), args[0].x))],
  pullAllWith: [(_, note) => _.pullAllWith([{ x: 1 }, { x: 2 }], [{ x: 2 }], (a, b) => (note(a, b), _.isEqual(a, b)))],
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
  remove: [(_, note) => {
    const array = [1, 2, 3, 4];
    return [_.remove(array, (...args) => (note(args[0], args[1]), args[0] % 2 === 0)), array];
  }],
  slice: [(_) => _.slice([1, , 3]), (_) => _.slice([1, 2, 3], -2, -1), (_) => _.slice("abc", 1), (_) => _.map([[1, 2], [3]], _.slice)],
  sortedIndex: [(_) => _.sortedIndex([30, 50], 40), (_) => _.sortedIndex(["a", "c"], "b"), (_) => _.sortedIndex([1, 2, undefined, NaN], NaN), (_) => _.sortedIndex(null, 1), (_) => _.sortedIndex([1, null, undefined], null)],
  sortedLastIndex: [(_) => _.sortedLastIndex([4, 5, 5, 5, 6], 5), (_) => _.sortedLastIndex([1, undefined, NaN], undefined)],
  sortedIndexBy: [(_, note) => _.sortedIndexBy([{ x: 4 }, { x: 5 }], { x: 4 }, (o) => (note(o), o.x))],
  sortedUniq: [(_) => _.sortedUniq([1, 1, 2, -0, 0, NaN, NaN])],
  sortedUniqBy: [(_) => _.sortedUniqBy([1.1, 1.2, 2.3], Math.floor)],
  tail: [(_) => _.tail([1]), (_) => _.tail([])],
  take: [(_) => _.take([1, 2, 3], 5), (_) => _.take("abc", 2), (_) => _.map([[1, 2]], _.take)],
  takeRight: [(_) => _.takeRight([1, 2, 3], 2), (_) => _.takeRight([1, 2, 3], 0)],
  takeRightWhile: [(_, note) => _.takeRightWhile([1, 2, 3], (...args) => (note(args[0], args[1]), args[0] > 1))],
  union: [(_) => _.union([2], [1, 2], 5, null, [-0, 0, NaN, NaN])],
  unionBy: [(_) => _.unionBy([2.1], [1.2, 2.3], Math.floor), (_, note) => _.unionBy([1, 2], [2], (...args) => note(...args))],
  unionWith: [(_) => _.unionWith([{ x: 1 }], [{ x: 1 }, { x: 2 }], _.isEqual), (_) => _.unionWith([1], [1], "no")],
  uniq: [(_) => _.uniq([2, 1, 2, NaN, NaN, 0, -0, "1", 1]), (_) => _.uniq("aabb"), (_) => _.uniq(Array.from({ length: 400 }, (_v, i) => i % 11 || -0))],
  uniqBy: [(_) => _.uniqBy([{ x: 1 }, { x: 2 }, { x: 1 }], "x"), (_) => _.uniqBy(USERS(), "address.city")],
  uniqWith: [(_, note) => _.uniqWith([1, 2, 1], (a, b) => (note(a, b), a === b))],
  unzip: [(_) => _.unzip([["a", "b"], [1, 2], [true, false]]), (_) => _.unzip([["a"], [1, 2]]), (_) => _.unzip([])],
  unzipWith: [(_) => _.unzipWith([[1, 10, 100], [2, 20, 200]], _.add)],
  without: [(_) => _.without([2, 1, 2, 3], 1, 2), (_) => _.without([1], [1])],
  xor: [(_) => _.xor([2, 1], [2, 3]), (_) => _.xor([1, 2], [2, 3], [3, 4]), (_) => _.xor([1, 1]), (_) => _.xor()],
  xorBy: [(_) => _.xorBy([2.1, 1.2], [2.3, 3.4], Math.floor), (_) => _.xorBy([{ x: 1 }], [{ x: 2 }, { x: 1 }], "x"), (_) => _.xorBy([1.1, 1.2], Math.floor)],
  xorWith: [(_) => _.xorWith([{ x: 1 }], [{ x: 1 }, { x: 2 }], _.isEqual)],
  zip: [(_) => _.zip(["a", "b"], [1, 2], [true]), (_) => _.zip(), (_) => _.zip("ab", [1])],
  zipWith: [(_) => _.zipWith([1, 2], [10, 20], [100, 200], (a, b, c) => a + b + c)],
  zipObject: [(_) => _.zipObject(["a", "b"], [1, 2, 3]), (_) => _.zipObject(["a"]), (_) => _.zipObject(["__proto__", "constructor"], [{ x: 1 }, 2])],
  zipObjectDeep: [
    (_) => _.zipObjectDeep(["a.b[0].c", "a.b[1].d"], [1, 2]),
    (_) => [_.zipObjectDeep(["__proto__.polluted", "constructor.prototype.polluted", ["__proto__", "polluted"]], [1, 2, 3]), {}.polluted],
  ],

  // ---- collections ----
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
  forEachRight: [(_, note) => _.forEachRight({ a: 1, b: 2, c: 3 }, (v, k) => (note(v, k), v !== 2)), (_, note) => _.forEachRight("abc", (v, i) => note(v, i))],
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
  flatMap: [(_) => _.flatMap([1, 2], (n) => [n, [n]]), (_) => _.flatMap(USERS(), "address"), (_) => _.flatMap([[1, 2], [3]])],
  flatMapDeep: [(_) => _.flatMapDeep([1, 2], (n) => [[[n, n]]])],
  flatMapDepth: [(_) => _.flatMapDepth([1, 2], (n) => [[[n, n]]], 2)],
  every: [(_) => _.every([true, 1, null, "yes"], Boolean), (_) => _.every([]), (_) => _.every(USERS(), "active"), (_) => _.map([[1], [0]], _.every)],
  some: [(_) => _.some([null, 0, "yes"], Boolean), (_) => _.some({}, Boolean), (_) => _.some(USERS(), ["active", false]), (_) => _.map([[1], [0]], _.some)],
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
  countBy: [(_) => _.countBy([6.1, 4.2, 6.3], Math.floor), (_) => _.countBy(["one", "two", "three"], "length"), (_) => _.countBy(["constructor", "__proto__", "__proto__"])],
  partition: [(_) => _.partition(USERS(), "active"), (_) => _.partition({ a: 1, b: 0 })],
  invokeMap: [(_) => _.invokeMap([[5, 1, 7], [3, 2, 1]], "sort"), (_) => _.invokeMap([123, 456], String.prototype.split, ""), (_) => _.invokeMap([{ a: { b: () => 7 } }, null, {}], "a.b")],
  orderBy: [
    (_) => _.orderBy(USERS(), ["active", "age"], ["asc", "desc"]),
    (_) => _.orderBy(USERS(), "age", "desc"),
    (_) => _.orderBy(USERS(), ["user"], [false]),
    (_) => _.orderBy({ a: 2, b: 1 }),
    (_) => _.orderBy(USERS(), [["address", "city"]], ["desc"]),
    (_) => _.orderBy([3, 1, 2], null, "desc"),
    (_) => _.orderBy([["a", 2], ["b", 1]], [[1]]),
  ],
  sortBy: [
    (_) => _.sortBy([3, undefined, null, NaN, 1, "2", Symbol.iterator, "b", "a", NaN]),
    (_) => _.sortBy(USERS(), [(o) => o.active, "age"]),
    (_) => _.sortBy(USERS(), "active", "user"),
    (_) => _.sortBy(["b", "B", "a", "A", "\u00e4"]),
    (_) => _.sortBy([{ a: 1, i: 0 }, { a: 1, i: 1 }, { a: 0, i: 2 }], "a"),
    (_) => _.map([[2, 1], [3, 1]], _.sortBy),
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
  reduceRight: [(_) => _.reduceRight([[0, 1], [2, 3]], (flat, other) => flat.concat(other), []), (_, note) => _.reduceRight([1, 2, 3], (...args) => (note(...args), args[1]))],
  reject: [(_) => _.reject(USERS(), "active"), (_) => _.reject(USERS(), { age: 40 }), (_) => _.reject(null)],
  sample: [(_) => _.sample([1, 2, 3]), (_) => _.sample({ a: 1, b: 2 }), (_) => _.sample([]), (_) => _.sample("abc")],
  sampleSize: [(_) => _.sampleSize([1, 2, 3], 2), (_) => _.sampleSize([1, 2], 9), (_) => _.map([[1, 2], [3, 4]], _.sampleSize)],
  shuffle: [(_) => _.shuffle([1, 2, 3, 4, 5]), (_) => _.shuffle({ a: 1, b: 2, c: 3 }), (_) => _.shuffle("abc")],
  size: [
    (_) => _.size("pebbles"),
    (_) => _.size("\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67e\u0301\ud83c\uddeb\ud83c\uddf7"),
    (_) => [_.size(new Map([[1, 2]])), _.size(new Set([1, 2])), _.size({ a: 1 }), _.size(null), _.size(5), _.size({ length: 3 }), _.size(function (a, b) {})],
  ],
  toArray: [(_) => _.toArray({ a: 1, b: 2 }), (_) => _.toArray("a\u0301\ud83d\ude00"), (_) => _.toArray(new Map([["a", 1]])), (_) => _.toArray(new Set([1])), (_) => _.toArray((function* () {
    yield 1;
    yield 2;
  })()), (_) => _.toArray(null), (_) => _.toArray(1)],
};
