// Functions that call later: debounce, throttle, delay, defer.

import { clearTimeout, setTimeout } from "ext:connector_node/timers.js";
import { isObject, notAFunction } from "./00_types.js";
import { toNumber } from "./01_convert.js";

export function now() {
  return Date.now();
}

/** The calls of one debounced function: the last arguments, the running timer and what was returned last. */
class Waiting {
  constructor(func, wait, options) {
    this.func = func;
    this.wait = wait;
    this.leading = !!options.leading;
    this.trailing = "trailing" in options ? !!options.trailing : true;
    this.limit = "maxWait" in options ? Math.max(toNumber(options.maxWait) || 0, wait) : undefined;
    this.invokedAt = 0;
    this.forget();
  }

  forget() {
    this.call = undefined;
    this.calledAt = undefined;
    this.timer = undefined;
  }

  /** True when at `time` the pause after the last call, or the longest wait allowed, is over. */
  isDue(time) {
    if (this.calledAt === undefined) return true;
    const pause = time - this.calledAt;
    // A clock set back counts as over too.
    return pause >= this.wait || pause < 0 || (this.limit !== undefined && time - this.invokedAt >= this.limit);
  }

  remaining(time) {
    const pause = this.wait - (time - this.calledAt);
    return this.limit === undefined ? pause : Math.min(pause, this.limit - (time - this.invokedAt));
  }

  start(wait) {
    this.timer = setTimeout(() => this.expire(), wait);
  }

  invoke(time) {
    const { self, args } = this.call;
    this.call = undefined;
    this.invokedAt = time;
    this.result = this.func.apply(self, args);
    return this.result;
  }

  expire() {
    const time = now();
    if (this.isDue(time)) this.finish(time);
    else this.start(this.remaining(time));
  }

  finish(time) {
    this.timer = undefined;
    if (this.trailing && this.call) return this.invoke(time);
    this.call = undefined;
    return this.result;
  }

  receive(self, args) {
    const time = now();
    const due = this.isDue(time);
    this.call = { self, args };
    this.calledAt = time;
    if (due && this.timer === undefined) {
      this.invokedAt = time;
      this.start(this.wait);
      return this.leading ? this.invoke(time) : this.result;
    }
    if (due && this.limit !== undefined) {
      clearTimeout(this.timer);
      this.start(this.wait);
      return this.invoke(time);
    }
    if (this.timer === undefined) this.start(this.wait);
    return this.result;
  }

  cancel() {
    if (this.timer !== undefined) clearTimeout(this.timer);
    this.invokedAt = 0;
    this.forget();
  }

  flush() {
    return this.timer === undefined ? this.result : this.finish(now());
  }
}

export function debounce(func, wait, options) {
  if (typeof func !== "function") throw notAFunction();
  const waiting = new Waiting(func, toNumber(wait) || 0, isObject(options) ? options : {});
  function debounced(...args) {
    return waiting.receive(this, args);
  }
  debounced.cancel = () => waiting.cancel();
  debounced.flush = () => waiting.flush();
  return debounced;
}

export function throttle(func, wait, options) {
  if (typeof func !== "function") throw notAFunction();
  const given = isObject(options) ? options : {};
  return debounce(func, wait, {
    leading: "leading" in given ? !!given.leading : true,
    maxWait: wait,
    trailing: "trailing" in given ? !!given.trailing : true,
  });
}

export function delay(...input) {
  const [func, wait, ...args] = input;
  return later(func, toNumber(wait) || 0, args);
}

export function defer(...input) {
  const [func, ...args] = input;
  return later(func, 1, args);
}

function later(func, wait, args) {
  if (typeof func !== "function") throw notAFunction();
  return setTimeout(() => func.apply(undefined, args), wait);
}
