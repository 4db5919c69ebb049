// Generated cases: arrays and collections. The form is told in generated.mjs.

import { lists, names, some } from "../lib/signatures.mjs";

export const ARRAYS = [
  // ---- arrays ----
  [
    names("chunk drop dropRight take takeRight"),
    (g) =>
      some(
        g,
        [() => g.arrayOr()],
        () => g.count(),
        () => (g.chance(15) ? g.array(1) : undefined),
      ),
  ],
  [
    names("compact flatten flattenDeep fromPairs head first initial last tail reverse uniq sortedUniq zip unzip"),
    (g) => [g.arrayOr()],
  ],
  [names("flatten flattenDeep unzip"), (g) => [g.list(4, () => g.array(3))]],
  [names("flattenDepth"), (g) => some(g, [() => g.list(4, () => g.array(3))], () => g.count())],
  [names("fromPairs"), (g) => [g.pairs()]],
  [names("concat"), (g) => g.list(4, () => g.any(3))],
  [names("difference union intersection xor"), (g) => lists(g)],
  [names("without pull"), (g) => [g.simpleOr(), ...g.list(3, () => g.primitive())]],
  [
    names("differenceBy unionBy intersectionBy xorBy"),
    (g) => [...lists(g, () => (g.chance(60) ? g.records() : g.simpleOr())), g.iteratee()],
  ],
  [names("differenceWith unionWith intersectionWith xorWith"), (g) => [...lists(g), g.comparator()]],
  [
    names("dropWhile dropRightWhile takeWhile takeRightWhile remove"),
    (g) => some(g, [() => (g.chance(60) ? g.records() : g.arrayOr())], () => g.predicate()),
  ],
  [
    names("fill"),
    (g) =>
      some(
        g,
        [() => g.arrayOr(), () => g.primitive()],
        () => g.count(),
        () => g.count(),
      ),
  ],
  [
    names("findIndex findLastIndex"),
    (g) => some(g, [() => (g.chance(60) ? g.records() : g.arrayOr()), () => g.predicate()], () => g.count()),
  ],
  [names("indexOf lastIndexOf"), (g) => some(g, [() => g.simpleOr(), () => g.primitive()], () => g.count())],
  [names("join"), (g) => some(g, [() => g.simpleOr()], () => g.textLike())],
  [names("nth"), (g) => some(g, [() => g.arrayOr()], () => g.count())],
  [names("pullAll"), (g) => some(g, [() => g.simpleOr()], () => g.simpleOr())],
  [names("pullAllBy"), (g) => some(g, [() => g.records(), () => g.records()], () => g.iteratee())],
  [names("pullAllWith"), (g) => [g.simple(), g.simple(), g.comparator()]],
  [
    names("pullAt"),
    (g) => [
      g.chance(85) ? g.array(1) : g.object(),
      ...g.list(3, () => (g.chance(50) ? g.small() : g.chance(40) ? [g.small(), g.small()] : g.path())),
    ],
  ],
  [
    names("slice"),
    (g) =>
      some(
        g,
        [() => g.arrayOr()],
        () => g.count(),
        () => g.count(),
      ),
  ],
  [
    names("sortedIndex sortedLastIndex sortedIndexOf sortedLastIndexOf"),
    (g) => [g.sorted(), g.chance(70) ? g.one([1, 2, 3, 2.5, -1, 0, NaN]) : g.primitive()],
  ],
  [
    names("sortedIndexBy sortedLastIndexBy"),
    (g) => some(g, [() => g.records(), () => ({ a: g.primitive(), c: g.primitive() })], () => g.iteratee()),
  ],
  [
    names("sortedUniqBy uniqBy"),
    (g) => some(g, [() => (g.chance(60) ? g.records() : g.simpleOr())], () => g.iteratee()),
  ],
  [names("uniqWith"), (g) => some(g, [() => g.simpleOr()], () => g.comparator())],
  [
    names("unzipWith"),
    (g) => some(g, [() => g.list(4, () => g.arrayOr())], () => (g.chance(80) ? g.fn() : undefined)),
  ],
  [names("zip"), (g) => lists(g)],
  [names("zipWith"), (g) => [...lists(g), ...(g.chance(80) ? [g.fn()] : [])]],
  [
    names("zipObject"),
    (g) => some(g, [() => (g.chance(85) ? g.list(4, () => g.key()) : g.arrayOr())], () => g.arrayOr()),
  ],
  [names("zipObjectDeep"), (g) => some(g, [() => g.list(4, () => g.path())], () => g.arrayOr())],

  // ---- collections ----
  [
    names("map filter reject forEach each forEachRight eachRight every some partition"),
    (g) => some(g, [() => g.collection()], () => (g.chance(50) ? g.fn() : g.predicate())),
  ],
  [names("flatMap flatMapDeep"), (g) => some(g, [() => g.collection()], () => g.iteratee())],
  [
    names("flatMapDepth"),
    (g) =>
      some(
        g,
        [() => g.collection()],
        () => g.iteratee(),
        () => g.count(),
      ),
  ],
  [names("countBy groupBy keyBy"), (g) => some(g, [() => g.collection()], () => g.iteratee())],
  [
    names("find findLast"),
    (g) =>
      some(
        g,
        [() => g.collection()],
        () => g.predicate(),
        () => g.count(),
      ),
  ],
  [
    names("includes"),
    (g) =>
      some(
        g,
        [() => (g.chance(50) ? g.simple() : g.collection()), () => (g.chance(30) ? g.text() : g.primitive())],
        () => g.count(),
        () => g.chance(20),
      ),
  ],
  [
    names("invokeMap"),
    (g) =>
      some(
        g,
        [
          () => g.collection(),
          () =>
            g.chance(40)
              ? g.one(["toString", "slice", "concat", "toFixed", "a.toString", "length"])
              : g.chance(50)
                ? g.fn()
                : g.path(),
        ],
        () => g.primitive(),
        () => g.primitive(),
      ),
  ],
  [
    names("orderBy"),
    (g) =>
      some(
        g,
        [() => (g.chance(70) ? g.records() : g.collection())],
        () => (g.chance(60) ? g.list(3, () => g.iteratee()) : g.iteratee()),
        () =>
          g.chance(80)
            ? g.list(3, () => g.one(["asc", "desc", undefined, true]))
            : g.one(["desc", "asc", null, false]),
      ),
  ],
  [
    names("sortBy"),
    (g) =>
      some(
        g,
        [() => (g.chance(70) ? g.records() : g.collection())],
        () => g.iteratee(),
        () => g.iteratee(),
        () => g.list(2, () => g.iteratee()),
      ),
  ],
  [
    names("reduce reduceRight"),
    (g) =>
      some(g, [() => g.collection(), () => (g.chance(80) ? g.fn() : g.one([undefined, "a", null]))], () => g.any(1)),
  ],
  [names("sample shuffle"), (g) => [g.collection()]],
  [names("sampleSize"), (g) => some(g, [() => g.collection()], () => g.count())],
  [names("size toArray"), (g) => [g.chance(40) ? g.text() : g.any(3)]],
];
