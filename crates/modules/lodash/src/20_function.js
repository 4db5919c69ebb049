// Functions that change how a function is called.

import { isArray, isIndex, notAFunction } from "./00_types.js";
import { toInteger, toKey } from "./01_convert.js";
import { assignKey } from "./02_keys.js";
import { apply } from "./03_path.js";
import { callbackMaker } from "./06_iteratee.js";
import { flatten, flattenTo } from "./08_flatten.js";
import { isError } from "./18_lang.js";
import { bind, partial } from "./19_partial.js";

function checked(func) {
  if (typeof func !== "function") throw notAFunction();
  return func;
}

// ---- how often ----

export function after(n, func) {
  checked(func);
  let left = toInteger(n);
  return function (...args) {
    left--;
    return left < 1 ? func.apply(this, args) : undefined;
  };
}

export function before(n, func) {
  checked(func);
  let left = toInteger(n);
  let result;
  return function (...args) {
    left--;
    if (left > 0) result = func.apply(this, args);
    if (left <= 1) func = undefined;
    return result;
  };
}

export function once(func) {
  return before(2, func);
}

export function memoize(func, resolver) {
  checked(func);
  if (resolver !== null && resolver !== undefined) checked(resolver);
  const memoized = function (...args) {
    const key = resolver ? resolver.apply(this, args) : args[0];
    const cache = memoized.cache;
    if (cache.has(key)) return cache.get(key);
    const result = func.apply(this, args);
    memoized.cache = cache.set(key, result) || cache;
    return result;
  };
  memoized.cache = new (memoize.Cache || Map)();
  return memoized;
}

memoize.Cache = Map;

// ---- with which arguments ----

export function negate(predicate) {
  checked(predicate);
  return function (...args) {
    return !apply(predicate, this, args);
  };
}

export function rest(func, start) {
  checked(func);
  const first = Math.max(start === undefined ? func.length - 1 : toInteger(start), 0);
  return function (...args) {
    const fixed = Array.from({ length: first }, (_, index) => args[index]);
    return func.apply(this, [...fixed, args.slice(first)]);
  };
}

export function spread(func, start) {
  checked(func);
  const at = start === null || start === undefined ? 0 : Math.max(toInteger(start), 0);
  return function (...args) {
    const all = args.slice(0, at);
    const list = args[at];
    for (let index = 0; list && index < list.length; index++) all.push(list[index]);
    return apply(func, this, all);
  };
}

export function overArgs(...input) {
  const [func, ...given] = input;
  const make = callbackMaker();
  const shorthands = given.length === 1 && isArray(given[0]) ? given[0] : flattenTo(given, 1);
  const transforms = shorthands.map((shorthand) => make(shorthand));
  return function (...args) {
    for (let index = 0; index < args.length && index < transforms.length; index++) {
      args[index] = transforms[index].call(this, args[index]);
    }
    return apply(func, this, args);
  };
}

export function wrap(value, wrapper) {
  return partial(typeof wrapper === "function" ? wrapper : (given) => given, value);
}

export function nthArg(n) {
  const position = toInteger(n);
  return function (...args) {
    const index = position < 0 ? position + args.length : position;
    return isIndex(index, args.length) ? args[index] : undefined;
  };
}

// ---- several functions ----

function pipeline(funcs) {
  funcs.forEach(checked);
  return function (...args) {
    if (!funcs.length) return args[0];
    let result = funcs[0].apply(this, args);
    for (let index = 1; index < funcs.length; index++) result = funcs[index].call(this, result);
    return result;
  };
}

export function flow(...funcs) {
  return pipeline(flatten(funcs));
}

export function flowRight(...funcs) {
  return pipeline(flatten(funcs).reverse());
}

// Calls the iteratees with the same arguments and gathers what they return with `gather(list, call)`.
function together(gather) {
  return function (...shorthands) {
    const make = callbackMaker();
    const iteratees = flatten(shorthands).map((shorthand) => make(shorthand));
    return function (...args) {
      return gather(iteratees, (iteratee) => apply(iteratee, this, args));
    };
  };
}

export const over = together((iteratees, call) => iteratees.map(call));
export const overEvery = together((iteratees, call) => iteratees.every(call));
export const overSome = together((iteratees, call) => iteratees.some(call));

export function cond(pairs) {
  const make = callbackMaker();
  const length = pairs === null || pairs === undefined ? 0 : pairs.length;
  const branches = Array.from({ length }, (_, index) => {
    const [test, run] = [pairs[index][0], pairs[index][1]];
    checked(run);
    return [make(test), run];
  });
  return function (...args) {
    for (const [test, run] of branches) {
      if (apply(test, this, args)) return apply(run, this, args);
    }
    return undefined;
  };
}

export function attempt(...input) {
  const [func, ...args] = input;
  try {
    return apply(func, undefined, args);
  } catch (error) {
    return isError(error) ? error : new Error(error);
  }
}

export function bindAll(...input) {
  const [object, ...names] = input;
  for (const name of flatten(names)) {
    const key = toKey(name);
    assignKey(object, key, bind(object[key], object));
  }
  return object;
}
