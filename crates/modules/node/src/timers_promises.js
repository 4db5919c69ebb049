// require('timers/promises').

import {
  AbortError, codedError, validateAbortSignal, validateBoolean, validateObject,
} from "ext:connector_node/errors.js";
import { addAbortListener } from "ext:connector_node/event_target.js";
import * as timers from "ext:connector_node/timers.js";

const aborted = (signal) => new AbortError(undefined, { cause: signal.reason });

// The options of all three: throws for wrong ones and for a signal that has fired.
function read(options) {
  validateObject(options, "options");
  const { signal, ref = true } = options;
  validateAbortSignal(signal, "options.signal");
  validateBoolean(ref, "options.ref");
  if (signal?.aborted) throw aborted(signal);
  return { signal, ref };
}

function later(options, start, cancel) {
  const { signal, ref } = options;
  return new Promise((resolve, reject) => {
    let listening;
    const pending = start((value) => {
      listening?.[Symbol.dispose]();
      resolve(value);
    });
    if (!ref) pending.unref();
    if (!signal) return;
    listening = addAbortListener(signal, () => {
      cancel(pending);
      reject(aborted(signal));
    });
  });
}

async function setTimeout(delay, value, options = {}) {
  return later(read(options), (done) => timers.setTimeout(done, delay, value), timers.clearTimeout);
}

async function setImmediate(value, options = {}) {
  return later(read(options), (done) => timers.setImmediate(done, value), timers.clearImmediate);
}

async function* setInterval(delay, value, options = {}) {
  const { signal, ref } = read(options);
  let missed = 0;
  let wake;
  const timer = timers.setInterval(() => {
    missed += 1;
    wake?.();
  }, delay);
  if (!ref) timer.unref();
  const listening = signal ? addAbortListener(signal, () => wake?.()) : undefined;
  try {
    while (!signal?.aborted) {
      if (missed === 0) await new Promise((resolve) => wake = resolve);
      for (; missed > 0; missed--) yield value;
    }
    throw aborted(signal);
  } finally {
    timers.clearInterval(timer);
    listening?.[Symbol.dispose]();
  }
}

class Scheduler {
  constructor() {
    throw codedError(TypeError, "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
  }

  yield() {
    return setImmediate();
  }

  wait(delay, options) {
    return setTimeout(delay, undefined, options);
  }
}

export default { setTimeout, setImmediate, setInterval, scheduler: Object.create(Scheduler.prototype) };
