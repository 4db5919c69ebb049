// require('lodash'): the library object and its single methods.
//
// Every public name of lodash 4.17.21 is here. A name that is not lodash's is undefined, as in any object; names of
// lodash 2 and 3 that 4 dropped throw an error that says what took their place (24_renamed.js).

import {
  eq, isArguments, isArray, isArrayBuffer, isArrayLike, isArrayLikeObject, isBoolean, isBuffer, isDate, isFunction,
  isLength, isMap, isNumber, isObject, isObjectLike, isPlainObject, isRegExp, isSet, isString, isSymbol, isTypedArray,
  isWeakMap, isWeakSet,
} from "./00_types.js";
import { toFinite, toInteger, toLength, toNumber, toSafeInteger, toString } from "./01_convert.js";
import { keys, keysIn } from "./02_keys.js";
import { get, has, hasIn, invoke, result, set, setWith, toPath, unset, update, updateWith } from "./03_path.js";
import { isEqual, isEqualWith, isMatch, isMatchWith } from "./04_equality.js";
import { clone, cloneDeep, cloneDeepWith, cloneWith } from "./05_clone.js";
import {
  conforms, conformsTo, identity, iteratee, matches, matchesProperty, method as methodOfPath, methodOf, property,
  propertyOf, setLibrary,
} from "./06_iteratee.js";
import {
  assign, assignIn, assignInWith, assignWith, defaults, defaultsDeep, merge, mergeWith, toPlainObject,
} from "./07_merge.js";
import { flatten, flattenDeep, flattenDepth, last } from "./08_flatten.js";
import {
  at, create, findKey, findLastKey, forIn, forInRight, forOwn, forOwnRight, functions, functionsIn, invert, invertBy,
  mapKeys, mapValues, omit, omitBy, pick, pickBy, toPairs, toPairsIn, transform, values, valuesIn,
} from "./09_object.js";
import {
  chunk, compact, concat, drop, dropRight, dropRightWhile, dropWhile, fill, fromPairs, head, initial, join, nth,
  reverse, slice, tail, take, takeRight, takeRightWhile, takeWhile,
} from "./10_slice.js";
import {
  findIndex, findLastIndex, indexOf, lastIndexOf, sortedIndex, sortedIndexBy, sortedIndexOf, sortedLastIndex,
  sortedLastIndexBy, sortedLastIndexOf, sortedUniq, sortedUniqBy, unzip, unzipWith, zip, zipObject, zipObjectDeep,
  zipWith,
} from "./11_search.js";
import { orderBy, sortBy } from "./12_sort.js";
import {
  difference, differenceBy, differenceWith, intersection, intersectionBy, intersectionWith, pull, pullAll, pullAllBy,
  pullAllWith, pullAt, remove, union, unionBy, unionWith, uniq, uniqBy, uniqWith, without, xor, xorBy, xorWith,
} from "./13_sets.js";
import { deburr, words } from "./14_unicode.js";
import {
  countBy, every, filter, find, findLast, flatMap, flatMapDeep, flatMapDepth, forEach, forEachRight, groupBy,
  includes, invokeMap, keyBy, map, partition, reduce, reduceRight, reject, sample, sampleSize, shuffle, size, some,
  toArray,
} from "./15_collection.js";
import {
  camelCase, capitalize, endsWith, escape, escapeRegExp, kebabCase, lowerCase, lowerFirst, pad, padEnd, padStart,
  repeat, replace, snakeCase, split, startCase, startsWith, toLower, toUpper, trim, trimEnd, trimStart, truncate,
  unescape, upperCase, upperFirst,
} from "./16_string.js";
import {
  add, ceil, clamp, divide, floor, inRange, max, maxBy, mean, meanBy, min, minBy, multiply, parseInt, random, range,
  rangeRight, round, subtract, sum, sumBy,
} from "./17_number.js";
import {
  castArray, defaultTo, gt, gte, isElement, isEmpty, isError, isFinite, isInteger, isNaN, isNative, isNil, isNull,
  isSafeInteger, isUndefined, lt, lte,
} from "./18_lang.js";
import { ary, bind, bindKey, curry, curryRight, flip, partial, partialRight, rearg, unary } from "./19_partial.js";
import {
  after, attempt, before, bindAll, cond, flow, flowRight, memoize, negate, nthArg, once, over, overArgs, overEvery,
  overSome, rest, spread, wrap,
} from "./20_function.js";
import { debounce, defer, delay, now, throttle } from "./21_timing.js";
import {
  constant, noop, stubArray, stubFalse, stubObject, stubString, stubTrue, tap, thru, times, uniqueId,
} from "./22_util.js";
import { createWrapping, mixin } from "./23_chain.js";
import { addRenamed } from "./24_renamed.js";
import { template, templateSettings } from "./25_template.js";

export const VERSION = "4.17.21";

// A library object with a wrapper prototype of its own. The order of the names is that of lodash.
function build() {
  const { lodash, finish } = createWrapping();

  function chain(value) {
    const wrapper = lodash(value);
    wrapper.__chain__ = true;
    return wrapper;
  }

  // The realm has no global `_` to give back, and no other globals to take functions from.
  function noConflict() {
    return this;
  }
  function runInContext(_context) {
    return build();
  }

  lodash.templateSettings = templateSettings(lodash);
  // Functions whose result goes on in a chain.
  mixin(lodash, {
    after, ary, assign, assignIn, assignInWith, assignWith, at, before, bind, bindAll, bindKey, castArray, chain,
    chunk, compact, concat, cond, conforms, constant, countBy, create, curry, curryRight, debounce, defaults,
    defaultsDeep, defer, delay, difference, differenceBy, differenceWith, drop, dropRight, dropRightWhile, dropWhile,
    fill, filter, flatMap, flatMapDeep, flatMapDepth, flatten, flattenDeep, flattenDepth, flip, flow, flowRight,
    fromPairs, functions, functionsIn, groupBy, initial, intersection, intersectionBy, intersectionWith, invert,
    invertBy, invokeMap, iteratee, keyBy, keys, keysIn, map, mapKeys, mapValues, matches, matchesProperty, memoize,
    merge, mergeWith, method: methodOfPath, methodOf, mixin, negate, nthArg, omit, omitBy, once, orderBy, over,
    overArgs, overEvery, overSome, partial, partialRight, partition, pick, pickBy, property, propertyOf, pull,
    pullAll, pullAllBy, pullAllWith, pullAt, range, rangeRight, rearg, reject, remove, rest, reverse, sampleSize, set,
    setWith, shuffle, slice, sortBy, sortedUniq, sortedUniqBy, split, spread, tail, take, takeRight, takeRightWhile,
    takeWhile, tap, throttle, thru, toArray, toPairs, toPairsIn, toPath, toPlainObject, transform, unary, union,
    unionBy, unionWith, uniq, uniqBy, uniqWith, unset, unzip, unzipWith, update, updateWith, values, valuesIn,
    without, words, wrap, xor, xorBy, xorWith, zip, zipObject, zipObjectDeep, zipWith, entries: toPairs,
    entriesIn: toPairsIn, extend: assignIn, extendWith: assignInWith,
  });
  // Functions whose result ends a chain that was not made by `_.chain`.
  mixin(lodash, {
    add, attempt, camelCase, capitalize, ceil, clamp, clone, cloneDeep, cloneDeepWith, cloneWith, conformsTo, deburr,
    defaultTo, divide, endsWith, eq, escape, escapeRegExp, every, find, findIndex, findKey, findLast, findLastIndex,
    findLastKey, floor, forEach, forEachRight, forIn, forInRight, forOwn, forOwnRight, get, gt, gte, has, hasIn, head,
    identity, includes, indexOf, inRange, invoke, isArguments, isArray, isArrayBuffer, isArrayLike, isArrayLikeObject,
    isBoolean, isBuffer, isDate, isElement, isEmpty, isEqual, isEqualWith, isError, isFinite, isFunction, isInteger,
    isLength, isMap, isMatch, isMatchWith, isNaN, isNative, isNil, isNull, isNumber, isObject, isObjectLike,
    isPlainObject, isRegExp, isSafeInteger, isSet, isString, isSymbol, isTypedArray, isUndefined, isWeakMap,
    isWeakSet, join, kebabCase, last, lastIndexOf, lowerCase, lowerFirst, lt, lte, max, maxBy, mean, meanBy, min,
    minBy, stubArray, stubFalse, stubObject, stubString, stubTrue, multiply, nth, noConflict, noop, now, pad, padEnd,
    padStart, parseInt, random, reduce, reduceRight, repeat, replace, result, round, runInContext, sample, size,
    snakeCase, some, sortedIndex, sortedIndexBy, sortedIndexOf, sortedLastIndex, sortedLastIndexBy, sortedLastIndexOf,
    startCase, startsWith, subtract, sum, sumBy, template, times, toFinite, toInteger, toLength, toLower, toNumber,
    toSafeInteger, toString, toUpper, trim, trimEnd, trimStart, truncate, unescape, uniqueId, upperCase, upperFirst,
    each: forEach, eachRight: forEachRight, first: head,
  }, { chain: false });
  lodash.VERSION = VERSION;
  lodash._ = lodash;
  finish();
  addRenamed(lodash);
  addRenamed(lodash.prototype);
  return lodash;
}

const lodash = build();
for (const func of [bind, bindKey, curry, curryRight, partial, partialRight]) func.placeholder = lodash;
setLibrary(lodash);

/** The function for `require('lodash/NAME')` and `require('lodash.NAME')`, or undefined for other names. */
export function method(name) {
  const found = typeof name === "string" && Object.keys(lodash).includes(name) ? lodash[name] : undefined;
  return typeof found === "function" && name !== "_" ? found : undefined;
}

export default lodash;
