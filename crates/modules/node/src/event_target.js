// Event, CustomEvent and EventTarget, as far as Node has them: no tree, so no capturing and no bubbling.

import {
  codedError, invalidArgType, missingArgs, validateAbortSignal, validateFunction, validateObject,
} from "ext:connector_node/errors.js";
import { monotonicMs } from "ext:connector_node/clock.js";
import { nextTick } from "ext:connector_node/tick.js";
import { inspect } from "ext:connector_node/util_inspect.js";
import { warn } from "ext:connector_node/warning.js";

/** Where events.setMaxListeners keeps an event target's limit. */
export const kMaxListeners = Symbol("events.maxEventTargetListeners");
const kDispatch = Symbol("kDispatch");
const kListeners = Symbol("kListeners");
const customInspect = Symbol.for("nodejs.util.inspect.custom");

/** Shows `Name { fields }` for classes whose state is private; `beyond` is what stands for it below the depth shown. */
export function inspectFields(self, fields, depth, options, beyond = self.constructor.name) {
  const { name } = self.constructor;
  if (depth < 0) return beyond;
  const inner = { ...options, depth: Number.isInteger(options.depth) ? options.depth - 1 : options.depth };
  return `${name} ${inspect(fields, inner)}`;
}

export class Event {
  #type;
  #bubbles;
  #cancelable;
  #composed;
  #defaultPrevented = false;
  #stopped = false;
  #timeStamp = monotonicMs();
  #state = { target: null, dispatching: false, stopNow: false };

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw missingArgs("type");
    if (options !== undefined && options !== null) validateObject(options, "options");
    this.#type = `${type}`;
    this.#bubbles = Boolean(options?.bubbles);
    this.#cancelable = Boolean(options?.cancelable);
    this.#composed = Boolean(options?.composed);
  }

  initEvent(type, bubbles = false, cancelable = false) {
    if (arguments.length === 0) throw missingArgs("type");
    if (this.#state.dispatching) return;
    this.#type = `${type}`;
    this.#bubbles = Boolean(bubbles);
    this.#cancelable = Boolean(cancelable);
  }

  get type() {
    return this.#type;
  }
  get target() {
    return this.#state.target;
  }
  get srcElement() {
    return this.#state.target;
  }
  get currentTarget() {
    return this.#state.dispatching ? this.#state.target : null;
  }
  get bubbles() {
    return this.#bubbles;
  }
  get cancelable() {
    return this.#cancelable;
  }
  get composed() {
    return this.#composed;
  }
  get defaultPrevented() {
    return this.#cancelable && this.#defaultPrevented;
  }
  get returnValue() {
    return !this.#cancelable || !this.#defaultPrevented;
  }
  get timeStamp() {
    return this.#timeStamp;
  }
  get isTrusted() {
    return false;
  }
  get eventPhase() {
    return this.#state.dispatching ? Event.AT_TARGET : Event.NONE;
  }
  get cancelBubble() {
    return this.#stopped;
  }
  set cancelBubble(value) {
    if (value) this.#stopped = true;
  }

  composedPath() {
    return this.#state.dispatching ? [this.#state.target] : [];
  }
  preventDefault() {
    this.#defaultPrevented = true;
  }
  stopPropagation() {
    this.#stopped = true;
  }
  stopImmediatePropagation() {
    this.#stopped = true;
    this.#state.stopNow = true;
  }

  // The dispatcher's own view of an event.
  [kDispatch]() {
    return this.#state;
  }

  [customInspect](depth, options) {
    const fields = {
      type: this.#type,
      defaultPrevented: this.#defaultPrevented,
      cancelable: this.#cancelable,
      timeStamp: this.#timeStamp,
    };
    return inspectFields(this, fields, depth, options);
  }
}

const phases = { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 };
for (const [name, value] of Object.entries(phases)) Object.defineProperty(Event, name, { value, enumerable: true });

export class CustomEvent extends Event {
  #detail;

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw missingArgs("type");
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    return this.#detail;
  }
}

// Listeners are objects with handleEvent, or functions; anything nullish is ignored with a warning.
function isListener(listener) {
  if (typeof listener === "function" || typeof listener?.handleEvent === "function") return true;
  if (listener === null || listener === undefined) return false;
  if (typeof listener === "object") return true;
  throw invalidArgType("listener", "EventListener", listener);
}

function call(listener, target, event) {
  if (typeof listener === "function") return listener.call(target, event);
  return listener.handleEvent?.(event);
}

// An error in a listener is nobody's to catch: it becomes an uncaught one, and the other listeners run.
function throwLater(err) {
  nextTick(() => {
    throw err;
  });
}

function checkReceiver(target) {
  if (isEventTarget(target)) return;
  throw codedError(TypeError, "ERR_INVALID_THIS", 'Value of "this" must be of type EventTarget');
}

export class EventTarget {
  [kListeners] = new Map();

  addEventListener(type, listener, options = {}) {
    checkReceiver(this);
    if (arguments.length < 2) throw missingArgs("type", "listener");
    const settings = typeof options === "boolean" ? { capture: options } : options ?? {};
    validateObject(settings, "options");
    const { signal } = settings;
    validateAbortSignal(signal, "options.signal");
    if (signal?.aborted) return;
    if (!isListener(listener)) {
      const text = `addEventListener called with ${listener} which has no effect.`;
      warn("AddEventListenerArgumentTypeWarning", text, { target: this, type });
      return;
    }
    const name = `${type}`;
    const capture = Boolean(settings.capture);
    let list = this[kListeners].get(name);
    if (list === undefined) this[kListeners].set(name, list = []);
    if (list.some((entry) => entry.listener === listener && entry.capture === capture)) return;
    list.push({ listener, capture, once: Boolean(settings.once), removed: false });
    signal?.addEventListener("abort", () => this.removeEventListener(name, listener, { capture }), { once: true });
    this.#warnOfLeak(name, list.length);
  }

  removeEventListener(type, listener, options = {}) {
    checkReceiver(this);
    if (arguments.length < 2) throw missingArgs("type", "listener");
    if (!isListener(listener)) return;
    const capture = typeof options === "boolean" ? options : Boolean(options?.capture);
    const list = this[kListeners].get(`${type}`) ?? [];
    const at = list.findIndex((entry) => entry.listener === listener && entry.capture === capture);
    if (at !== -1) list.splice(at, 1)[0].removed = true;
  }

  dispatchEvent(event) {
    checkReceiver(this);
    if (arguments.length === 0) throw missingArgs("event");
    if (!(event instanceof Event)) throw invalidArgType("event", "Event", event);
    const state = event[kDispatch]();
    if (state.dispatching) {
      throw codedError(Error, "ERR_EVENT_RECURSION", `The event "${event.type}" is already being dispatched`);
    }
    state.target = this;
    state.dispatching = true;
    for (const entry of [...this[kListeners].get(event.type) ?? []]) {
      if (entry.removed) continue;
      if (state.stopNow) break;
      if (entry.once) this.removeEventListener(event.type, entry.listener, { capture: entry.capture });
      try {
        const result = call(entry.listener, this, event);
        if (typeof result?.then === "function") result.then(undefined, throwLater);
      } catch (err) {
        throwLater(err);
      }
    }
    state.dispatching = false;
    return !event.defaultPrevented;
  }

  #warnOfLeak(type, count) {
    const max = this[kMaxListeners] ?? 10;
    if (!(max > 0) || count !== max + 1) return;
    const text = `Possible EventTarget memory leak detected. ${count} ${type} listeners added to ` +
      `${inspect(this, { depth: -1 })}. MaxListeners is ${max}. Use events.setMaxListeners() to increase limit`;
    warn("MaxListenersExceededWarning", text, { target: this, type, count });
  }

  [customInspect](depth, options) {
    return inspectFields(this, {}, depth, options);
  }
}

/** Whether `value` was made by EventTarget's constructor. */
export function isEventTarget(value) {
  return value !== null && typeof value === "object" && value[kListeners] instanceof Map;
}

/** The listeners for `type`, in order. */
export function listenersOf(target, type) {
  return (target[kListeners].get(`${type}`) ?? []).map((entry) => entry.listener);
}

/** Calls `listener` once when `signal` aborts, or soon if it already has; `[Symbol.dispose]` takes it back. */
export function addAbortListener(signal, listener) {
  if (signal === undefined) throw invalidArgType("signal", "AbortSignal", signal);
  validateAbortSignal(signal, "signal");
  validateFunction(listener, "listener");
  if (signal.aborted) queueMicrotask(() => listener());
  else signal.addEventListener("abort", listener, { once: true });
  return {
    __proto__: null,
    [Symbol.dispose]() {
      signal.removeEventListener("abort", listener);
    },
  };
}

function publish(Class, ...names) {
  for (const name of names) Object.defineProperty(Class.prototype, name, { enumerable: true });
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
}

publish(
  Event, "initEvent", "stopImmediatePropagation", "preventDefault", "target", "currentTarget", "srcElement", "type",
  "cancelable", "defaultPrevented", "timeStamp", "composedPath", "returnValue", "bubbles", "composed", "eventPhase",
  "cancelBubble", "stopPropagation", "isTrusted",
);
publish(CustomEvent, "detail");
publish(EventTarget, "addEventListener", "removeEventListener", "dispatchEvent");
