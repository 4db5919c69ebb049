// EventEmitter, events.once and events.on.
export default {
  "the module": (require) => {
    const EventEmitter = require("events");
    const names = Object.keys(EventEmitter).filter((name) => name !== "EventEmitterAsyncResource");
    return [typeof EventEmitter, EventEmitter.EventEmitter === EventEmitter, EventEmitter.name, EventEmitter.length, names, EventEmitter.defaultMaxListeners,
      EventEmitter.errorMonitor, EventEmitter.captureRejectionSymbol, EventEmitter.usingDomains, Object.keys(EventEmitter.prototype), new EventEmitter() instanceof EventEmitter];
  },
  "what inspect shows": (require) => {
    const EventEmitter = require("events");
    const { inspect } = require("util");
    class Client extends EventEmitter {
      constructor() {
        super();
        this.user = "u";
      }
    }
    const client = new Client();
    const before = inspect(client);
    client.on("a", function onA() {});
    client.on("a", () => {});
    client.once("b", () => {});
    return [before, inspect(client), inspect(client, { depth: 0 }), inspect(new EventEmitter(), { showHidden: true }).split("\n").length > 3, inspect(EventEmitter, { depth: 0 }).split("\n")[0]];
  },
  "order and arguments": (require) => {
    const EventEmitter = require("events");
    const e = new EventEmitter();
    const log = [];
    e.on("x", function (...args) {
      log.push(["on", this === e, ...args]);
    });
    e.prependListener("x", () => log.push("first"));
    e.once("x", (...args) => log.push(["once", args.length]));
    e.prependOnceListener("x", () => log.push("very first, once"));
    const results = [e.emit("x"), e.emit("x", 1), e.emit("x", 1, 2, 3, 4, 5), e.emit("nobody")];
    return [log, results, e.listenerCount("x"), e.eventNames()];
  },
  "changes during emit": (require) => {
    const EventEmitter = require("events");
    const e = new EventEmitter();
    const log = [];
    const b = () => log.push("b");
    e.on("x", () => {
      log.push("a");
      e.removeListener("x", b);
      e.on("x", () => log.push("late"));
    });
    e.on("x", b);
    e.emit("x");
    e.emit("x");
    return log;
  },
  "a listener that throws": (require) => {
    const EventEmitter = require("events");
    const e = new EventEmitter();
    let ran = 0;
    e.once("x", () => {
      throw new RangeError("mine");
    });
    e.on("x", () => ran++);
    let error;
    try {
      e.emit("x");
    } catch (err) {
      error = err;
    }
    e.emit("x");
    return [error, ran];
  },
  "removing": (require) => {
    const EventEmitter = require("events");
    const e = new EventEmitter();
    const log = [];
    const f = () => log.push("f");
    e.on("removeListener", (type, listener) => log.push([type, listener === f]));
    e.on("x", f).on("x", f).once("x", f).on("y", f);
    e.off("x", f);
    e.off("x", () => {});
    e.off("none", f);
    e.emit("x");
    e.removeAllListeners("x");
    e.removeAllListeners("nothing");
    const names = e.eventNames();
    e.removeAllListeners();
    return [log, names, e.eventNames(), e._eventsCount, { ...e._events }];
  },
  "removing without a removeListener listener": (require) => {
    const EventEmitter = require("events");
    const e = new EventEmitter();
    const f = () => {};
    e.on("x", f).on("y", f).on("y", f).on(Symbol.for("z"), f);
    const out = [e.eventNames(), e._eventsCount];
    e.removeAllListeners("y");
    out.push(e.eventNames(), e._eventsCount);
    e.removeListener("x", f);
    out.push(e.eventNames(), e._eventsCount, e.listenerCount("y"), e.rawListeners("y"));
    e.removeAllListeners();
    out.push(e.eventNames(), e._eventsCount, e._events === undefined);
    return out;
  },
  "newListener": (require) => {
    const EventEmitter = require("events");
    const e = new EventEmitter();
    const log = [];
    const f = () => {};
    e.on("newListener", (type, listener) => log.push([type, listener === f, e.listenerCount(type)]));
    e.on("x", f);
    e.once("x", f);
    e.prependListener("x", f);
    e.on("removeListener", f);
    return log;
  },
  "listeners and rawListeners": (require) => {
    const EventEmitter = require("events");
    const e = new EventEmitter();
    const f = () => {};
    e.on("x", f);
    e.once("x", f);
    const raw = e.rawListeners("x");
    return [e.listeners("x").map((l) => l === f), raw.map((l) => l === f), raw[1].listener === f, raw[1].name, e.listeners("none"), e.listenerCount("x", f), e.listenerCount("x", () => {}),
      EventEmitter.listenerCount(e, "x"), EventEmitter.getEventListeners(e, "x").length, e.listeners("x") === e.listeners("x")];
  },
  "error events": (require, globals, h) => {
    const EventEmitter = require("events");
    const e = new EventEmitter();
    const mine = new TypeError("mine");
    const odd = { toString: null, a: 1 };
    const out = [undefined, null, "text", 5, odd, Symbol("s"), [1, { a: { b: {} } }]].map((value) => h.attempt(() => e.emit("error", value)));
    out.push(h.attempt(() => e.emit("error")), Object.keys(h.attempt(() => e.emit("error", new RangeError("own")))), h.attempt(() => e.emit("error", mine)) === mine);
    const log = [];
    e.on(EventEmitter.errorMonitor, (...args) => log.push(["monitor", ...args]));
    out.push(h.attempt(() => e.emit("error", "x", "y")));
    e.on("error", (...args) => log.push(["handled", ...args]));
    out.push(e.emit("error", "z"), log);
    return out;
  },
  "wrong listeners": (require, globals, h) => {
    const EventEmitter = require("events");
    const e = new EventEmitter();
    const values = [undefined, null, 5, "text", "it's", "a".repeat(30), {}, [], Symbol("s"), 10n, -0, NaN, true, Object.create(null), new Map(), new (class Foo {})()];
    return ["on", "once", "addListener", "prependListener", "prependOnceListener", "off", "removeListener"].map((name) => values.map((value) => h.attempt(() => e[name]("x", value))));
  },
  "max listeners": async (require, { process }, h) => {
    const EventEmitter = require("events");
    const { inspect } = require("util");
    const warnings = [];
    const listen = (warning) => warnings.push([warning.name, warning.message, warning.type, warning.count, warning.emitter !== undefined, inspect(warning).split("\n")[0]]);
    process.on("warning", listen);
    class Named extends EventEmitter {}
    const a = new Named();
    for (let i = 0; i < 13; i++) a.on("x", () => {});
    const b = new EventEmitter().setMaxListeners(1);
    b.on("y", () => {}).on("y", () => {});
    const c = new EventEmitter().setMaxListeners(0);
    for (let i = 0; i < 20; i++) c.on("x", () => {});
    EventEmitter.defaultMaxListeners = 2;
    const d = new EventEmitter();
    for (let i = 0; i < 3; i++) d.on(Symbol("s"), () => {});
    for (let i = 0; i < 3; i++) d.on("z", () => {});
    const got = [a.getMaxListeners(), b.getMaxListeners(), EventEmitter.getMaxListeners(c), d.getMaxListeners()];
    EventEmitter.setMaxListeners(5, d);
    got.push(d.getMaxListeners());
    EventEmitter.defaultMaxListeners = 10;
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.removeListener("warning", listen);
    return [warnings, got, ...[-1, "5", NaN, undefined, null].map((n) => h.attempt(() => b.setMaxListeners(n))), h.attempt(() => EventEmitter.defaultMaxListeners = -1),
      h.attempt(() => EventEmitter.setMaxListeners(-1)), h.attempt(() => EventEmitter.setMaxListeners(1, {})), h.attempt(() => EventEmitter.getMaxListeners({}))];
  },
  "old ways to inherit": (require) => {
    const EventEmitter = require("events");
    const util = require("util");
    function Old() {
      EventEmitter.call(this);
      this.a = 1;
    }
    util.inherits(Old, EventEmitter);
    function Lazy() {}
    Lazy.prototype = Object.create(EventEmitter.prototype);
    const mixed = Object.assign({}, EventEmitter.prototype);
    const out = [];
    for (const e of [new Old(), new Lazy(), mixed]) {
      e.on("x", (v) => out.push(v));
      e.once("x", (v) => out.push(`once ${v}`));
      out.push(e.emit("x", 1), e.emit("x", 2), e.listenerCount("x"), e.emit("y"));
    }
    return out;
  },
  "captureRejections": async (require) => {
    const EventEmitter = require("events");
    const log = [];
    const e = new EventEmitter({ captureRejections: true });
    e.on("x", async (v) => {
      throw new Error(`no ${v}`);
    });
    e.on("error", (err) => log.push(err.message));
    e.emit("x", 1);
    const own = new EventEmitter({ captureRejections: true });
    own[Symbol.for("nodejs.rejection")] = (err, type, ...args) => log.push([err.message, type, args]);
    own.on("y", async () => {
      throw new Error("own");
    });
    own.emit("y", 1, 2);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return log;
  },
  "events.once": async (require, { EventTarget, Event, AbortController }) => {
    const EventEmitter = require("events");
    const { once } = EventEmitter;
    const e = new EventEmitter();
    const soon = (fn) => setTimeout(fn, 1);
    soon(() => e.emit("x", 1, 2));
    const plain = await once(e, "x");
    soon(() => e.emit("error", new RangeError("bad")));
    const failed = await once(e, "x").catch((err) => err);
    soon(() => e.emit("error", "asked for"));
    const error = await once(e, "error");
    const controller = new AbortController();
    soon(() => controller.abort("why"));
    const aborted = await once(e, "x", { signal: controller.signal }).catch((err) => [err.name, err.code, err.message, err.cause]);
    const already = await once(e, "x", { signal: controller.signal }).catch((err) => [err.name, err.code, err.message, err.cause]);
    const target = new EventTarget();
    soon(() => target.dispatchEvent(new Event("t")));
    const [event] = await once(target, "t");
    const wrong = await once({}, "x").catch((err) => err);
    const wrongSignal = await once(e, "x", { signal: 5 }).catch((err) => err);
    return [plain, failed, error, aborted, already, event.type, wrong, wrongSignal, e.eventNames()];
  },
  "events.on": async (require, { AbortController }, h) => {
    const EventEmitter = require("events");
    const { on } = EventEmitter;
    const e = new EventEmitter();
    const out = [];
    setTimeout(() => {
      e.emit("x", 1);
      e.emit("x", 2, 3);
      e.emit("end");
    }, 1);
    for await (const value of on(e, "x", { close: ["end"] })) out.push(value);
    const it = on(e, "x");
    e.emit("x", "queued");
    out.push(await it.next());
    const waiting = it.next();
    e.emit("error", new TypeError("stop"));
    out.push(await waiting.catch((err) => err), await it.next(), e.eventNames());
    const controller = new AbortController();
    const it2 = on(e, "x", { signal: controller.signal });
    const waiting2 = it2.next();
    controller.abort();
    out.push(await waiting2.catch((err) => [err.name, err.code]), await it2.return(), h.attempt(() => on({}, "x")), h.attempt(() => on(e, "x", { signal: 1 })), h.attempt(() => it2.throw(5)));
    return out;
  },
};
