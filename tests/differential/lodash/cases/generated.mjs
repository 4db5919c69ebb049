// How to make arguments for each function: `[names, make(g), use?]`.
//
// `make` returns the arguments; `use(result, g)`, for functions that return functions, calls what was returned.

/** Required arguments, then optional ones, the rest of which are left out at some point. */
function some(g, required, ...optional) {
  const args = required.map((make) => make());
  for (const make of optional) {
    if (g.chance(35)) break;
    args.push(make());
  }
  return args;
}

const lists = (g, make = () => g.simpleOr()) => Array.from({ length: 1 + g.below(4) }, make);
const callTwice = (make) => (func, g) => [func(...make(g)), func(...make(g)), func(...make(g))];
const names = (text) => text.split(" ");

export const GENERATED = [
  // ---- arrays ----
  [names("chunk drop dropRight take takeRight"), (g) => some(g, [() => g.arrayOr()], () => g.count(), () => g.chance(15) ? g.array(1) : undefined)],
  [names("compact flatten flattenDeep fromPairs head first initial last tail reverse uniq sortedUniq zip unzip"), (g) => [g.arrayOr()]],
  [names("flatten flattenDeep unzip"), (g) => [g.list(4, () => g.array(3))]],
  [names("flattenDepth"), (g) => some(g, [() => g.list(4, () => g.array(3))], () => g.count())],
  [names("fromPairs"), (g) => [g.pairs()]],
  [names("concat"), (g) => g.list(4, () => g.any(3))],
  [names("difference union intersection xor"), (g) => lists(g)],
  [names("without pull"), (g) => [g.simpleOr(), ...g.list(3, () => g.primitive())]],
  [names("differenceBy unionBy intersectionBy xorBy"), (g) => [...lists(g, () => g.chance(60) ? g.records() : g.simpleOr()), g.iteratee()]],
  [names("differenceWith unionWith intersectionWith xorWith"), (g) => [...lists(g), g.comparator()]],
  [names("dropWhile dropRightWhile takeWhile takeRightWhile remove"), (g) => some(g, [() => g.chance(60) ? g.records() : g.arrayOr()], () => g.predicate())],
  [names("fill"), (g) => some(g, [() => g.arrayOr(), () => g.primitive()], () => g.count(), () => g.count())],
  [names("findIndex findLastIndex"), (g) => some(g, [() => g.chance(60) ? g.records() : g.arrayOr(), () => g.predicate()], () => g.count())],
  [names("indexOf lastIndexOf"), (g) => some(g, [() => g.simpleOr(), () => g.primitive()], () => g.count())],
  [names("join"), (g) => some(g, [() => g.simpleOr()], () => g.textLike())],
  [names("nth"), (g) => some(g, [() => g.arrayOr()], () => g.count())],
  [names("pullAll"), (g) => some(g, [() => g.simpleOr()], () => g.simpleOr())],
  [names("pullAllBy"), (g) => some(g, [() => g.records(), () => g.records()], () => g.iteratee())],
  [names("pullAllWith"), (g) => [g.simple(), g.simple(), g.comparator()]],
  [names("pullAt"), (g) => [g.chance(85) ? g.array(1) : g.object(), ...g.list(3, () => g.chance(50) ? g.small() : g.chance(40) ? [g.small(), g.small()] : g.path())]],
  [names("slice"), (g) => some(g, [() => g.arrayOr()], () => g.count(), () => g.count())],
  [names("sortedIndex sortedLastIndex sortedIndexOf sortedLastIndexOf"), (g) => [g.sorted(), g.chance(70) ? g.one([1, 2, 3, 2.5, -1, 0, NaN]) : g.primitive()]],
  [names("sortedIndexBy sortedLastIndexBy"), (g) => some(g, [() => g.records(), () => ({ a: g.primitive(), c: g.primitive() })], () => g.iteratee())],
  [names("sortedUniqBy uniqBy"), (g) => some(g, [() => g.chance(60) ? g.records() : g.simpleOr()], () => g.iteratee())],
  [names("uniqWith"), (g) => some(g, [() => g.simpleOr()], () => g.comparator())],
  [names("unzipWith"), (g) => some(g, [() => g.list(4, () => g.arrayOr())], () => g.chance(80) ? g.fn() : undefined)],
  [names("zip"), (g) => lists(g)],
  [names("zipWith"), (g) => [...lists(g), ...(g.chance(80) ? [g.fn()] : [])]],
  [names("zipObject"), (g) => some(g, [() => g.chance(85) ? g.list(4, () => g.key()) : g.arrayOr()], () => g.arrayOr())],
  [names("zipObjectDeep"), (g) => some(g, [() => g.list(4, () => g.path())], () => g.arrayOr())],

  // ---- collections ----
  [names("map filter reject forEach each forEachRight eachRight every some partition"), (g) => some(g, [() => g.collection()], () => g.chance(50) ? g.fn() : g.predicate())],
  [names("flatMap flatMapDeep"), (g) => some(g, [() => g.collection()], () => g.iteratee())],
  [names("flatMapDepth"), (g) => some(g, [() => g.collection()], () => g.iteratee(), () => g.count())],
  [names("countBy groupBy keyBy"), (g) => some(g, [() => g.collection()], () => g.iteratee())],
  [names("find findLast"), (g) => some(g, [() => g.collection()], () => g.predicate(), () => g.count())],
  [names("includes"), (g) => some(g, [() => g.chance(50) ? g.simple() : g.collection(), () => g.chance(30) ? g.text() : g.primitive()], () => g.count(), () => g.chance(20))],
  [names("invokeMap"), (g) => some(g, [() => g.collection(), () => g.chance(40) ? g.one(["toString", "slice", "concat", "toFixed", "a.toString", "length"]) : g.chance(50) ? g.fn() : g.path()], () => g.primitive(), () => g.primitive())],
  [names("orderBy"), (g) => some(g, [() => g.chance(70) ? g.records() : g.collection()], () => g.chance(60) ? g.list(3, () => g.iteratee()) : g.iteratee(), () => g.chance(80) ? g.list(3, () => g.one(["asc", "desc", undefined, true])) : g.one(["desc", "asc", null, false]))],
  [names("sortBy"), (g) => some(g, [() => g.chance(70) ? g.records() : g.collection()], () => g.iteratee(), () => g.iteratee(), () => g.list(2, () => g.iteratee()))],
  [names("reduce reduceRight"), (g) => some(g, [() => g.collection(), () => g.chance(80) ? g.fn() : g.one([undefined, "a", null])], () => g.any(1))],
  [names("sample shuffle"), (g) => [g.collection()]],
  [names("sampleSize"), (g) => some(g, [() => g.collection()], () => g.count())],
  [names("size toArray"), (g) => [g.chance(40) ? g.text() : g.any(3)]],

  // ---- functions ----
  [names("after before"), (g) => [g.count(), g.chance(95) ? g.fn() : g.primitive()], callTwice((g) => [g.primitive()])],
  [names("once negate flip unary"), (g) => [g.chance(95) ? g.fn() : g.primitive()], callTwice((g) => g.list(4, () => g.primitive()))],
  [names("ary spread rest"), (g) => some(g, [() => g.fn()], () => g.count()), callTwice((g) => g.list(4, () => g.chance(60) ? g.array(1) : g.primitive()))],
  [names("rearg"), (g) => [g.fn(), ...g.list(3, () => g.chance(70) ? g.small() : [g.small(), g.small()])], callTwice((g) => g.list(4, () => g.primitive()))],
  [names("memoize"), (g) => some(g, [() => g.fn()], () => g.chance(80) ? g.fn() : g.primitive()), callTwice((g) => [g.one([1, 2, "1", NaN])])],
  [names("overArgs"), (g) => [g.fn(), ...g.list(3, () => g.iteratee())], callTwice((g) => g.list(4, () => g.any(1)))],
  [names("over overEvery overSome"), (g) => g.list(3, () => g.chance(70) ? g.predicate() : [g.predicate(), g.fn()]), callTwice((g) => [g.any(2), g.primitive()])],
  [names("flow flowRight"), (g) => g.list(3, () => g.chance(80) ? g.fn() : g.chance(80) ? [g.fn(), g.fn()] : g.primitive()), callTwice((g) => [g.any(1), g.primitive()])],
  [names("cond"), (g) => [g.chance(90) ? g.list(3, () => [g.predicate(), g.chance(95) ? g.fn() : 1]) : g.any(1)], callTwice((g) => [g.any(1), g.primitive()])],
  [names("wrap"), (g) => some(g, [() => g.any(1)], () => g.chance(85) ? g.fn() : undefined), callTwice((g) => [g.primitive(), g.primitive()])],
  [names("nthArg"), (g) => [g.count()], callTwice((g) => g.list(4, () => g.primitive()))],
  [names("attempt"), (g) => [g.chance(80) ? g.fn() : g.any(1), ...g.list(4, () => g.primitive())]],
  [names("constant"), (g) => [g.any(2)], callTwice(() => [])],
  [names("times"), (g) => some(g, [() => g.count()], () => g.iteratee())],
  [names("tap thru"), (g) => [g.any(2), g.chance(90) ? g.fn() : g.primitive()]],
  [names("method methodOf"), (g) => [g.chance(50) ? g.path() : g.any(2), ...g.list(2, () => g.primitive())], callTwice((g) => [g.chance(50) ? g.object() : g.path()])],

  // ---- shorthands ----
  [names("iteratee"), (g) => [g.iteratee()], callTwice((g) => [g.any(3), g.primitive()])],
  [names("property"), (g) => [g.path()], callTwice((g) => [g.any(3)])],
  [names("propertyOf"), (g) => [g.any(3)], callTwice((g) => [g.path()])],
  [names("matches"), (g) => [g.object()], (func, g) => [func(g.object()), func(g.object()), func(g.any(2))]],
  [names("matchesProperty"), (g) => [g.path(), g.any(2)], callTwice((g) => [g.object()])],
  [names("conforms"), (g) => [g.chance(90) ? { a: g.test(), b: g.test() } : g.object()], callTwice((g) => [g.object()])],
  [names("conformsTo"), (g) => [g.object(), g.chance(90) ? { [g.one(["a", "b"])]: g.test(), c: g.test() } : g.any(1)]],

  // ---- questions ----
  [names("isArguments isArray isArrayBuffer isArrayLike isArrayLikeObject isBoolean isBuffer isDate isElement isEmpty isError isFinite isFunction isInteger isLength isMap isNaN isNative isNil isNull isNumber isObject isObjectLike isPlainObject isRegExp isSafeInteger isSet isString isSymbol isTypedArray isUndefined isWeakMap isWeakSet"), (g) => [g.any(3)]],
  [names("isEqual"), (g) => [g.any(3), g.any(3)]],
  [names("isEqual isMatch"), (g) => g.twins(() => g.any(5))],
  [names("isEqual isMatch"), (g) => g.twins(() => g.tangled())],
  [names("clone cloneDeep"), (g) => [g.tangled()]],
  [names("merge defaultsDeep"), (g) => g.chance(50) ? [g.plain(1), g.tangled()] : [g.tangled(), g.tangled()]],
  [names("merge mergeWith defaultsDeep defaults assign assignIn"), (g) => g.twins(() => g.any(4))],
  [names("isEqualWith isMatchWith"), (g) => [...g.twins(() => g.any(4)), g.customizer(5)]],
  [names("cloneDeepWith"), (g) => [g.tangled(), g.customizer(3)]],
  [names("matches"), (g) => [g.any(3)], (func, g) => [func(g.any(3)), func(g.object())]],
  [names("isEqualWith"), (g) => [g.any(3), g.any(3), g.customizer(5)]],
  [names("isMatch"), (g) => [g.object(), g.object()]],
  [names("isMatchWith"), (g) => [g.object(), g.object(), g.customizer(5)]],
  [names("eq gt gte lt lte"), (g) => [g.any(1), g.any(1)]],
  [names("castArray toPlainObject"), (g) => g.chance(95) ? [g.any(3)] : []],
  [names("clone cloneDeep"), (g) => [g.any(4)]],
  [names("cloneWith cloneDeepWith"), (g) => [g.any(4), g.customizer(3)]],
  [names("defaultTo"), (g) => [g.primitive(), g.primitive()]],
  [names("toFinite toInteger toLength toNumber toSafeInteger toString"), (g) => [g.chance(70) ? g.numberLike() : g.any(2)]],
  [names("identity stubArray stubFalse stubObject stubString stubTrue noop"), (g) => [g.any(1)]],

  // ---- numbers ----
  [names("add subtract multiply divide"), (g) => some(g, [], () => g.numberLike(), () => g.numberLike())],
  [names("ceil floor round"), (g) => some(g, [() => g.chance(60) ? (g.below(200000) - 100000) / 1000 : g.numberLike()], () => g.chance(70) ? g.small() : g.numberLike())],
  [names("max min sum mean"), (g) => [g.chance(60) ? g.numbers() : g.simpleOr()]],
  [names("maxBy minBy sumBy meanBy"), (g) => some(g, [() => g.chance(70) ? g.records() : g.simpleOr()], () => g.iteratee())],
  [names("clamp inRange"), (g) => some(g, [() => g.numberLike()], () => g.numberLike(), () => g.numberLike())],
  [names("random"), (g) => some(g, [], () => g.chance(80) ? g.one([0, 1, 5, -3, 2.5, true, false, undefined, "3"]) : g.numberLike(), () => g.one([0, 9, 1.5, true, undefined, "7"]), () => g.one([true, false, undefined]))],
  [names("range rangeRight"), (g) => some(g, [() => g.small()], () => g.one([0, 5, -4, "3", undefined, 2.5, NaN]), () => g.one([1, 2, -1, 0, 0.5, undefined, "2"]))],
  [names("parseInt"), (g) => some(g, [() => g.chance(70) ? g.one(["08", " 10", "0x1f", "z", "1010", "-5", "\ufeff7"]) : g.any(1)], () => g.one([2, 10, 16, 36, 0, undefined, null, "8"]))],

  // ---- objects ----
  [names("assign assignIn extend defaults merge defaultsDeep"), (g) => [g.object(), ...g.list(3, () => g.object())]],
  [names("assignWith assignInWith extendWith"), (g) => [g.object(), ...g.list(3, () => g.object()), g.customizer(5)]],
  [names("mergeWith"), (g) => [g.object(), ...g.list(3, () => g.object()), g.customizer(5)]],
  [names("at"), (g) => [g.object(), ...g.list(3, () => g.chance(70) ? g.path() : [g.path(), g.path()])]],
  [names("create"), (g) => some(g, [() => g.any(2)], () => g.any(2))],
  [names("keys keysIn values valuesIn toPairs toPairsIn entries entriesIn functions functionsIn invert"), (g) => [g.chance(60) ? g.object() : g.any(3)]],
  [names("invertBy mapKeys mapValues"), (g) => some(g, [() => g.chance(70) ? g.object() : g.collection()], () => g.iteratee())],
  [names("forIn forInRight forOwn forOwnRight"), (g) => some(g, [() => g.chance(70) ? g.object() : g.collection()], () => g.fn())],
  [names("findKey findLastKey"), (g) => some(g, [() => g.chance(70) ? g.object() : g.collection()], () => g.predicate())],
  [names("get result"), (g) => some(g, [() => g.any(4), () => g.path()], () => g.any(1))],
  [names("has hasIn"), (g) => [g.any(4), g.path()]],
  [names("invoke"), (g) => [g.any(3), g.chance(50) ? g.one(["toString", "a.toString", "slice", "a.concat"]) : g.path(), ...g.list(4, () => g.primitive())]],
  [names("omit pick"), (g) => [g.object(), ...g.list(3, () => g.chance(70) ? g.path() : [g.path(), g.path()])]],
  [names("omitBy pickBy"), (g) => some(g, [() => g.object()], () => g.predicate())],
  [names("set"), (g) => [g.any(3), g.path(), g.any(1)]],
  [names("setWith"), (g) => [g.any(3), g.path(), g.any(1), g.customizer(3)]],
  [names("unset"), (g) => [g.any(3), g.path()]],
  [names("update"), (g) => [g.any(3), g.path(), g.chance(90) ? g.fn() : g.primitive()]],
  [names("updateWith"), (g) => [g.any(3), g.path(), g.fn(), g.customizer(3)]],
  [names("transform"), (g) => some(g, [() => g.any(3)], () => g.fn(), () => g.any(1))],
  [names("toPath"), (g) => [g.chance(80) ? g.path() : g.any(2)]],

  // ---- strings ----
  [names("camelCase capitalize deburr escape escapeRegExp kebabCase lowerCase lowerFirst snakeCase startCase toLower toUpper unescape upperCase upperFirst"), (g) => [g.textLike()]],
  [names("startsWith endsWith"), (g) => some(g, [() => g.textLike(), () => g.chance(60) ? g.one(["a", "ab", "c", "", "world"]) : g.textLike()], () => g.count())],
  [names("pad padEnd padStart"), (g) => some(g, [() => g.textLike()], () => g.chance(60) ? g.one([5, 10, 15, 20]) : g.count(), () => g.chance(70) ? g.one(["_", "ab", "-=*", "", "\ud83d\ude00", "e\u0301x"]) : g.any(1))],
  [names("repeat"), (g) => some(g, [() => g.textLike()], () => g.count())],
  [names("replace"), (g) => some(g, [() => g.textLike(), () => g.one(["a", /a/g, /(b)c/, "o", undefined])], () => g.one(["x", "$1", "[$&]", undefined, () => "f"]))],
  [names("split"), (g) => some(g, [() => g.textLike()], () => g.one(["", " ", ",", /[ ,]/, undefined, null, "a", 1, /(o)/]), () => g.count())],
  [names("trim trimStart trimEnd"), (g) => some(g, [() => g.textLike()], () => g.chance(80) ? g.one(["_-", " ", "", "ab", "\ud83d\ude00", undefined, "*"]) : g.any(1), () => g.chance(20) ? g.array(1) : undefined)],
  [names("truncate"), (g) => some(g, [() => g.textLike()], () => g.chance(85) ? { length: g.one([4, 6, 10, -1, "5", NaN]), ...(g.chance(50) && { omission: g.one(["", "\u2026", "[...]", "\ud83d\ude00", null]) }), ...(g.chance(50) && { separator: g.one([" ", "", "o", /,? +/, /[a-c]/g, undefined]) }) } : g.any(1))],
  [names("words"), (g) => some(g, [() => g.textLike()], () => g.one([undefined, /[^, ]+/g, /a/, "b"]))],
];
