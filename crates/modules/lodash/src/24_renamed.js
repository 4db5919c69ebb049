// Names that lodash 2 and 3 had and 4 has not. Real lodash gives undefined for them; we throw an error that says what
// to use, because "_.pluck is not a function" leaves the writer of an old script searching.

const RENAMED = {
  all: "every", any: "some", backflow: "flowRight", callback: "iteratee", collect: "map", compose: "flowRight",
  contains: "includes", createCallback: "iteratee", detect: "find", findWhere: "find", foldl: "reduce",
  foldr: "reduceRight", include: "includes", indexBy: "keyBy", inject: "reduce", methods: "functions",
  modArgs: "overArgs", object: "fromPairs", padLeft: "padStart", padRight: "padEnd", pairs: "toPairs", pluck: "map",
  restParam: "rest", select: "filter", sortByAll: "sortBy", sortByOrder: "orderBy", support: undefined,
  trimLeft: "trimStart", trimRight: "trimEnd", trunc: "truncate", unique: "uniq", where: "filter",
};

const UNCHANGED_HINT = {
  pluck: "_.map(collection, 'path')",
  where: "_.filter(collection, { key: value })",
  findWhere: "_.find(collection, { key: value })",
};

function explain(name) {
  const successor = RENAMED[name];
  const advice = UNCHANGED_HINT[name] || (successor && `_.${successor}`);
  return new TypeError(`_.${name} is not in lodash 4${advice ? `; use ${advice}` : ""}`);
}

/** Puts the old names on an object: hidden from key lists, throwing when read, replaceable by assignment. */
export function addRenamed(object) {
  for (const name of Object.keys(RENAMED)) {
    Object.defineProperty(object, name, {
      configurable: true,
      enumerable: false,
      get() {
        throw explain(name);
      },
      set(value) {
        Object.defineProperty(this, name, { configurable: true, enumerable: true, value, writable: true });
      },
    });
  }
}
