// The console: what it writes. Node's levels are two streams, ours are four levels; the texts must agree.
export default {
  "the methods": (require, { createConsole }) => {
    const console = createConsole ? createConsole(() => {}) : globalThis.console;
    return ["log", "info", "debug", "warn", "error", "table", "dir", "dirxml", "trace", "time", "timeLog", "timeEnd", "count", "countReset", "group", "groupEnd", "groupCollapsed", "assert", "clear"]
      .map((name) => [name, typeof console[name]]).concat([Object.prototype.toString.call(console)]);
  },
  "texts": (require, { createConsole }) => {
    const lines = [];
    const { Console } = createConsole ? {} : require("console");
    const stream = (level) => ({ write: (text) => lines.push([level, text.slice(0, -1)]), on() {}, once() {}, removeListener() {}, listenerCount: () => 1 });
    const console = createConsole ? createConsole((level, text) => lines.push([/warn|error/.test(level) ? "err" : "out", text])) : new Console(stream("out"), stream("err"));
    console.log();
    console.log("a", 1, { b: [1, 2, { c: {} }] }, "x\ny");
    console.log("%s is %d, %j", "it", 5, { a: 1 }, "rest");
    console.info("info", null);
    console.debug("debug", undefined);
    console.warn("warn %%", 1);
    console.error(Object.assign(new Error("e"), { stack: "Error: e\n    at x", code: "C" }));
    console.dir({ a: { b: { c: {} } }, [Symbol.for("nodejs.util.inspect.custom")]: () => "custom" }, { depth: 0 });
    console.dir("text");
    console.dirxml({ a: 1 }, [2]);
    console.assert(true, "never");
    console.assert(false);
    console.assert(0, "why %s", "not");
    console.assert(null, { a: 1 });
    console.assert(false, 5, 6);
    console.count();
    console.count();
    console.count("x");
    console.count(undefined);
    console.countReset();
    console.count("default");
    console.group("G", 1);
    console.log("in\nside");
    console.groupCollapsed();
    console.error("deeper", { a: "x".repeat(60), b: "y".repeat(30) });
    console.groupEnd();
    console.group({ a: 1 });
    console.log("three");
    console.groupEnd();
    console.groupEnd();
    console.groupEnd();
    console.groupEnd();
    console.log("out");
    console.clear();
    console.log(`${"line\n".repeat(3)}`);
    return lines;
  },
  "tables": (require, { createConsole }) => {
    const lines = [];
    const { Console } = createConsole ? {} : require("console");
    const stream = { write: (text) => lines.push(text.slice(0, -1)), on() {}, once() {}, removeListener() {}, listenerCount: () => 1 };
    const console = createConsole ? createConsole((level, text) => lines.push(text)) : new Console(stream, stream);
    const cases = [
      [[{ a: 1, b: "x" }, { a: 2, c: true }]], [[[1, 2], [3, 4, 5]]], [{ x: { a: 1 }, y: { b: 2 } }], [[1, "two", null, undefined]], [[{ a: 1 }, 5]], [new Map([["k", 1], [{ o: 1 }, [1, 2]]])], [new Set([1, "b"])],
      [new Map([["k", 1]]).entries()], [new Map([["k", 1]]).keys()], [new Map([["k", 1]]).values()], [new Set([1]).values()], [new Set([1]).entries()], [[]], [{}], [5], ["text"], [null], [undefined], [() => {}],
      [[{ a: 1, b: 2 }, { a: 3 }], ["b"]], [[{ a: 1 }], ["x", "a"]], [[{ 2: "x", 1: "y", z: 0 }]], [[{ a: { b: { c: 1 } } }]], [[{ a: { b: 1, c: 2, d: 3 } }]], [[{ a: [1, 2, 3, 4, 5] }]], [[5, 6], ["a"]], [[{ wide: "\u4f60\u597d" }, { wide: "ab" }]],
      [[new Date(0), /x/]], [new Uint8Array([1, 2])], [[{ a: "it's\n" }]], [[null, { a: 1 }]], [Object.assign([1], { k: 2 })], [[Symbol("s")]], [[{ f() {}, g: class A {} }]],
    ];
    for (const args of cases) {
      try {
        console.table(...args);
      } catch (err) {
        lines.push(err);
      }
    }
    try {
      console.table([], "x");
    } catch (err) {
      lines.push(err);
    }
    return lines;
  },
  "times": (require, { createConsole }) => {
    const lines = [];
    const { Console } = createConsole ? {} : require("console");
    const stream = { write: (text) => lines.push(text.slice(0, -1)), on() {}, once() {}, removeListener() {}, listenerCount: () => 1 };
    const console = createConsole ? createConsole((level, text) => lines.push(text)) : new Console(stream, stream);
    console.time();
    console.time("x");
    console.timeLog("x", "extra", { a: 1 });
    console.timeEnd("x");
    console.timeEnd();
    return lines.map((line) => line.replace(/[\d.]+ms/, "Nms"));
  },
  "traces": (require, { createConsole }) => {
    const lines = [];
    const { Console } = createConsole ? {} : require("console");
    const stream = { write: (text) => lines.push(text.slice(0, -1)), on() {}, once() {}, removeListener() {}, listenerCount: () => 1 };
    const console = createConsole ? createConsole((level, text) => lines.push(text)) : new Console(stream, stream);
    (function caller() {
      console.trace("here %d", 5, { a: 1 });
      console.trace();
    })();
    return lines.map((line) => line.split("\n").slice(0, 2).map((part) => part.replace(/ \(.*/, "")));
  },
  "warnings": async (require, { createConsole, process }) => {
    const warnings = [];
    const listen = (warning) => warning.name === "Warning" && warnings.push(warning.message);
    process.on("warning", listen);
    const console = createConsole ? createConsole(() => {}) : require("console");
    console.time("w");
    console.time("w");
    console.timeEnd("none");
    console.timeLog("none");
    console.countReset("none");
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.removeListener("warning", listen);
    return warnings;
  },
};
