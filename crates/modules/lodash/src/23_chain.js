// `_` itself: the function that wraps a value, the wrapper and its chains.
//
// A chain is a value and the calls to make on it, run in order by `value()`. Every call finishes before the next one
// starts: where lodash fuses `map`, `filter` and `take` over an array and stops early, we call the iteratees of the
// earlier steps for all elements. Results are the same.

import { hasOwn, isArray, isFunction, isObject, isObjectLike } from "./00_types.js";
import { keys, put } from "./02_keys.js";
import { flatten } from "./08_flatten.js";
import { reverse } from "./10_slice.js";
import { valuesAt } from "./09_object.js";
import { toArray } from "./15_collection.js";

// Each library object has a wrapper class of its own, so that mixing into one leaves the others alone.
function createWrapper() {
  return class LodashWrapper {
    constructor(value) {
      this.__wrapped__ = value;
      this.__actions__ = [];
      this.__chain__ = false;
      this.__index__ = 0;
      this.__values__ = undefined;
    }
  };
}

function copyOf(wrapper, Wrapper) {
  const copy = new Wrapper(wrapper.__wrapped__);
  copy.__chain__ = wrapper.__chain__;
  copy.__actions__ = wrapper.__actions__.slice();
  copy.__index__ = wrapper.__index__;
  copy.__values__ = wrapper.__values__;
  return copy;
}

function valueOf(wrapper) {
  let value = wrapper.__wrapped__;
  for (const { func, args, thisArg } of wrapper.__actions__) value = func.call(thisArg, value, ...args);
  return value;
}

// Methods that every wrapper has beside the library's functions.
function addOwnMethods(prototype, Wrapper) {
  const through = (wrapper, change) => wrapper.thru(change);

  for (const name of ["pop", "push", "shift", "sort", "splice", "unshift"]) {
    const native = Array.prototype[name];
    const step = /^(?:push|sort|unshift)$/.test(name) ? "tap" : "thru";
    const unwraps = name === "pop" || name === "shift";
    prototype[name] = function (...args) {
      const run = (value) => native.apply(isArray(value) ? value : [], args);
      return unwraps && !this.__chain__ ? run(this.value()) : this[step](run);
    };
  }

  prototype.at = function (...paths) {
    const names = flatten(paths);
    return through(this, (object) => valuesAt(object, names));
  };
  prototype.chain = function () {
    this.__chain__ = true;
    return this;
  };
  prototype.commit = function () {
    const copy = new Wrapper(this.value());
    copy.__chain__ = this.__chain__;
    return copy;
  };
  prototype.next = function () {
    if (this.__values__ === undefined) this.__values__ = toArray(this.value());
    const done = this.__index__ >= this.__values__.length;
    return { done, value: done ? undefined : this.__values__[this.__index__++] };
  };
  prototype.plant = function (value) {
    const copy = copyOf(this, Wrapper);
    copy.__index__ = 0;
    copy.__values__ = undefined;
    copy.__wrapped__ = value;
    return copy;
  };
  prototype.reverse = function () {
    return through(this, reverse);
  };
  prototype.value = prototype.valueOf = prototype.toJSON = function () {
    return valueOf(this);
  };
  prototype.first = prototype.head;
  prototype[Symbol.iterator] = function () {
    return this;
  };
}

/** A wrapping function without library functions yet; `finish()` is to be called when they have been mixed in. */
export function createWrapping() {
  const Wrapper = createWrapper();

  function lodash(value) {
    if (isObjectLike(value) && !isArray(value)) {
      if (value instanceof Wrapper) return value;
      if (hasOwn(value, "__wrapped__")) return copyOf(value, Wrapper);
    }
    return new Wrapper(value);
  }
  Object.setPrototypeOf(Wrapper.prototype, lodash.prototype);
  const finish = () => addOwnMethods(lodash.prototype, Wrapper);
  return { lodash, finish };
}

// A wrapper method: chains when the function returns collections, or when the chain is explicit.
function wrapperMethod(lodash, func, chains) {
  return function (...args) {
    if (!chains && !this.__chain__) return func.call(lodash, this.value(), ...args);
    const result = lodash(this.__wrapped__);
    result.__actions__ = this.__actions__.concat({ func, args, thisArg: lodash });
    result.__chain__ = this.__chain__;
    return result;
  };
}

const functionNames = (object, names) => names.filter((name) => isFunction(object[name]));

/** `_.mixin(object, source, options)`; with one argument its functions are added to `this`. */
export function mixin(object, source, options) {
  const names = keys(source);
  let methods = functionNames(source, names);
  const absent = options === null || options === undefined;
  if (absent && !(isObject(source) && (methods.length || !names.length))) {
    options = source;
    source = object;
    object = this;
    methods = functionNames(source, keys(source));
  }
  const chains = !(isObject(options) && "chain" in options) || !!options.chain;
  for (const name of methods) {
    const func = source[name];
    put(object, name, func);
    if (isFunction(object)) put(object.prototype, name, wrapperMethod(object, func, chains));
  }
  return object;
}
