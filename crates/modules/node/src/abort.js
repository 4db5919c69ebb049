// AbortController and AbortSignal.

import { codedError, invalidArgType, validateUint32 } from "ext:connector_node/errors.js";
import { DOMException } from "ext:connector_node/dom_exception.js";
import { CustomEvent, Event, EventTarget, inspectFields } from "ext:connector_node/event_target.js";
import { setTimeout } from "ext:connector_node/timers.js";

const customInspect = Symbol.for("nodejs.util.inspect.custom");
const token = Symbol("AbortSignal");

const abortReason = () => new DOMException("This operation was aborted", "AbortError");

// Set by AbortSignal's static block: only this file may abort a signal.
let abortSignal;

export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason = undefined;
  #dependants = new Set();
  #onabort = null;

  constructor(key) {
    if (key !== token) throw codedError(TypeError, "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
    super();
  }

  static {
    abortSignal = (signal, reason) => {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason;
      signal.dispatchEvent(new Event("abort"));
      for (const dependant of signal.#dependants) abortSignal(dependant, reason);
    };
  }

  static abort(reason = abortReason()) {
    const signal = new AbortSignal(token);
    signal.#aborted = true;
    signal.#reason = reason;
    return signal;
  }

  static timeout(delay) {
    validateUint32(delay, "delay");
    const signal = new AbortSignal(token);
    setTimeout(() => {
      abortSignal(signal, new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    }, delay).unref();
    return signal;
  }

  static any(signals) {
    const list = Array.isArray(signals) ? signals : undefined;
    if (list === undefined) throw invalidArgType("signals", "Array", signals);
    for (const [i, signal] of list.entries()) {
      if (!(signal instanceof AbortSignal)) throw invalidArgType(`signals[${i}]`, "AbortSignal", signal);
    }
    const combined = new AbortSignal(token);
    const aborted = list.find((signal) => signal.#aborted);
    if (aborted) abortSignal(combined, aborted.#reason);
    else for (const signal of list) signal.#dependants.add(combined);
    return combined;
  }

  get aborted() {
    return this.#aborted;
  }

  get reason() {
    return this.#reason;
  }

  get onabort() {
    return this.#onabort;
  }

  set onabort(handler) {
    if (this.#onabort) this.removeEventListener("abort", this.#onabort);
    this.#onabort = typeof handler === "function" ? handler : null;
    if (this.#onabort) this.addEventListener("abort", this.#onabort);
  }

  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }

  [customInspect](depth, options) {
    return inspectFields(this, { aborted: this.#aborted }, depth, options, this);
  }
}

export class AbortController {
  #signal = undefined;

  get signal() {
    this.#signal ??= new AbortSignal(token);
    return this.#signal;
  }

  abort(reason = abortReason()) {
    abortSignal(this.signal, reason);
  }

  [customInspect](depth, options) {
    return inspectFields(this, { signal: this.signal }, depth, options, this);
  }
}

Object.defineProperty(AbortSignal, "length", { value: 0, configurable: true });
Object.defineProperties(AbortSignal.prototype, {
  aborted: { enumerable: true },
  onabort: { enumerable: true },
  [Symbol.toStringTag]: { value: "AbortSignal", configurable: true },
});
Object.defineProperties(AbortController.prototype, {
  signal: { enumerable: true },
  abort: { enumerable: true },
  [Symbol.toStringTag]: { value: "AbortController", configurable: true },
});

export { CustomEvent, Event, EventTarget };
export default { AbortController, AbortSignal, CustomEvent, Event, EventTarget };
