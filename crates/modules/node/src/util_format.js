// util.format: printf-like directives, then the other arguments.

import { validateObject } from "ext:connector_node/errors.js";
import { op_node_proxy_parts } from "ext:core/ops";
import { bigintText, numberText } from "ext:connector_node/inspect_text.js";
import { builtIns, defaultOptions, inspect } from "ext:connector_node/util_inspect.js";
import { Kind, kindsOf } from "ext:connector_node/util_types.js";

function target(value) {
  while (kindsOf(value) & Kind.Proxy) [value] = op_node_proxy_parts(value);
  return value;
}

const isFunction = (value) => typeof value === "function";

// Whether %s should inspect an object: its conversion to string is one of ECMAScript's own.
function hasBuiltInConversion(given) {
  const value = target(given);
  if (value === null) return true;
  const methods = ["toString", Symbol.toPrimitive].filter((key) => isFunction(value[key]));
  if (methods.length === 0) return true;
  let holder = value;
  while (!methods.some((key) => Object.hasOwn(holder, key))) holder = Object.getPrototypeOf(holder);
  if (holder === value) return false;
  const constructor = Object.getOwnPropertyDescriptor(holder, "constructor")?.value;
  return isFunction(constructor) && builtIns.has(constructor.name);
}

// JSON.stringify's own words for a cycle differ between engines, so they are asked for.
let cycleMessage;
const firstLine = (err) => err.message.split("\n", 1)[0];

function toJson(value) {
  try {
    return JSON.stringify(value);
  } catch (err) {
    if (cycleMessage === undefined) {
      const cycle = {};
      cycle.cycle = cycle;
      try {
        JSON.stringify(cycle);
      } catch (circular) {
        cycleMessage = firstLine(circular);
      }
    }
    if (err?.name === "TypeError" && firstLine(err) === cycleMessage) return "[Circular]";
    throw err;
  }
}

class Formatter {
  constructor(options, show) {
    this.options = options;
    this.show = show;
    this.separators = options?.numericSeparator ?? defaultOptions.numericSeparator;
  }

  number(value, convert) {
    if (typeof value === "bigint") return bigintText(value, this.separators);
    return typeof value === "symbol" ? "NaN" : numberText(convert(value), this.separators);
  }

  string(value) {
    if (typeof value === "number") return numberText(value, this.separators);
    if (typeof value === "bigint") return bigintText(value, this.separators);
    if (typeof value !== "object" || value === null || !hasBuiltInConversion(value)) return String(value);
    return this.show(value, { ...this.options, compact: 3, colors: false, depth: 0 });
  }

  directive(letter, value) {
    switch (letter) {
      case "s":
        return this.string(value);
      case "d":
        return this.number(value, Number);
      case "i":
        return this.number(value, Number.parseInt);
      case "f":
        return typeof value === "symbol" ? "NaN" : numberText(Number.parseFloat(value), this.separators);
      case "j":
        return String(toJson(value));
      case "o":
        return this.show(value, { ...this.options, showHidden: true, showProxy: true, depth: 4 });
      case "O":
        return this.show(value, this.options);
      default:
        return ""; // %c, a browser's style
    }
  }

  format(args) {
    const [first] = args;
    let text = "";
    let next = 0;
    if (typeof first === "string") {
      next = 1;
      text = args.length === 1 ? first : first.replace(/%[sdifjoOc%]/g, (spec) => {
        if (spec === "%%") return "%";
        return next < args.length ? this.directive(spec[1], args[next++]) : spec;
      });
    }
    for (let i = next; i < args.length; i++) {
      if (i > 0) text += " ";
      text += typeof args[i] === "string" ? args[i] : this.show(args[i], this.options);
    }
    return text;
  }
}

/** `format` with inspect options, and with another function in inspect's place: the console's is bounded. */
export function formatWith(options, args, show) {
  return new Formatter(options, show).format(args);
}

export function format(...args) {
  return formatWith(undefined, args, inspect);
}

export function formatWithOptions(options, ...args) {
  if (!Array.isArray(options)) validateObject(options, "inspectOptions");
  return formatWith(options, args, inspect);
}
