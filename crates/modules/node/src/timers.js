// setTimeout and its family (require('timers')), on deno_core's timer and immediate queues.

import { core, primordials } from "ext:core/mod.js";
import { codedError, validateFunction } from "ext:connector_node/errors.js";
import promises from "ext:connector_node/timers_promises.js";
import { warn } from "ext:connector_node/warning.js";

const { SetPrototypeGetSize } = primordials;

const MAX_DELAY = 2 ** 31 - 1;
const promisifyCustom = Symbol.for("nodejs.util.promisify.custom");

let limit = 1000;
let everStarted = false;
let lastId = 0;
// Everything that still can call back: what an invocation must not leave behind.
const live = new Set();
// Timers whose number was asked for (`+timer`), so that clearTimeout(number) finds them.
const byId = new Map();

/** How many timers and immediates may be pending at once in this isolate; one more throws CONNECTOR_LIMIT. */
export function setTimerLimit(count) {
  limit = count;
}

/** Whether this isolate ever started a timer. */
export function wasTimerStarted() {
  return everStarted;
}

/** The number of pending timers and immediates. */
export function activeTimers() {
  return live.size;
}

/** Cancels every timer and immediate: the end of an invocation. Whether there was none. */
export function clearAllTimers() {
  // As it is, whatever a script says of the sizes of sets.
  if (SetPrototypeGetSize(live) === 0) return true;
  for (const pending of [...live]) {
    if (pending instanceof Immediate) clearImmediate(pending);
    else pending.close();
  }
  byId.clear();
  return false;
}

function admit(pending) {
  if (!live.has(pending) && live.size >= limit) {
    throw codedError(Error, "CONNECTOR_LIMIT", `timers: at most ${limit} may be pending at once in an invocation`);
  }
  live.add(pending);
}

function clampDelay(after) {
  // A symbol or a bigint throws here, as it does in Node.
  const delay = after === undefined ? 1 : after * 1;
  if (delay >= 1 && delay <= MAX_DELAY) return delay;
  if (delay > MAX_DELAY) {
    const text = `${delay} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`;
    warn("TimeoutOverflowWarning", text);
  }
  return 1;
}

class Timeout {
  #args;
  #core = undefined;
  #id = undefined;
  #refed = true;

  constructor(callback, after, args, repeats) {
    this._idleTimeout = clampDelay(after);
    this._onTimeout = callback;
    this._repeat = repeats ? this._idleTimeout : null;
    this._destroyed = false;
    this.#args = args;
    this.#start();
  }

  #start() {
    admit(this);
    everStarted = true;
    this._destroyed = false;
    const run = () => this.#run();
    this.#core = core.createTimer(run, this._idleTimeout, undefined, this._repeat !== null, this.#refed, false);
  }

  #run() {
    const started = this.#core;
    try {
      this._onTimeout(...this.#args);
    } finally {
      // Over, unless the callback refreshed it (then it waits in a list again) or it repeats.
      const waits = this.#core !== started || started._idleNext !== null;
      if (!waits && (this._repeat === null || this._onTimeout === null)) this.#forget();
    }
  }

  #forget() {
    this._destroyed = true;
    live.delete(this);
    if (this.#id !== undefined) byId.delete(this.#id);
  }

  refresh() {
    if (this._onTimeout === null) return this;
    if (this.#core._destroyed) this.#start();
    else core.refreshTimer(this.#core);
    return this;
  }

  ref() {
    this.#refed = true;
    core.refTimer(this.#core);
    return this;
  }

  unref() {
    this.#refed = false;
    core.unrefTimer(this.#core);
    return this;
  }

  hasRef() {
    return this.#refed;
  }

  close() {
    if (this._onTimeout === null) return this;
    this._onTimeout = null;
    // Without this an interval that is cleared by its own callback would be queued once more.
    this.#core._idleTimeout = -1;
    core.cancelTimer(this.#core);
    this._idleTimeout = -1;
    this.#forget();
    return this;
  }

  [Symbol.toPrimitive]() {
    if (this.#id === undefined) {
      lastId += 1;
      this.#id = lastId;
      if (!this._destroyed) byId.set(this.#id, this);
    }
    return this.#id;
  }

  [Symbol.dispose]() {
    this.close();
  }
}

class Immediate {
  constructor(callback, args) {
    admit(this);
    this._idleNext = null;
    this._idlePrev = null;
    this._onImmediate = (...given) => {
      live.delete(this);
      callback(...given);
    };
    this._argv = args.length > 0 ? args : undefined;
    this._destroyed = false;
    this[core.kRefed] = false;
    this.ref();
    core.queueImmediate(this);
  }

  ref() {
    if (this[core.kRefed] === false) {
      this[core.kRefed] = true;
      core.immediateRefCount(true);
    }
    return this;
  }

  unref() {
    if (this[core.kRefed] === true) {
      this[core.kRefed] = false;
      core.immediateRefCount(false);
    }
    return this;
  }

  hasRef() {
    return Boolean(this[core.kRefed]);
  }

  [Symbol.dispose]() {
    clearImmediate(this);
  }
}

export function setTimeout(callback, after, ...args) {
  validateFunction(callback, "callback");
  return new Timeout(callback, after, args, false);
}

export function setInterval(callback, repeat, ...args) {
  validateFunction(callback, "callback");
  return new Timeout(callback, repeat, args, true);
}

export function setImmediate(callback, ...args) {
  validateFunction(callback, "callback");
  return new Immediate(callback, args);
}

export function clearTimeout(timer) {
  if (timer instanceof Timeout) timer.close();
  else if (typeof timer === "number" || typeof timer === "string") byId.get(Number(timer))?.close();
}

export function clearInterval(timer) {
  clearTimeout(timer);
}

export function clearImmediate(immediate) {
  if (!(immediate instanceof Immediate) || immediate._destroyed) return;
  live.delete(immediate);
  core.clearImmediate(immediate);
}

Object.defineProperty(setTimeout, promisifyCustom, { get: () => promises.setTimeout, enumerable: true });
Object.defineProperty(setImmediate, promisifyCustom, { get: () => promises.setImmediate, enumerable: true });

export default {
  setTimeout,
  clearTimeout,
  setImmediate,
  clearImmediate,
  setInterval,
  clearInterval,
  // A getter, since the two files import each other.
  get promises() {
    return promises;
  },
};
