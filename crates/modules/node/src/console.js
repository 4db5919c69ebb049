// The console: Node's texts, handed to a sink line by line and never long.

import { primordials } from "ext:core/mod.js";
import { monotonicMs } from "ext:connector_node/clock.js";
import { table } from "ext:connector_node/console_table.js";
import { invalidArgType } from "ext:connector_node/errors.js";
import { formatWith } from "ext:connector_node/util_format.js";
import { inspectBounded } from "ext:connector_node/util_inspect.js";
import { warn } from "ext:connector_node/warning.js";

const { MapPrototypeClear, MapPrototypeGetSize } = primordials;

/** Characters of one message that reach the sink; what is longer ends with a note. */
export const LINE_LIMIT = 8192;
// Objects are shown a little beyond that, so that their layout up to there is what Node would print.
const INSPECT_BUDGET = 4 * LINE_LIMIT;
const GROUP_INDENT = "  ";

function show(value, options) {
  return inspectBounded(value, options, INSPECT_BUDGET);
}

function cell(value) {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  const deep = value !== null && typeof value === "object" && !isList && Object.keys(value).length > 2;
  return show(value, { maxArrayLength: 3, breakLength: Infinity, depth: deep ? -1 : 0 });
}

// Cuts between characters, not within one.
function shortened(text) {
  if (text.length <= LINE_LIMIT) return text;
  const last = text.charCodeAt(LINE_LIMIT - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? LINE_LIMIT - 1 : LINE_LIMIT;
  return `${text.slice(0, end)}... [message cut at ${LINE_LIMIT} characters]`;
}

const bounded = (arg) => (typeof arg === "string" && arg.length > LINE_LIMIT + 1 ? arg.slice(0, LINE_LIMIT + 1) : arg);

function message(args) {
  return formatWith({ colors: false }, args.map(bounded), show);
}

const two = (number) => String(number).padStart(2, "0");

function duration(ms) {
  if (ms < 1000) return `${ms}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)}s`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const [seconds, rest] = ((ms % 60_000) / 1000).toFixed(3).split(".");
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds)}.${rest} (h:mm:ss.mmm)`;
  return `${minutes}:${two(seconds)}.${rest} (m:ss.mmm)`;
}

const resets = new WeakMap();

/** Forgets the console's groups, counts and timers: the end of an invocation. */
export function resetConsole(console) {
  resets.get(console)();
}

/**
 * A console that calls `write(level, text)` for each message: level is "debug", "info" (log too), "warn" or "error";
 * `text` has no line end and at most LINE_LIMIT characters and a note.
 */
export function createConsole(write) {
  let indent = "";
  const counts = new Map();
  const starts = new Map();

  const emit = (level, text) => {
    // Cut first: indenting adds to every line.
    let line = shortened(text);
    if (indent !== "") line = shortened(indent + line.replaceAll("\n", `\n${indent}`));
    write(level, line);
  };
  const at = (level) => (...args) => emit(level, message(args));

  function elapsed(name, label, data) {
    const start = starts.get(label);
    if (start === undefined) {
      warn("Warning", `No such label '${label}' for console.${name}()`);
      return false;
    }
    emit("info", message(["%s: %s", label, duration(monotonicMs() - start), ...data]));
    return true;
  }

  const console = {
    log: at("info"),
    warn: at("warn"),
    dir(object, options) {
      emit("info", show(object, { customInspect: false, ...options }));
    },
    time(label = "default") {
      const name = `${label}`;
      if (starts.has(name)) warn("Warning", `Label '${name}' already exists for console.time()`);
      else starts.set(name, monotonicMs());
    },
    timeEnd(label = "default") {
      if (elapsed("timeEnd", `${label}`, [])) starts.delete(`${label}`);
    },
    timeLog(label = "default", ...data) {
      elapsed("timeLog", `${label}`, data);
    },
    trace: function trace(...args) {
      const err = { name: "Trace", message: message(args) };
      Error.captureStackTrace(err, trace);
      emit("error", String(err.stack));
    },
    assert(condition, ...args) {
      if (condition) return;
      if (args.length === 0) args.push("Assertion failed");
      else args[0] = `Assertion failed: ${args[0]}`;
      console.warn(...args);
    },
    clear() {},
    count(label = "default") {
      const name = `${label}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      console.log(`${name}: ${counts.get(name)}`);
    },
    countReset(label = "default") {
      if (!counts.delete(`${label}`)) warn("Warning", `Count for '${label}' does not exist`);
    },
    group(...data) {
      if (data.length > 0) console.log(...data);
      if (indent.length < LINE_LIMIT) indent += GROUP_INDENT;
    },
    groupEnd() {
      indent = indent.slice(GROUP_INDENT.length);
    },
    table(data, properties) {
      if (properties !== undefined && !Array.isArray(properties)) {
        throw invalidArgType("properties", "Array", properties);
      }
      if (data === null || typeof data !== "object") console.log(data);
      else console.log(table(data, properties, cell));
    },
    debug: at("debug"),
    info: at("info"),
    dirxml: at("info"),
    error: at("error"),
  };
  console.groupCollapsed = console.group;
  resets.set(console, () => {
    indent = "";
    // V8 makes a new table for a map that is cleared, empty or not.
    if (MapPrototypeGetSize(counts) !== 0) MapPrototypeClear(counts);
    if (MapPrototypeGetSize(starts) !== 0) MapPrototypeClear(starts);
  });
  Object.defineProperty(console, Symbol.toStringTag, { value: "console", configurable: true });
  return console;
}
