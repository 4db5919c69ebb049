// Partly applied functions: bind, partial, curry and their kin.
//
// A wrapper remembers what it did to its function (`MADE`), because lodash merges neighbouring wrappers: the arity of
// `curry(bind(f, object))` is that of `f`, although the bound function itself has no declared parameters.

import { isIndex, notAFunction } from "./00_types.js";
import { toInteger } from "./01_convert.js";
import { placeholderOf } from "./06_iteratee.js";
import { flatten } from "./08_flatten.js";

const BIND = 1, BIND_KEY = 2, CURRY = 8, CURRY_RIGHT = 16, PARTIAL = 32, PARTIAL_RIGHT = 64, ARY = 128, REARG = 256;
const FLIP = 512;
const MERGEABLE_BELOW = BIND | BIND_KEY | ARY;

// What lodash leaves in place of a placeholder that no argument filled.
const UNFILLED = "__lodash_placeholder__";

let made;

function checked(func) {
  if (typeof func !== "function") throw notAFunction();
  return func;
}

// The declared parameters of a function, or of the function inside a wrapper that merges with this kind.
function arityOf(func, flags, positions) {
  const inner = made && made.get(func);
  if (!inner) return { arity: func.length, flags };
  const both = flags | inner.flags;
  const combined = (inner.flags === ARY && flags === CURRY) ||
    (inner.flags === ARY && flags === REARG && positions <= inner.limit) ||
    (inner.flags === (ARY | REARG) && flags === CURRY && inner.positions <= inner.limit);
  return both < MERGEABLE_BELOW || combined ? { arity: inner.arity, flags: both } : { arity: func.length, flags };
}

function remember(wrapper, func, flags, details) {
  made ||= new WeakMap();
  const { arity, flags: merged } = arityOf(func, flags, details && details.positions);
  made.set(wrapper, { arity, flags: merged, ...details });
  return wrapper;
}

const isNew = (self, wrapper) => self !== null && self !== undefined && self instanceof wrapper;

function callOrConstruct(func, self, wrapper, args) {
  return isNew(self, wrapper) ? Reflect.construct(func, args) : func.apply(self, args);
}

// ---- placeholders ----

/** Arguments with the places still to fill. */
function withHoles(args, placeholder) {
  const holes = [];
  const held = args.map((value, index) => {
    if (value !== placeholder && value !== UNFILLED) return value;
    holes.push(index);
    return UNFILLED;
  });
  return { held, holes };
}

// Later arguments fill the holes from the left; the others follow. `keep` leaves holes without argument open.
function fillLeft({ held, holes }, args, keep) {
  const filled = held.slice();
  holes.forEach((hole, index) => {
    if (!keep || index < args.length) filled[hole] = args[index];
  });
  return filled.concat(args.slice(holes.length));
}

// Later arguments that fill no hole come first.
function fillRight({ held, holes }, args, keep) {
  const before = Math.max(args.length - holes.length, 0);
  const filled = held.slice();
  holes.forEach((hole, index) => {
    if (!keep || before + index < args.length) filled[hole] = args[before + index];
  });
  return args.slice(0, before).concat(filled);
}

// ---- bind and partial ----

export const bind = function (...input) {
  const [func, thisArg, ...partials] = input;
  checked(func);
  const given = withHoles(partials, placeholderOf(bind));
  const wrapper = function (...args) {
    const all = fillLeft(given, args);
    return isNew(this, wrapper) ? Reflect.construct(func, all) : func.apply(thisArg, all);
  };
  return remember(wrapper, func, partials.length ? BIND | PARTIAL : BIND);
};

export const bindKey = function (...input) {
  const [object, key, ...partials] = input;
  const given = withHoles(partials, placeholderOf(bindKey));
  return function wrapper(...args) {
    const func = object[key];
    const all = fillLeft(given, args);
    return isNew(this, wrapper) ? Reflect.construct(func, all) : func.apply(object, all);
  };
};

export const partial = function (...input) {
  const [func, ...partials] = input;
  checked(func);
  const given = withHoles(partials, placeholderOf(partial));
  const wrapper = function (...args) {
    return callOrConstruct(func, this, wrapper, fillLeft(given, args));
  };
  return remember(wrapper, func, partials.length ? PARTIAL : 0);
};

export const partialRight = function (...input) {
  const [func, ...partials] = input;
  checked(func);
  const given = withHoles(partials, placeholderOf(partialRight));
  const wrapper = function (...args) {
    return callOrConstruct(func, this, wrapper, fillRight(given, args));
  };
  return remember(wrapper, func, partials.length ? PARTIAL_RIGHT : 0);
};

// ---- curry ----

// Gathers arguments over calls until `missing` are there. `given` is what earlier calls brought.
function gathering(func, missing, fromRight, placeholder, given) {
  const wrapper = function (...args) {
    const holder = placeholderOf(wrapper);
    let all;
    let count;
    if (given) {
      all = fromRight ? fillRight(given, args, true) : fillLeft(given, args, true);
      count = args.filter((value) => value !== holder).length;
    } else {
      const first = withHoles(args, holder);
      all = first.held;
      count = args.length - first.holes.length;
    }
    if (count < missing) return gathering(func, missing - count, fromRight, wrapper.placeholder, withHoles(all, holder));
    return callOrConstruct(func, this, wrapper, all);
  };
  wrapper.placeholder = placeholder;
  return wrapper;
}

function currying(func, arity, flags, placeholder) {
  checked(func);
  const natural = arityOf(func, flags);
  const wanted = arity === undefined ? natural.arity : Math.max(toInteger(arity), 0);
  const wrapper = wanted
    ? gathering(func, wanted, flags === CURRY_RIGHT, placeholder)
    : function plain(...args) {
      return callOrConstruct(func, this, plain, args);
    };
  wrapper.placeholder = placeholder;
  remember(wrapper, func, wanted ? flags : 0);
  made.get(wrapper).arity = wanted;
  return wrapper;
}

export function curry(func, arity, guard) {
  return currying(func, guard ? undefined : arity, CURRY, curry.placeholder);
}

export function curryRight(func, arity, guard) {
  return currying(func, guard ? undefined : arity, CURRY_RIGHT, curryRight.placeholder);
}

// ---- number and order of arguments ----

export function ary(func, n, guard) {
  let limit = guard ? undefined : n;
  if (func && (limit === null || limit === undefined)) limit = func.length;
  checked(func);
  limit = Math.max(toInteger(limit), 0);
  const wrapper = function (...args) {
    return callOrConstruct(func, this, wrapper, args.slice(0, limit));
  };
  return remember(wrapper, func, ARY, { limit });
}

export function unary(func) {
  return ary(func, 1);
}

export function flip(func) {
  checked(func);
  const wrapper = function (...args) {
    return callOrConstruct(func, this, wrapper, args.reverse());
  };
  return remember(wrapper, func, FLIP);
}

export function rearg(...input) {
  const [func, ...indexes] = input;
  checked(func);
  const order = flatten(indexes);
  const wrapper = function (...args) {
    const moved = args.map((value, position) => {
      if (position >= order.length) return value;
      return isIndex(order[position], args.length) ? args[order[position]] : undefined;
    });
    return callOrConstruct(func, this, wrapper, moved);
  };
  return remember(wrapper, func, REARG, { positions: order.length });
}
