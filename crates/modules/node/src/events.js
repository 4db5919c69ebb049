// require('events'): the EventEmitter of Node 20, down to the own properties that util.inspect shows.

import {
  codedError, invalidArgType, validateBoolean, validateFunction, validateNumber,
} from "ext:connector_node/errors.js";
import { getEventListeners, on, once } from "ext:connector_node/events_async.js";
import { addAbortListener, isEventTarget, kMaxListeners } from "ext:connector_node/event_target.js";
import { inspect } from "ext:connector_node/util_inspect.js";
import { nextTick } from "ext:connector_node/tick.js";
import { warn } from "ext:connector_node/warning.js";

const kCapture = Symbol("kCapture");
const kShapeMode = Symbol("shapeMode");
const errorMonitor = Symbol("events.errorMonitor");
const captureRejectionSymbol = Symbol.for("nodejs.rejection");

let defaultMaxListeners = 10;

const emptyTable = () => ({ __proto__: null });
const isThenable = (value) => value !== undefined && value !== null && typeof value.then === "function";
const original = (listener) => listener.listener ?? listener;
const matches = (entry, listener) => entry === listener || entry.listener === listener;

/** The class itself is what `require('events')` returns; it may be called without `new` on an object of a subclass. */
export function EventEmitter(options) {
  EventEmitter.init.call(this, options);
}

function init(options) {
  const inherited = Object.getPrototypeOf(this)?._events;
  const fresh = this._events === undefined || this._events === inherited;
  if (fresh) {
    this._events = emptyTable();
    this._eventsCount = 0;
  }
  this[kShapeMode] = !fresh;
  this._maxListeners = this._maxListeners || undefined;
  if (options?.captureRejections) {
    validateBoolean(options.captureRejections, "options.captureRejections");
    this[kCapture] = true;
  } else {
    this[kCapture] = EventEmitter.prototype[kCapture];
  }
}

const proto = EventEmitter.prototype;
Object.defineProperty(proto, kCapture, { value: false, writable: true });
proto._events = undefined;
proto._eventsCount = 0;
proto._maxListeners = undefined;

// One listener stands alone in the table, several stand in an array; this gives a copy that may be walked safely.
function entriesOf(emitter, type) {
  const entry = emitter._events?.[type];
  if (entry === undefined) return [];
  return typeof entry === "function" ? [entry] : entry.slice();
}

function maxListenersOf(emitter) {
  return emitter._maxListeners === undefined ? defaultMaxListeners : emitter._maxListeners;
}

function add(emitter, type, listener, atFront) {
  validateFunction(listener, "listener");
  if (emitter._events === undefined) {
    emitter._events = emptyTable();
    emitter._eventsCount = 0;
  } else if (emitter._events.newListener !== undefined) {
    emitter.emit("newListener", type, original(listener));
  }
  // Read only now: a newListener handler may have put another table in place.
  const table = emitter._events;
  const present = table[type];
  if (present === undefined) {
    table[type] = listener;
    emitter._eventsCount += 1;
    return emitter;
  }
  let list = present;
  if (typeof present === "function") list = table[type] = atFront ? [listener, present] : [present, listener];
  else if (atFront) list.unshift(listener);
  else list.push(listener);
  warnOfLeak(emitter, type, list);
  return emitter;
}

function warnOfLeak(emitter, type, list) {
  const max = maxListenersOf(emitter);
  if (!(max > 0) || list.length <= max || list.warned) return;
  list.warned = true;
  const text = `Possible EventEmitter memory leak detected. ${list.length} ${String(type)} listeners added to ` +
    `${inspect(emitter, { depth: -1 })}. MaxListeners is ${max}. Use emitter.setMaxListeners() to increase limit`;
  warn("MaxListenersExceededWarning", text, { emitter, type, count: list.length });
}

function onceWrapper(target, type, listener) {
  const state = { fired: false, wrapFn: undefined, target, type, listener };
  const run = function onceWrapper(...args) {
    if (this.fired) return undefined;
    this.target.removeListener(this.type, this.wrapFn);
    this.fired = true;
    return this.listener.apply(this.target, args);
  };
  state.wrapFn = run.bind(state);
  state.wrapFn.listener = listener;
  return state.wrapFn;
}

function throwUnhandled(args) {
  const [error] = args;
  if (error instanceof Error) throw error;
  let shown = error;
  try {
    shown = inspect(error);
  } catch {
    // A value that can't be shown is handed over as it is.
  }
  const err = codedError(Error, "ERR_UNHANDLED_ERROR", `Unhandled error. (${shown})`, proto.emit);
  err.context = error;
  throw err;
}

// With captureRejections: a listener's rejected promise becomes an 'error' event.
function watchRejection(emitter, promise, type, args) {
  const report = (err) => {
    const handler = emitter[captureRejectionSymbol];
    if (typeof handler === "function") return void handler.call(emitter, err, type, ...args);
    const before = emitter[kCapture];
    emitter[kCapture] = false;
    try {
      emitter.emit("error", err);
    } finally {
      emitter[kCapture] = before;
    }
  };
  try {
    if (isThenable(promise)) promise.then(undefined, (err) => nextTick(report, err));
  } catch (err) {
    emitter.emit("error", err);
  }
}

proto.setMaxListeners = function setMaxListeners(n) {
  validateNumber(n, "setMaxListeners", 0);
  this._maxListeners = n;
  return this;
};

proto.getMaxListeners = function getMaxListeners() {
  return maxListenersOf(this);
};

proto.emit = function emit(type, ...args) {
  if (type === "error") {
    if (this._events?.[errorMonitor] !== undefined) this.emit(errorMonitor, ...args);
    if (this._events?.error === undefined) throwUnhandled(args);
  }
  const entry = this._events?.[type];
  if (entry === undefined) return false;
  // A copy: listeners may add and remove others.
  for (const listener of typeof entry === "function" ? [entry] : entry.slice()) {
    const result = listener.apply(this, args);
    if (this[kCapture] && result !== undefined && result !== null) watchRejection(this, result, type, args);
  }
  return true;
};

proto.addListener = function addListener(type, listener) {
  return add(this, type, listener, false);
};

proto.on = proto.addListener;

proto.prependListener = function prependListener(type, listener) {
  return add(this, type, listener, true);
};

proto.once = function once(type, listener) {
  validateFunction(listener, "listener");
  this.on(type, onceWrapper(this, type, listener));
  return this;
};

proto.prependOnceListener = function prependOnceListener(type, listener) {
  validateFunction(listener, "listener");
  this.prependListener(type, onceWrapper(this, type, listener));
  return this;
};

function removeSole(emitter, type, listener) {
  const table = emitter._events;
  const sole = table[type];
  emitter._eventsCount -= 1;
  if (emitter[kShapeMode]) {
    table[type] = undefined;
  } else if (emitter._eventsCount === 0) {
    emitter._events = emptyTable();
  } else {
    delete table[type];
    if (table.removeListener) emitter.emit("removeListener", type, sole.listener || listener);
  }
}

proto.removeListener = function removeListener(type, listener) {
  validateFunction(listener, "listener");
  const table = this._events;
  const present = table?.[type];
  if (present === undefined) return this;
  if (matches(present, listener)) {
    removeSole(this, type, listener);
  } else if (typeof present !== "function") {
    const at = present.findLastIndex((entry) => matches(entry, listener));
    if (at === -1) return this;
    present.splice(at, 1);
    if (present.length === 1) table[type] = present[0];
    if (table.removeListener !== undefined) this.emit("removeListener", type, listener);
  }
  return this;
};

proto.off = proto.removeListener;

function forget(emitter, types) {
  for (const type of types) {
    if (emitter._events[type] === undefined) continue;
    emitter._eventsCount -= 1;
    if (emitter._eventsCount === 0) emitter._events = emptyTable();
    else delete emitter._events[type];
  }
  emitter[kShapeMode] = false;
}

proto.removeAllListeners = function removeAllListeners(type) {
  const table = this._events;
  if (table === undefined) return this;
  const all = arguments.length === 0;
  if (table.removeListener === undefined) {
    if (!all) {
      forget(this, [type]);
      return this;
    }
  } else if (all) {
    for (const key of Reflect.ownKeys(table)) if (key !== "removeListener") this.removeAllListeners(key);
    this.removeAllListeners("removeListener");
  } else {
    for (const entry of entriesOf(this, type).reverse()) this.removeListener(type, entry);
    return this;
  }
  this._events = emptyTable();
  this._eventsCount = 0;
  this[kShapeMode] = false;
  return this;
};

proto.listeners = function listeners(type) {
  return entriesOf(this, type).map((entry) => entry.listener || entry);
};

proto.rawListeners = function rawListeners(type) {
  return entriesOf(this, type);
};

proto.listenerCount = function listenerCount(type, listener) {
  const entries = entriesOf(this, type);
  if (listener === undefined || listener === null) return entries.length;
  return entries.filter((entry) => matches(entry, listener)).length;
};

proto.eventNames = function eventNames() {
  return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : [];
};

function setMaxListeners(n = defaultMaxListeners, ...targets) {
  validateNumber(n, "setMaxListeners", 0);
  if (targets.length === 0) defaultMaxListeners = n;
  for (const target of targets) {
    if (isEventTarget(target)) target[kMaxListeners] = n;
    else if (typeof target.setMaxListeners === "function") target.setMaxListeners(n);
    else throw invalidArgType("eventTargets", ["EventEmitter", "EventTarget"], target);
  }
}

function getMaxListeners(target) {
  if (typeof target?.getMaxListeners === "function") return maxListenersOf(target);
  if (isEventTarget(target)) return target[kMaxListeners] ?? defaultMaxListeners;
  throw invalidArgType("emitter", ["EventEmitter", "EventTarget"], target);
}

function listenerCount(emitter, type) {
  if (typeof emitter.listenerCount === "function") return emitter.listenerCount(type);
  return proto.listenerCount.call(emitter, type);
}

Object.assign(EventEmitter, { addAbortListener, once, on, getEventListeners, getMaxListeners });
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = captureRejectionSymbol;
Object.defineProperty(EventEmitter, "captureRejections", {
  get: () => proto[kCapture],
  set(value) {
    validateBoolean(value, "EventEmitter.captureRejections");
    proto[kCapture] = value;
  },
  enumerable: true,
});
EventEmitter.errorMonitor = errorMonitor;
Object.defineProperty(EventEmitter, "defaultMaxListeners", {
  get: () => defaultMaxListeners,
  set(value) {
    validateNumber(value, "defaultMaxListeners", 0);
    defaultMaxListeners = value;
  },
  enumerable: true,
});
EventEmitter.setMaxListeners = setMaxListeners;
EventEmitter.init = init;
EventEmitter.listenerCount = listenerCount;

export { addAbortListener, errorMonitor, getEventListeners, getMaxListeners, listenerCount, on, once, setMaxListeners };
export default EventEmitter;
