// AbortController, AbortSignal, Event, EventTarget, DOMException.
export default {
  "a controller": (require, { AbortController, AbortSignal }, h) => {
    const { inspect } = require("util");
    const c = new AbortController();
    const log = [];
    const before = [c.signal === c.signal, c.signal.aborted, c.signal.reason, c.signal.throwIfAborted(), inspect(c), inspect(c.signal), inspect({ c }, { depth: 0 }), c.signal.onabort];
    c.signal.onabort = function (event) {
      log.push(["on", event.type, this === c.signal, event.target === c.signal]);
    };
    c.signal.addEventListener("abort", (event) => log.push(["listener", event.bubbles, event.cancelable, event.defaultPrevented]), { once: true });
    c.abort();
    c.abort("again");
    const { reason } = c.signal;
    const thrown = h.attempt(() => c.signal.throwIfAborted());
    return [before, log, c.signal.aborted, reason.name, reason.message, reason.code, reason.constructor.name, reason instanceof Error, thrown === reason, inspect(c), Object.prototype.toString.call(c), Object.prototype.toString.call(c.signal)];
  },
  "reasons": (require, { AbortController, AbortSignal }) => {
    const out = [];
    for (const reason of [null, 0, "", "text", { a: 1 }, new RangeError("r")]) {
      const c = new AbortController();
      c.abort(reason);
      out.push(c.signal.reason === reason, AbortSignal.abort(reason).reason === reason);
    }
    const s = AbortSignal.abort();
    out.push(s.aborted, s.reason.name, AbortSignal.abort(undefined).reason.name);
    return out;
  },
  "constructors": (require, { AbortController, AbortSignal, Event, EventTarget }, h) => {
    return [h.attempt(() => new AbortSignal()), AbortSignal.length, AbortController.length, h.attempt(() => AbortSignal.timeout()), h.attempt(() => AbortSignal.timeout(-1)), h.attempt(() => AbortSignal.timeout("5")), h.attempt(() => AbortSignal.timeout(1.5)),
      new AbortController().signal instanceof AbortSignal, new AbortController().signal instanceof EventTarget, Object.keys(AbortController.prototype), Object.keys(AbortSignal.prototype), Object.keys(EventTarget.prototype)];
  },
  "timeout": async (require, { AbortSignal, setTimeout }) => {
    const s = AbortSignal.timeout(5);
    const log = [];
    s.addEventListener("abort", () => log.push("fired"));
    await new Promise((resolve) => setTimeout(resolve, 30));
    return [log, s.aborted, s.reason.name, s.reason.message, s.reason.code];
  },
  "any": (require, { AbortController, AbortSignal }, h) => {
    const [a, b] = [new AbortController(), new AbortController()];
    const both = AbortSignal.any([a.signal, b.signal]);
    const more = AbortSignal.any([both]);
    const log = [];
    both.addEventListener("abort", () => log.push("both"));
    more.addEventListener("abort", () => log.push("more"));
    a.signal.addEventListener("abort", () => log.push("a"));
    a.abort("why");
    b.abort("late");
    return [log, both.reason, more.reason, AbortSignal.any([]).aborted, AbortSignal.any([AbortSignal.abort(1), AbortSignal.abort(2)]).reason];
  },
  "an event target": (require, { EventTarget, Event, CustomEvent }, h) => {
    const { inspect } = require("util");
    const target = new EventTarget();
    const log = [];
    const f = function (event) {
      log.push(["f", event.type, this === target]);
    };
    const object = { handleEvent(event) { log.push(["object", this === object, event.type]); } };
    target.addEventListener("x", f);
    target.addEventListener("x", f);
    target.addEventListener("x", f, true);
    target.addEventListener("x", object, { once: true });
    target.addEventListener("x", (event) => event.preventDefault());
    target.addEventListener("y", (event) => event.stopImmediatePropagation());
    target.addEventListener("y", () => log.push("never"));
    const out = [target.dispatchEvent(new Event("x")), target.dispatchEvent(new Event("x", { cancelable: true })), target.dispatchEvent(new Event("y")), target.dispatchEvent(new Event("none"))];
    target.removeEventListener("x", f);
    target.removeEventListener("x", f, { capture: true });
    target.removeEventListener("x", () => {});
    target.dispatchEvent(new CustomEvent("x", { detail: 5 }));
    return [log, out, inspect(target), inspect([[[target]]]), h.attempt(() => target.addEventListener("x")), h.attempt(() => target.removeEventListener("x")), h.attempt(() => target.dispatchEvent()), h.attempt(() => target.dispatchEvent({})),
      h.attempt(() => target.addEventListener("x", 5)), h.attempt(() => target.addEventListener("x", "text")), h.attempt(() => target.addEventListener("x", () => {}, { signal: 5 })), h.attempt(() => EventTarget.prototype.addEventListener.call({}, "x", () => {}))];
  },
  "signals end listening": (require, { EventTarget, Event, AbortController }) => {
    const target = new EventTarget();
    const c = new AbortController();
    let count = 0;
    target.addEventListener("x", () => count++, { signal: c.signal });
    target.dispatchEvent(new Event("x"));
    c.abort();
    target.dispatchEvent(new Event("x"));
    target.addEventListener("x", () => count++, { signal: c.signal });
    target.dispatchEvent(new Event("x"));
    return count;
  },
  "events": (require, { Event, CustomEvent, EventTarget }, h) => {
    const { inspect } = require("util");
    const event = new Event("x", { bubbles: 1, cancelable: true, composed: "yes" });
    const target = new EventTarget();
    let during;
    target.addEventListener("x", (e) => {
      during = [e.target === target, e.currentTarget === target, e.srcElement === target, e.eventPhase, e.composedPath().length, h.attempt(() => target.dispatchEvent(e)).code];
      e.preventDefault();
    });
    const result = target.dispatchEvent(event);
    event.cancelBubble = true;
    return [event.type, event.bubbles, event.cancelable, event.composed, event.defaultPrevented, event.returnValue, event.cancelBubble, event.isTrusted, typeof event.timeStamp, event.target === target, event.currentTarget, event.eventPhase, event.composedPath(), during, result,
      new CustomEvent("c", { detail: { a: 1 } }).detail, new CustomEvent("c").detail, h.attempt(() => new Event()), h.attempt(() => new CustomEvent()), h.attempt(() => new Event("x", 5)), new Event(5).type, new Event("x", null).type, Event.NONE, Event.AT_TARGET,
      inspect(event).replace(/timeStamp: [\d.]+/, "timeStamp: N").replace(/\s+/g, " "), inspect(event, { depth: -1 }), Object.prototype.toString.call(event), event instanceof Event];
  },
  "DOMException": (require, { DOMException }) => {
    const { inspect } = require("util");
    const make = (...args) => {
      const e = new DOMException(...args);
      return [e.name, e.message, e.code, e.cause, String(e), e instanceof Error, e.constructor.name, Object.prototype.toString.call(e), inspect(e).split("\n")[0], Object.keys(e), "cause" in e];
    };
    return [make(), make("m"), make("m", "AbortError"), make("m", "TimeoutError"), make("m", "Own"), make("m", { name: "DataCloneError", cause: 5 }), make(5, 6), make("m", undefined), DOMException.ABORT_ERR, Object.keys(DOMException).length, Object.keys(DOMException.prototype).slice(0, 4)];
  },
};
