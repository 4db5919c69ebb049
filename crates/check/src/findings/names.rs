//! What modules have, and which name was meant.

/// What `require('pg')` has (pg 8.23).
pub(super) const PG: &[&str] = &[
    "Client",
    "Query",
    "Pool",
    "Connection",
    "types",
    "DatabaseError",
    "TypeOverrides",
    "escapeIdentifier",
    "escapeLiteral",
    "Result",
    "utils",
    "defaults",
    "native",
];

/// What can be called on a client, one lent by a pool included.
pub(super) const CLIENT: &[&str] = &[
    "connect",
    "query",
    "end",
    "cancel",
    "escapeIdentifier",
    "escapeLiteral",
    "setTypeParser",
    "getTypeParser",
    "getStartupConf",
    "getTransactionStatus",
    "ref",
    "unref",
    "release",
    "on",
    "once",
    "off",
    "emit",
    "addListener",
    "prependListener",
    "prependOnceListener",
    "removeListener",
    "removeAllListeners",
    "listeners",
    "rawListeners",
    "listenerCount",
    "eventNames",
    "setMaxListeners",
    "getMaxListeners",
];

/// What can be called on a pool.
pub(super) const POOL: &[&str] = &[
    "connect",
    "query",
    "end",
    "newClient",
    "on",
    "once",
    "off",
    "emit",
    "addListener",
    "prependListener",
    "prependOnceListener",
    "removeListener",
    "removeAllListeners",
    "listeners",
    "rawListeners",
    "listenerCount",
    "eventNames",
    "setMaxListeners",
    "getMaxListeners",
];

/// What `require('bcrypt')` has.
pub(super) const BCRYPT: &[&str] = &[
    "compare",
    "compareSync",
    "genSalt",
    "genSaltSync",
    "getRounds",
    "hash",
    "hashSync",
];

/// What `require('bcryptjs')` has.
pub(super) const BCRYPTJS: &[&str] = &[
    "compare",
    "compareSync",
    "decodeBase64",
    "encodeBase64",
    "genSalt",
    "genSaltSync",
    "getRounds",
    "getSalt",
    "hash",
    "hashSync",
    "setRandomFallback",
    "truncates",
];

/// What every object has.
pub(super) const OBJECT: &[&str] = &[
    "hasOwnProperty",
    "toString",
    "valueOf",
    "constructor",
    "default",
    "call",
    "apply",
    "bind",
];

/// What `require('lodash')` has (4.17.21).
#[rustfmt::skip]
pub(super) const LODASH: &[&str] = &[
    "VERSION", "_", "add", "after", "ary", "assign", "assignIn", "assignInWith", "assignWith", "at", "attempt",
    "before", "bind", "bindAll", "bindKey", "camelCase", "capitalize", "castArray", "ceil", "chain", "chunk",
    "clamp", "clone", "cloneDeep", "cloneDeepWith", "cloneWith", "compact", "concat", "cond", "conforms",
    "conformsTo", "constant", "countBy", "create", "curry", "curryRight", "debounce", "deburr", "defaultTo",
    "defaults", "defaultsDeep", "defer", "delay", "difference", "differenceBy", "differenceWith", "divide", "drop",
    "dropRight", "dropRightWhile", "dropWhile", "each", "eachRight", "endsWith", "entries", "entriesIn", "eq",
    "escape", "escapeRegExp", "every", "extend", "extendWith", "fill", "filter", "find", "findIndex", "findKey",
    "findLast", "findLastIndex", "findLastKey", "first", "flatMap", "flatMapDeep", "flatMapDepth", "flatten",
    "flattenDeep", "flattenDepth", "flip", "floor", "flow", "flowRight", "forEach", "forEachRight", "forIn",
    "forInRight", "forOwn", "forOwnRight", "fromPairs", "functions", "functionsIn", "get", "groupBy", "gt", "gte",
    "has", "hasIn", "head", "identity", "inRange", "includes", "indexOf", "initial", "intersection",
    "intersectionBy", "intersectionWith", "invert", "invertBy", "invoke", "invokeMap", "isArguments", "isArray",
    "isArrayBuffer", "isArrayLike", "isArrayLikeObject", "isBoolean", "isBuffer", "isDate", "isElement", "isEmpty",
    "isEqual", "isEqualWith", "isError", "isFinite", "isFunction", "isInteger", "isLength", "isMap", "isMatch",
    "isMatchWith", "isNaN", "isNative", "isNil", "isNull", "isNumber", "isObject", "isObjectLike", "isPlainObject",
    "isRegExp", "isSafeInteger", "isSet", "isString", "isSymbol", "isTypedArray", "isUndefined", "isWeakMap",
    "isWeakSet", "iteratee", "join", "kebabCase", "keyBy", "keys", "keysIn", "last", "lastIndexOf", "lowerCase",
    "lowerFirst", "lt", "lte", "map", "mapKeys", "mapValues", "matches", "matchesProperty", "max", "maxBy", "mean",
    "meanBy", "memoize", "merge", "mergeWith", "method", "methodOf", "min", "minBy", "mixin", "multiply", "negate",
    "noConflict", "noop", "now", "nth", "nthArg", "omit", "omitBy", "once", "orderBy", "over", "overArgs",
    "overEvery", "overSome", "pad", "padEnd", "padStart", "parseInt", "partial", "partialRight", "partition",
    "pick", "pickBy", "property", "propertyOf", "pull", "pullAll", "pullAllBy", "pullAllWith", "pullAt", "random",
    "range", "rangeRight", "rearg", "reduce", "reduceRight", "reject", "remove", "repeat", "replace", "rest",
    "result", "reverse", "round", "runInContext", "sample", "sampleSize", "set", "setWith", "shuffle", "size",
    "slice", "snakeCase", "some", "sortBy", "sortedIndex", "sortedIndexBy", "sortedIndexOf", "sortedLastIndex",
    "sortedLastIndexBy", "sortedLastIndexOf", "sortedUniq", "sortedUniqBy", "split", "spread", "startCase",
    "startsWith", "stubArray", "stubFalse", "stubObject", "stubString", "stubTrue", "subtract", "sum", "sumBy",
    "tail", "take", "takeRight", "takeRightWhile", "takeWhile", "tap", "template", "templateSettings", "throttle",
    "thru", "times", "toArray", "toFinite", "toInteger", "toLength", "toLower", "toNumber", "toPairs", "toPairsIn",
    "toPath", "toPlainObject", "toSafeInteger", "toString", "toUpper", "transform", "trim", "trimEnd", "trimStart",
    "truncate", "unary", "unescape", "union", "unionBy", "unionWith", "uniq", "uniqBy", "uniqWith", "uniqueId",
    "unset", "unzip", "unzipWith", "update", "updateWith", "upperCase", "upperFirst", "values", "valuesIn",
    "without", "words", "wrap", "xor", "xorBy", "xorWith", "zip", "zipObject", "zipObjectDeep", "zipWith",
];

/// The name of the list that is nearest, when one is near enough to be a slip: letter case aside, two letters at most.
pub(super) fn nearest<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    names
        .map(|name| (distance(&wanted.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 2 && *distance < name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters must be put in, taken out or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, c) in one.chars().take(64).enumerate() {
        let mut next = vec![line + 1];
        for (at, d) in other.iter().enumerate() {
            let change = row.get(at).copied().unwrap_or(0) + usize::from(c != *d);
            let out = row.get(at + 1).copied().unwrap_or(0) + 1;
            let into = next.get(at).copied().unwrap_or(0) + 1;
            next.push(change.min(out).min(into));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
