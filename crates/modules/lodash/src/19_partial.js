// Partly applied functions: bind, partial, curry and their kin.
//
// Each wrapper is made from a plan: the function, and what a call does to the arguments. Wrapping a wrapper mostly
// merges the two plans into one, as scripts can tell: the arity of `curry(bind(f, object))` is that of `f`, although
// the bound function itself declares no parameters.
//
// A plan has `func`, `flags`, `self` (bound object), `left` and `right` (arguments already given: `{held, holes}`),
// `order` (positions for rearg), `limit` (for ary) and `arity` (arguments a curried function waits for).

import { isIndex, notAFunction } from "./00_types.js";
import { toInteger } from "./01_convert.js";
import { placeholderOf } from "./06_iteratee.js";
import { flatten } from "./08_flatten.js";

const BIND = 1;
const BIND_KEY = 2;
const CURRY_BOUND = 4;
const CURRY = 8;
const CURRY_RIGHT = 16;
const CURRIED = CURRY | CURRY_RIGHT;
const PARTIAL = 32;
const PARTIAL_RIGHT = 64;
const ARY = 128;
const REARG = 256;
const FLIP = 512;

// What stands in a plan where an argument is still to come.
const UNFILLED = "__lodash_placeholder__";

// The plans of wrappers; made when first needed, so that the start-up snapshot holds no weak table.
let plans;

// ---- arguments given and to come ----

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

function reordered(args, order) {
  return args.map((value, position) => {
    if (position >= order.length) return value;
    return isIndex(order[position], args.length) ? args[order[position]] : undefined;
  });
}

// ---- merging plans ----

function canMerge(plan, inner) {
  if ((plan.flags | inner.flags) < (BIND | BIND_KEY | ARY)) return true;
  if (inner.flags === ARY) return plan.flags === CURRY || (plan.flags === REARG && plan.order.length <= inner.limit);
  return inner.flags === (ARY | REARG) && plan.flags === CURRY && inner.order.length <= inner.limit;
}

/** Makes `plan`, which wraps a wrapper, a plan for the function inside. */
function absorb(plan, inner) {
  if (!canMerge(plan, inner)) return;
  let flags = plan.flags | inner.flags;
  if (inner.flags & BIND) {
    plan.self = inner.self;
    if (!(plan.flags & BIND)) flags |= CURRY_BOUND;
  }
  if (inner.left) plan.left = plan.left ? withHoles(fillLeft(inner.left, plan.left.held), UNFILLED) : inner.left;
  if (inner.right) plan.right = plan.right ? withHoles(fillRight(inner.right, plan.right.held), UNFILLED) : inner.right;
  if (inner.order) plan.order = inner.order;
  if (inner.flags & ARY) plan.limit = plan.limit === undefined ? inner.limit : Math.min(plan.limit, inner.limit);
  plan.arity ??= inner.arity;
  plan.func = inner.func;
  plan.flags = flags;
}

// ---- wrappers ----

/** Calls what the plan says, or constructs it when the wrapper was called with `new`. */
function complete(plan, flags, self, wrapper, args) {
  const target = flags & BIND ? plan.self : self;
  const func = flags & BIND_KEY ? target[plan.func] : plan.func;
  if (plan.order) args = reordered(args, plan.order);
  else if (flags & FLIP) args.reverse();
  if (flags & ARY) args = args.slice(0, plan.limit);
  const constructs = self !== null && self !== undefined && self instanceof wrapper;
  return constructs ? Reflect.construct(func, args) : func.apply(target, args);
}

// A curried function that has `missing` arguments less to wait for.
function waiting(plan, flags, given, missing, placeholder) {
  const side = flags & CURRY ? { left: given, right: undefined } : { left: undefined, right: given };
  let next = flags & CURRY ? (flags | PARTIAL) & ~PARTIAL_RIGHT : (flags | PARTIAL_RIGHT) & ~PARTIAL;
  if (!(next & CURRY_BOUND)) next &= ~(BIND | BIND_KEY);
  const wrapper = general({ ...plan, ...side, arity: missing }, next);
  wrapper.placeholder = placeholder;
  return wrapper;
}

function general(plan, flags) {
  return function wrapper(...args) {
    const curried = !!(flags & CURRIED);
    let all = plan.left ? fillLeft(plan.left, args, curried) : args;
    if (plan.right) all = fillRight(plan.right, all, curried);
    if (curried) {
      const placeholder = placeholderOf(wrapper);
      const count = args.filter((value) => value !== placeholder).length;
      if (count < plan.arity) {
        return waiting(plan, flags, withHoles(all, placeholder), plan.arity - count, wrapper.placeholder);
      }
    }
    return complete(plan, flags, this, wrapper, all);
  };
}

// The first call of a function that is curried and nothing else.
function firstCurried(plan, flags) {
  return function wrapper(...args) {
    const placeholder = placeholderOf(wrapper);
    // lodash looks into one or two arguments only when an outer one is a placeholder, which matters for a marker that
    // an inner function has let through.
    const plain = args.length < 3 && args[0] !== placeholder && args[args.length - 1] !== placeholder;
    const given = plain ? { held: args, holes: [] } : withHoles(args, placeholder);
    const count = args.length - given.holes.length;
    if (count < plan.arity) {
      return waiting({ func: plan.func }, flags, given, plan.arity - count, wrapper.placeholder);
    }
    return complete(plan, flags, this, wrapper, given.held);
  };
}

function build(plan) {
  const byKey = plan.flags & BIND_KEY;
  if (!byKey && typeof plan.func !== "function") throw notAFunction();
  const inner = byKey || !plans ? undefined : plans.get(plan.func);
  if (inner) absorb(plan, inner);
  const filled = plan.filled || 0;
  plan.arity = plan.arity === undefined ? (byKey ? 0 : plan.func.length) : Math.max(plan.arity - filled, 0);
  const onlyCurried = plan.arity && (plan.flags === CURRY || plan.flags === CURRY_RIGHT);
  const wrapper = onlyCurried ? firstCurried(plan, plan.flags) : general(plan, plan.flags);
  plans ||= new WeakMap();
  plans.set(wrapper, plan);
  return wrapper;
}

// The part of a plan that arguments given in advance make; none when there are none.
function given(args, maker, side, flag) {
  if (!args.length) return { flags: 0 };
  const part = withHoles(args, placeholderOf(maker));
  return { [side]: part, flags: flag, filled: args.length - part.holes.length };
}

export const bind = function (...input) {
  const [func, self, ...args] = input;
  const part = given(args, bind, "left", PARTIAL);
  return build({ ...part, func, self, flags: BIND | part.flags });
};

export const bindKey = function (...input) {
  const [object, key, ...args] = input;
  const part = given(args, bindKey, "left", PARTIAL);
  return build({ ...part, func: key, self: object, flags: BIND | BIND_KEY | part.flags });
};

export const partial = function (...input) {
  const [func, ...args] = input;
  return build({ ...given(args, partial, "left", PARTIAL), func });
};

export const partialRight = function (...input) {
  const [func, ...args] = input;
  return build({ ...given(args, partialRight, "right", PARTIAL_RIGHT), func });
};

function currying(func, arity, flags, maker) {
  const wrapper = build({ func, flags, arity: arity === undefined ? undefined : toInteger(arity) });
  wrapper.placeholder = maker.placeholder;
  return wrapper;
}

export function curry(func, arity, guard) {
  return currying(func, guard ? undefined : arity, CURRY, curry);
}

export function curryRight(func, arity, guard) {
  return currying(func, guard ? undefined : arity, CURRY_RIGHT, curryRight);
}

export function ary(func, n, guard) {
  let limit = guard ? undefined : n;
  if (func && (limit === null || limit === undefined)) limit = func.length;
  return build({ func, flags: ARY, limit: Math.max(toInteger(limit), 0) });
}

export function unary(func) {
  return ary(func, 1);
}

export function flip(func) {
  return build({ func, flags: FLIP });
}

export function rearg(...input) {
  const [func, ...indexes] = input;
  return build({ func, flags: REARG, order: flatten(indexes) });
}
