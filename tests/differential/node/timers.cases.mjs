// Timers, ticks and their order. The waits are short and far enough apart to be told from each other.
export default {
  "the module": (require) => {
    const timers = require("timers");
    return [Object.keys(timers).filter((name) => !/^_|^active$|^(un)?enroll$/.test(name)), Object.keys(timers.promises), timers.setTimeout.length > 0];
  },
  "wrong callbacks": (require, { setTimeout, setInterval, setImmediate, process }, h) => {
    return [setTimeout, setInterval, setImmediate, process.nextTick].map((fn) => [undefined, null, 5, "code()", {}].map((value) => h.attempt(() => fn(value, 1))));
  },
  "order": async (require, { setTimeout, setImmediate, process, queueMicrotask }) => {
    const log = [];
    // From a timer, so that no promise job is running.
    await new Promise((resolve) => setTimeout(() => {
      setTimeout(() => log.push("timeout"), 0);
      setImmediate(() => {
        log.push("immediate");
        setImmediate(() => log.push("immediate 2"));
        process.nextTick(() => log.push("tick in immediate"));
        Promise.resolve().then(() => log.push("promise in immediate"));
      });
      Promise.resolve().then(() => log.push("promise")).then(() => process.nextTick(() => log.push("tick in promise"))).then(() => log.push("promise 2"));
      process.nextTick(() => {
        log.push("tick");
        process.nextTick(() => log.push("tick in tick"));
        Promise.resolve().then(() => log.push("promise in tick"));
      });
      queueMicrotask(() => log.push("microtask"));
      log.push("sync");
      setTimeout(() => setImmediate(() => setImmediate(resolve)), 20);
    }, 1));
    const phases = log.filter((entry) => entry !== "timeout" && !/immediate/.test(entry));
    return [phases, log.includes("timeout"), log.filter((entry) => /immediate/.test(entry))];
  },
  "ticks between timers": async (require, { setTimeout, process }) => {
    const log = [];
    await new Promise((resolve) => {
      for (const name of ["a", "b"]) {
        setTimeout(() => {
          log.push(name);
          process.nextTick(() => log.push(`tick ${name}`));
          Promise.resolve().then(() => log.push(`promise ${name}`));
        }, 5);
      }
      setTimeout(resolve, 30);
    });
    return log;
  },
  "delays": async (require, { setTimeout }) => {
    const log = [];
    await new Promise((resolve) => {
      setTimeout(() => log.push(300), 300);
      setTimeout(() => log.push(100), 100);
      setTimeout(() => log.push("200 as text"), "200");
      setTimeout(() => log.push("none"));
      setTimeout(() => log.push("negative"), -5);
      setTimeout(() => log.push("NaN"), "abc");
      setTimeout(() => log.push("infinite"), Infinity);
      setTimeout(() => log.push("too long"), 2 ** 31);
      setTimeout(resolve, 400);
    });
    return log;
  },
  "delays that can't be numbers": (require, { setTimeout }, h) => [h.attempt(() => setTimeout(() => {}, Symbol("s"))), h.attempt(() => setTimeout(() => {}, 1n))],
  "arguments and this": async (require, { setTimeout, setInterval, setImmediate, clearInterval, process }) => {
    const log = [];
    await new Promise((resolve) => {
      const t = setTimeout(function (...args) {
        log.push(["timeout", args, this === t]);
      }, 1, 1, "two", { three: 3 });
      let n = 0;
      const i = setInterval(function (...args) {
        log.push(["interval", args, this === i]);
        if (++n === 2) clearInterval(i);
      }, 1, "x");
      setImmediate((...args) => log.push(["immediate", args]), 1, 2);
      process.nextTick((...args) => log.push(["tick", args]), 1, 2, 3, 4, 5, 6);
      setTimeout(resolve, 30);
    });
    return log.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  },
  "the Timeout object": async (require, { setTimeout, clearTimeout }) => {
    const log = [];
    const t = setTimeout(() => log.push("fired"), 10);
    const out = [t.constructor.name, t.hasRef(), t.unref() === t, t.hasRef(), t.ref() === t, t.hasRef(), t.refresh() === t, typeof t[Symbol.toPrimitive](), +t === +t, `${t}` === String(+t), t._destroyed, t._idleTimeout, t._repeat];
    await new Promise((resolve) => setTimeout(resolve, 30));
    out.push(t._destroyed, [...log], t.close() === t);
    const u = setTimeout(() => log.push("never"), 5);
    clearTimeout(u);
    clearTimeout(u);
    out.push(u._destroyed, u.refresh() === u);
    const byNumber = setTimeout(() => log.push("never by number"), 5);
    clearTimeout(+byNumber);
    const byText = setTimeout(() => log.push("never by text"), 5);
    clearTimeout(`${+byText}`);
    for (const odd of [undefined, null, {}, "x", NaN, 123456, -1, true, Symbol("s")]) clearTimeout(odd);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return [out, log];
  },
  "refresh": async (require, { setTimeout }) => {
    const log = [];
    const t = setTimeout(() => log.push("a"), 300);
    await new Promise((resolve) => setTimeout(resolve, 160));
    t.refresh();
    await new Promise((resolve) => setTimeout(resolve, 160));
    log.push("not yet");
    await new Promise((resolve) => setTimeout(resolve, 300));
    t.refresh();
    await new Promise((resolve) => setTimeout(resolve, 500));
    let n = 0;
    const again = setTimeout(() => {
      log.push("again");
      if (++n < 3) again.refresh();
    }, 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    return log;
  },
  "intervals": async (require, { setInterval, clearInterval, clearTimeout, setTimeout }) => {
    const log = [];
    const a = setInterval(() => log.push("a"), 5);
    while (log.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    clearInterval(a);
    const count = log.length;
    await new Promise((resolve) => setTimeout(resolve, 15));
    const b = setInterval(() => {
      log.push("b");
      clearTimeout(b);
    }, 1);
    await new Promise((resolve) => setTimeout(resolve, 15));
    return [count >= 4, log.length - count, a._destroyed, a.hasRef()];
  },
  "immediates": async (require, { setImmediate, clearImmediate, setTimeout }) => {
    const log = [];
    const a = setImmediate(() => log.push("a"));
    const b = setImmediate(() => log.push("b"));
    const c = setImmediate(() => {
      log.push("c");
      clearImmediate(d);
    });
    const d = setImmediate(() => log.push("d"));
    clearImmediate(a);
    clearImmediate(a);
    clearImmediate(undefined);
    const out = [c.constructor.name, b.hasRef(), b.unref() === b, b.hasRef(), b.ref() === b];
    await new Promise((resolve) => setTimeout(resolve, 10));
    return [log, out];
  },
  "timers/promises": async (require, { AbortController }) => {
    const { setTimeout, setImmediate, setInterval, scheduler } = require("timers").promises;
    const out = [await setTimeout(1, "value"), await setTimeout(), await setImmediate("now"), (await Promise.all([setTimeout(1, 5, { ref: false }), setTimeout(20)]))[0], await scheduler.wait(1), await scheduler.yield()];
    const controller = new AbortController();
    const waiting = setTimeout(1000, "x", { signal: controller.signal });
    controller.abort("why");
    const shown = (err) => [err.name, err.code, err.message, err.cause];
    out.push(await waiting.catch(shown), await setTimeout(1, 1, { signal: controller.signal }).catch(shown), await setImmediate(1, { signal: controller.signal }).catch(shown));
    let n = 0;
    for await (const value of setInterval(2, "tick")) {
      out.push(value);
      if (++n === 3) break;
    }
    const other = new AbortController();
    try {
      for await (const value of setInterval(2, "t", { signal: other.signal })) {
        out.push(value);
        other.abort();
      }
    } catch (err) {
      out.push(shown(err));
    }
    for (const options of [null, 5, { signal: 5 }, { ref: 1 }]) out.push(await setTimeout(1, 1, options).catch((err) => err), await setImmediate(1, options).catch((err) => err));
    return out;
  },
  "Symbol.dispose": async (require, { setTimeout, setImmediate }) => {
    const log = [];
    const t = setTimeout(() => log.push("t"), 1);
    const i = setImmediate(() => log.push("i"));
    const dispose = Symbol.dispose ?? Symbol.for("nodejs.dispose");
    t[dispose]();
    i[dispose]();
    await new Promise((resolve) => setTimeout(resolve, 10));
    return log;
  },
};
