// Generated cases: functions, shorthands, questions about values. The form is told in generated.mjs.

import { callTwice, names, some } from "../lib/signatures.mjs";

export const FUNCTIONS = [
  // ---- functions ----
  [
    names("after before"),
    (g) => [g.count(), g.chance(95) ? g.fn() : g.primitive()],
    callTwice((g) => [g.primitive()]),
  ],
  [
    names("once negate flip unary"),
    (g) => [g.chance(95) ? g.fn() : g.primitive()],
    callTwice((g) => g.list(4, () => g.primitive())),
  ],
  [
    names("ary spread rest"),
    (g) => some(g, [() => g.fn()], () => g.count()),
    callTwice((g) => g.list(4, () => (g.chance(60) ? g.array(1) : g.primitive()))),
  ],
  [
    names("rearg"),
    (g) => [g.fn(), ...g.list(3, () => (g.chance(70) ? g.small() : [g.small(), g.small()]))],
    callTwice((g) => g.list(4, () => g.primitive())),
  ],
  [
    names("memoize"),
    (g) => some(g, [() => g.fn()], () => (g.chance(80) ? g.fn() : g.primitive())),
    callTwice((g) => [g.one([1, 2, "1", NaN])]),
  ],
  [names("overArgs"), (g) => [g.fn(), ...g.list(3, () => g.iteratee())], callTwice((g) => g.list(4, () => g.any(1)))],
  [
    names("over overEvery overSome"),
    (g) => g.list(3, () => (g.chance(70) ? g.predicate() : [g.predicate(), g.fn()])),
    callTwice((g) => [g.any(2), g.primitive()]),
  ],
  [
    names("flow flowRight"),
    (g) => g.list(3, () => (g.chance(80) ? g.fn() : g.chance(80) ? [g.fn(), g.fn()] : g.primitive())),
    callTwice((g) => [g.any(1), g.primitive()]),
  ],
  [
    names("cond"),
    (g) => [g.chance(90) ? g.list(3, () => [g.predicate(), g.chance(95) ? g.fn() : 1]) : g.any(1)],
    callTwice((g) => [g.any(1), g.primitive()]),
  ],
  [
    names("wrap"),
    (g) => some(g, [() => g.any(1)], () => (g.chance(85) ? g.fn() : undefined)),
    callTwice((g) => [g.primitive(), g.primitive()]),
  ],
  [names("nthArg"), (g) => [g.count()], callTwice((g) => g.list(4, () => g.primitive()))],
  [names("attempt"), (g) => [g.chance(80) ? g.fn() : g.any(1), ...g.list(4, () => g.primitive())]],
  [names("constant"), (g) => [g.any(2)], callTwice(() => [])],
  [names("times"), (g) => some(g, [() => g.count()], () => g.iteratee())],
  [names("tap thru"), (g) => [g.any(2), g.chance(90) ? g.fn() : g.primitive()]],
  [
    names("method methodOf"),
    (g) => [g.chance(50) ? g.path() : g.any(2), ...g.list(2, () => g.primitive())],
    callTwice((g) => [g.chance(50) ? g.object() : g.path()]),
  ],

  // ---- shorthands ----
  [names("iteratee"), (g) => [g.iteratee()], callTwice((g) => [g.any(3), g.primitive()])],
  [names("property"), (g) => [g.path()], callTwice((g) => [g.any(3)])],
  [names("propertyOf"), (g) => [g.any(3)], callTwice((g) => [g.path()])],
  [names("matches"), (g) => [g.object()], (func, g) => [func(g.object()), func(g.object()), func(g.any(2))]],
  [names("matchesProperty"), (g) => [g.path(), g.any(2)], callTwice((g) => [g.object()])],
  [
    names("conforms"),
    (g) => [g.chance(90) ? { a: g.test(), b: g.test() } : g.object()],
    callTwice((g) => [g.object()]),
  ],
  [
    names("conformsTo"),
    (g) => [g.object(), g.chance(90) ? { [g.one(["a", "b"])]: g.test(), c: g.test() } : g.any(1)],
  ],

  // ---- questions ----
  [
    names(
      "isArguments isArray isArrayBuffer isArrayLike isArrayLikeObject isBoolean isBuffer isDate isElement isEmpty isError isFinite isFunction isInteger isLength isMap isNaN isNative isNil isNull isNumber isObject isObjectLike isPlainObject isRegExp isSafeInteger isSet isString isSymbol isTypedArray isUndefined isWeakMap isWeakSet",
    ),
    (g) => [g.any(3)],
  ],
  [names("isEqual"), (g) => [g.any(3), g.any(3)]],
  [names("isEqual isMatch"), (g) => g.twins(() => g.any(5))],
  [names("isEqual isMatch"), (g) => g.twins(() => g.tangled())],
  [names("clone cloneDeep"), (g) => [g.tangled()]],
  [names("merge defaultsDeep"), (g) => (g.chance(50) ? [g.plain(1), g.tangled()] : [g.tangled(), g.tangled()])],
  [names("merge mergeWith defaultsDeep defaults assign assignIn"), (g) => g.twins(() => g.any(4))],
  [names("isEqualWith isMatchWith"), (g) => [...g.twins(() => g.any(4)), g.customizer(5)]],
  [names("cloneDeepWith"), (g) => [g.tangled(), g.customizer(3)]],
  [names("matches"), (g) => [g.any(3)], (func, g) => [func(g.any(3)), func(g.object())]],
  [names("isEqualWith"), (g) => [g.any(3), g.any(3), g.customizer(5)]],
  [names("isMatch"), (g) => [g.object(), g.object()]],
  [names("isMatchWith"), (g) => [g.object(), g.object(), g.customizer(5)]],
  [names("eq gt gte lt lte"), (g) => [g.any(1), g.any(1)]],
  [names("castArray toPlainObject"), (g) => (g.chance(95) ? [g.any(3)] : [])],
  [names("clone cloneDeep"), (g) => [g.any(4)]],
  [names("cloneWith cloneDeepWith"), (g) => [g.any(4), g.customizer(3)]],
  [names("defaultTo"), (g) => [g.primitive(), g.primitive()]],
  [
    names("toFinite toInteger toLength toNumber toSafeInteger toString"),
    (g) => [g.chance(70) ? g.numberLike() : g.any(2)],
  ],
  [names("identity stubArray stubFalse stubObject stubString stubTrue noop"), (g) => [g.any(1)]],
];
