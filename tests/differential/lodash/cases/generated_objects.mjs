// Generated cases: numbers, objects and strings. The form is told in generated.mjs.

import { names, some } from "../lib/signatures.mjs";

export const OBJECTS = [
  // ---- numbers ----
  [
    names("add subtract multiply divide"),
    (g) =>
      some(
        g,
        [],
        () => g.numberLike(),
        () => g.numberLike(),
      ),
  ],
  [
    names("ceil floor round"),
    (g) =>
      some(g, [() => (g.chance(60) ? (g.below(200000) - 100000) / 1000 : g.numberLike())], () =>
        g.chance(70) ? g.small() : g.numberLike(),
      ),
  ],
  [names("max min sum mean"), (g) => [g.chance(60) ? g.numbers() : g.simpleOr()]],
  [
    names("maxBy minBy sumBy meanBy"),
    (g) => some(g, [() => (g.chance(70) ? g.records() : g.simpleOr())], () => g.iteratee()),
  ],
  [
    names("clamp inRange"),
    (g) =>
      some(
        g,
        [() => g.numberLike()],
        () => g.numberLike(),
        () => g.numberLike(),
      ),
  ],
  [
    names("random"),
    (g) =>
      some(
        g,
        [],
        () => (g.chance(80) ? g.one([0, 1, 5, -3, 2.5, true, false, undefined, "3"]) : g.numberLike()),
        () => g.one([0, 9, 1.5, true, undefined, "7"]),
        () => g.one([true, false, undefined]),
      ),
  ],
  [
    names("range rangeRight"),
    (g) =>
      some(
        g,
        [() => g.small()],
        () => g.one([0, 5, -4, "3", undefined, 2.5, NaN]),
        () => g.one([1, 2, -1, 0, 0.5, undefined, "2"]),
      ),
  ],
  [
    names("parseInt"),
    (g) =>
      some(g, [() => (g.chance(70) ? g.one(["08", " 10", "0x1f", "z", "1010", "-5", "\ufeff7"]) : g.any(1))], () =>
        g.one([2, 10, 16, 36, 0, undefined, null, "8"]),
      ),
  ],

  // ---- objects ----
  [names("assign assignIn extend defaults merge defaultsDeep"), (g) => [g.object(), ...g.list(3, () => g.object())]],
  [names("assignWith assignInWith extendWith"), (g) => [g.object(), ...g.list(3, () => g.object()), g.customizer(5)]],
  [names("mergeWith"), (g) => [g.object(), ...g.list(3, () => g.object()), g.customizer(5)]],
  [names("at"), (g) => [g.object(), ...g.list(3, () => (g.chance(70) ? g.path() : [g.path(), g.path()]))]],
  [names("create"), (g) => some(g, [() => g.any(2)], () => g.any(2))],
  [
    names("keys keysIn values valuesIn toPairs toPairsIn entries entriesIn functions functionsIn invert"),
    (g) => [g.chance(60) ? g.object() : g.any(3)],
  ],
  [
    names("invertBy mapKeys mapValues"),
    (g) => some(g, [() => (g.chance(70) ? g.object() : g.collection())], () => g.iteratee()),
  ],
  [
    names("forIn forInRight forOwn forOwnRight"),
    (g) => some(g, [() => (g.chance(70) ? g.object() : g.collection())], () => g.fn()),
  ],
  [
    names("findKey findLastKey"),
    (g) => some(g, [() => (g.chance(70) ? g.object() : g.collection())], () => g.predicate()),
  ],
  [names("get result"), (g) => some(g, [() => g.any(4), () => g.path()], () => g.any(1))],
  [names("has hasIn"), (g) => [g.any(4), g.path()]],
  [
    names("invoke"),
    (g) => [
      g.any(3),
      g.chance(50) ? g.one(["toString", "a.toString", "slice", "a.concat"]) : g.path(),
      ...g.list(4, () => g.primitive()),
    ],
  ],
  [names("omit pick"), (g) => [g.object(), ...g.list(3, () => (g.chance(70) ? g.path() : [g.path(), g.path()]))]],
  [names("omitBy pickBy"), (g) => some(g, [() => g.object()], () => g.predicate())],
  [names("set"), (g) => [g.any(3), g.path(), g.any(1)]],
  [names("setWith"), (g) => [g.any(3), g.path(), g.any(1), g.customizer(3)]],
  [names("unset"), (g) => [g.any(3), g.path()]],
  [names("update"), (g) => [g.any(3), g.path(), g.chance(90) ? g.fn() : g.primitive()]],
  [names("updateWith"), (g) => [g.any(3), g.path(), g.fn(), g.customizer(3)]],
  [
    names("transform"),
    (g) =>
      some(
        g,
        [() => g.any(3)],
        () => g.fn(),
        () => g.any(1),
      ),
  ],
  [names("toPath"), (g) => [g.chance(80) ? g.path() : g.any(2)]],

  // ---- strings ----
  [
    names(
      "camelCase capitalize deburr escape escapeRegExp kebabCase lowerCase lowerFirst snakeCase startCase toLower toUpper unescape upperCase upperFirst",
    ),
    (g) => [g.textLike()],
  ],
  [
    names("startsWith endsWith"),
    (g) =>
      some(g, [() => g.textLike(), () => (g.chance(60) ? g.one(["a", "ab", "c", "", "world"]) : g.textLike())], () =>
        g.count(),
      ),
  ],
  [
    names("pad padEnd padStart"),
    (g) =>
      some(
        g,
        [() => g.textLike()],
        () => (g.chance(60) ? g.one([5, 10, 15, 20]) : g.count()),
        () => (g.chance(70) ? g.one(["_", "ab", "-=*", "", "\ud83d\ude00", "e\u0301x"]) : g.any(1)),
      ),
  ],
  [names("repeat"), (g) => some(g, [() => g.textLike()], () => g.count())],
  [
    names("replace"),
    (g) =>
      some(g, [() => g.textLike(), () => g.one(["a", /a/g, /(b)c/, "o", undefined])], () =>
        g.one(["x", "$1", "[$&]", undefined, () => "f"]),
      ),
  ],
  [
    names("split"),
    (g) =>
      some(
        g,
        [() => g.textLike()],
        () => g.one(["", " ", ",", /[ ,]/, undefined, null, "a", 1, /(o)/]),
        () => g.count(),
      ),
  ],
  [
    names("trim trimStart trimEnd"),
    (g) =>
      some(
        g,
        [() => g.textLike()],
        () => (g.chance(80) ? g.one(["_-", " ", "", "ab", "\ud83d\ude00", undefined, "*"]) : g.any(1)),
        () => (g.chance(20) ? g.array(1) : undefined),
      ),
  ],
  [
    names("truncate"),
    (g) =>
      some(g, [() => g.textLike()], () =>
        g.chance(85)
          ? {
              length: g.one([4, 6, 10, -1, "5", NaN]),
              ...(g.chance(50) && { omission: g.one(["", "\u2026", "[...]", "\ud83d\ude00", null]) }),
              ...(g.chance(50) && { separator: g.one([" ", "", "o", /,? +/, /[a-c]/g, undefined]) }),
            }
          : g.any(1),
      ),
  ],
  [names("words"), (g) => some(g, [() => g.textLike()], () => g.one([undefined, /[^, ]+/g, /a/, "b"]))],
];
