// util.inspect. The rules are Node 20's, to the last blank: people paste what it prints.

import { op_node_proxy_parts } from "ext:core/ops";
import { setInspect, validateObject } from "ext:connector_node/errors.js";
import { layOut } from "ext:connector_node/inspect_layout.js";
import { builtIns, className, plainPrefix } from "ext:connector_node/inspect_names.js";
import { shapeOf } from "ext:connector_node/inspect_shapes.js";
import { colored, colors, plain, styles } from "ext:connector_node/inspect_styles.js";
import { bigintText, escapeText, displayWidth, moreText, numberText, quote } from "ext:connector_node/inspect_text.js";
import { Kind, kindsOf } from "ext:connector_node/util_types.js";

const custom = Symbol.for("nodejs.util.inspect.custom");

const initialOptions = {
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
};
const defaultOptions = Object.seal({ ...initialOptions });

/** Undoes what a script changed in `inspect.defaultOptions`. */
export function resetInspect() {
  Object.assign(defaultOptions, initialOptions);
}

// Strings up to this length stay on one line even if they contain line ends.
const MIN_SPLIT_LENGTH = 16;
// Beyond this many characters at one level only the outermost objects are shown.
const OUTPUT_LIMIT = 2 ** 27;

// No regular expression: compiling one needs stack, too.
function isStackOverflow(err) {
  return err instanceof RangeError && err.message === "Maximum call stack size exceeded";
}

// V8 keeps an error's stack behind an accessor of its own, which Node's V8 shows as a plain property.
function isNativeAccessor({ get }) {
  return get !== undefined && Function.prototype.toString.call(get).includes("[native code]");
}

class Printer {
  indentation = 0;
  // The depth of the object that was entered last, and those entered and not yet left.
  deepest = 0;
  open = [];
  circular = new Map();
  produced = new Map();
  remaining = Infinity;

  constructor(options, extra) {
    this.options = { ...defaultOptions, ...options };
    const { maxArrayLength, maxStringLength } = this.options;
    if (maxArrayLength === null) this.options.maxArrayLength = Infinity;
    if (maxStringLength === null) this.options.maxStringLength = Infinity;
    this.extra = extra;
    this.style = this.options.colors ? colored : options?.stylize ?? plain;
    delete this.options.stylize;
  }

  tooDeep(depth) {
    return this.options.depth !== null && depth > this.options.depth;
  }

  // True once `inspectBounded` has all it asked for.
  full() {
    return this.remaining <= 0;
  }

  indented(by, fn) {
    this.indentation += by;
    const result = fn();
    this.indentation -= by;
    return result;
  }

  // For the name of an odd prototype.
  shallow(value) {
    return new Printer({ ...this.options, customInspect: false, depth: -1 }, this.extra).show(value, 0);
  }

  show(value, depth, insideTyped = false) {
    if (value === null) return this.style("null", "null");
    if (typeof value !== "object" && typeof value !== "function") return this.primitive(value, this.style);

    const given = value;
    let kinds = kindsOf(value);
    while (kinds & Kind.Proxy) {
      // The target is asked, never the handler: showing a value must not run its code.
      const parts = op_node_proxy_parts(value);
      if (parts[0] === null) return this.style("<Revoked Proxy>", "special");
      if (this.options.showProxy) return this.proxy(parts, depth);
      value = parts[0];
      kinds = kindsOf(value);
    }
    if (this.options.customInspect) {
      const text = this.customText(value, given, depth);
      if (text !== undefined) return text;
    }
    if (this.open.includes(value)) {
      if (!this.circular.has(value)) this.circular.set(value, this.circular.size + 1);
      return this.style(`[Circular *${this.circular.get(value)}]`, "special");
    }
    return this.object(value, kinds, depth, insideTyped);
  }

  primitive(value, style) {
    const { numericSeparator } = this.options;
    let text;
    switch (typeof value) {
      case "string":
        text = this.string(value, style);
        break;
      case "number":
        text = style(numberText(value, numericSeparator), "number");
        break;
      case "bigint":
        text = style(bigintText(value, numericSeparator), "bigint");
        break;
      case "symbol":
        text = style(Symbol.prototype.toString.call(value), "symbol");
        break;
      default:
        text = style(String(value), typeof value);
    }
    this.remaining -= text.length;
    return text;
  }

  string(value, style) {
    const { maxStringLength, compact, breakLength } = this.options;
    let trailer = "";
    let shown = value;
    if (value.length > maxStringLength) {
      shown = value.slice(0, maxStringLength);
      trailer = moreText(value.length - maxStringLength, "character");
    }
    const long = shown.length > MIN_SPLIT_LENGTH && shown.length > breakLength - this.indentation - 4;
    if (compact === true || !long) return style(quote(shown), "string") + trailer;
    const lines = shown.split(/(?<=\n)/).map((line) => style(quote(line), "string"));
    return lines.join(` +\n${" ".repeat(this.indentation + 2)}`) + trailer;
  }

  // What the object's own inspect function makes of it; undefined where it has none.
  customText(value, given, depth) {
    const method = value[custom];
    const usable = typeof method === "function" && method !== inspect;
    if (!usable || (value.constructor && value.constructor.prototype === value)) return undefined;
    const depthLeft = this.options.depth === null ? null : this.options.depth - depth;
    const result = method.call(given, depthLeft, { stylize: this.style, ...this.options, ...this.extra }, inspect);
    if (result === given) return undefined;
    if (typeof result !== "string") return this.show(result, depth);
    this.remaining -= result.length;
    return result.replaceAll("\n", `\n${" ".repeat(this.indentation)}`);
  }

  proxy(parts, depth) {
    if (this.tooDeep(depth)) return this.style("Proxy [Array]", "special");
    const entries = this.indented(2, () => parts.map((part) => this.show(part, depth + 1)));
    return layOut(this, entries, { base: "", open: "Proxy [", close: "]", isList: true }, depth + 1, undefined);
  }

  object(value, kinds, depth, insideTyped) {
    const { showHidden } = this.options;
    const tooDeep = this.tooDeep(depth);
    const inherited = [];
    const collect = showHidden && !tooDeep
      ? (first, isFirst, name) => {
        if (!isFirst || !builtIns.has(name)) this.addInherited(value, first, depth, inherited);
      }
      : undefined;
    const name = className(this, value, depth, collect);
    const tag = this.tagOf(value);
    const facts = { kinds, name, tag, tooDeep, bare: (keys) => keys.length === 0 && inherited.length === 0 };
    const shape = shapeOf(this, value, facts, insideTyped);
    if (typeof shape === "string") return this.counted(shape);
    if (tooDeep || this.full()) {
      const text = plainPrefix(value, name, tag).slice(0, -1);
      return this.counted(this.style(name === null ? text : `[${text}]`, "special"));
    }

    const { indentation } = this;
    let entries;
    this.open.push(value);
    this.deepest = depth + 1;
    try {
      entries = shape.contents(depth + 1, shape);
      for (const key of shape.keys) {
        if (this.full()) break;
        entries.push(this.property(value, key, depth + 1));
      }
      entries.push(...inherited);
    } catch (err) {
      if (!isStackOverflow(err)) throw err;
      this.indentation = indentation;
      const text = plainPrefix(value, name, tag).slice(0, -1);
      const note = `[${text}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`;
      return this.style(note, "special");
    } finally {
      this.open.pop();
    }
    this.mark(value, shape);
    if (this.options.sorted) this.sort(entries, shape);
    const text = layOut(this, entries, shape, depth + 1, value);
    this.tally(text);
    return text;
  }

  counted(text) {
    this.remaining -= text.length;
    return text;
  }

  // The toStringTag, unless it's shown among the properties.
  tagOf(value) {
    const tag = value[Symbol.toStringTag];
    if (typeof tag !== "string" || tag === "") return "";
    const shown = this.options.showHidden
      ? Object.hasOwn(value, Symbol.toStringTag)
      : Object.prototype.propertyIsEnumerable.call(value, Symbol.toStringTag);
    return shown ? "" : tag;
  }

  // An object that one of its own parts points to is numbered.
  mark(value, shape) {
    const number = this.circular.get(value);
    if (number === undefined) return;
    const reference = this.style(`<ref *${number}>`, "special");
    if (this.options.compact === true) shape.open = `${reference} ${shape.open}`;
    else shape.base = shape.base === "" ? reference : `${reference} ${shape.base}`;
  }

  sort(entries, shape) {
    const compare = this.options.sorted === true ? undefined : this.options.sorted;
    // Elements keep their places, only the properties after them are sorted.
    const from = shape.isList ? entries.length - shape.keys.length : 0;
    const sorted = entries.slice(from).sort(compare);
    for (const [i, entry] of sorted.entries()) entries[from + i] = entry;
  }

  tally(text) {
    const total = (this.produced.get(this.indentation) ?? 0) + text.length;
    this.produced.set(this.indentation, total);
    if (total > OUTPUT_LIMIT) this.options.depth = -1;
  }

  // With showHidden: what up to three prototypes of a script's own classes hold, functions left out.
  addInherited(value, first, depth, output) {
    let above = new Set();
    let link = first;
    for (let layer = 0; layer < 3; layer++) {
      if (layer > 0 || link === value) {
        link = Object.getPrototypeOf(link);
        if (link === null) return;
        const constructor = Object.getOwnPropertyDescriptor(link, "constructor")?.value;
        if (typeof constructor === "function" && builtIns.has(constructor.name)) return;
      }
      const keys = Reflect.ownKeys(link);
      this.open.push(value);
      for (const key of keys) {
        if (key === "constructor" || Object.hasOwn(value, key) || above.has(key)) continue;
        const descriptor = Object.getOwnPropertyDescriptor(link, key);
        if (typeof descriptor.value === "function") continue;
        const text = this.property(link, key, depth, descriptor, value);
        output.push(this.options.colors ? `\u001b[2m${text}\u001b[22m` : text);
      }
      this.open.pop();
      above = new Set([...above, ...keys]);
    }
  }

  element(value, key, depth) {
    return this.valueText(value, key, depth, undefined, value, true).text;
  }

  property(value, key, depth, descriptor = undefined, receiver = value) {
    const { text, separator, enumerable } = this.valueText(value, key, depth, descriptor, receiver, false);
    const name = this.keyText(key, enumerable);
    this.remaining -= name.length;
    return `${name}:${separator}${text}`;
  }

  valueText(value, key, depth, given, receiver, isElement) {
    let found = given ?? Object.getOwnPropertyDescriptor(value, key) ?? { value: value[key], enumerable: true };
    if (key === "stack" && isNativeAccessor(found)) found = { value: receiver.stack, enumerable: found.enumerable };
    const { enumerable } = found;
    let separator = " ";
    let text;
    if (found.value !== undefined) {
      const by = this.options.compact === true && !isElement ? 3 : 2;
      this.indented(by, () => {
        text = this.show(found.value, depth);
        if (by === 3 && this.options.breakLength < displayWidth(text, this.options.colors)) {
          separator = `\n${" ".repeat(this.indentation)}`;
        }
      });
    } else if (found.get !== undefined) {
      text = this.getterText(found, receiver, depth);
    } else if (found.set !== undefined) {
      text = this.style("[Setter]", "special");
    } else {
      text = this.style("undefined", "undefined");
    }
    return { text, separator, enumerable };
  }

  getterText(descriptor, receiver, depth) {
    const label = descriptor.set === undefined ? "Getter" : "Getter/Setter";
    const { getters } = this.options;
    const wanted = getters === true || (getters === "get" && descriptor.set === undefined) ||
      (getters === "set" && descriptor.set !== undefined);
    if (!wanted) return this.style(`[${label}]`, "special");
    const start = this.style(`[${label}:`, "special");
    const end = this.style("]", "special");
    try {
      const result = descriptor.get.call(receiver);
      return this.indented(2, () => {
        if (result === null) return `${start} ${this.style("null", "null")}${end}`;
        if (typeof result === "object") return `${this.style(`[${label}]`, "special")} ${this.show(result, depth)}`;
        return `${start} ${this.primitive(result, this.style)}${end}`;
      });
    } catch (err) {
      return `${start} <Inspection threw (${err.message})>${end}`;
    }
  }

  keyText(key, enumerable) {
    if (typeof key === "symbol") return `[${this.style(escapeText(Symbol.prototype.toString.call(key)), "symbol")}]`;
    if (key === "__proto__") return "['__proto__']";
    if (enumerable === false) return `[${escapeText(key)}]`;
    if (/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key)) return this.style(key, "name");
    return this.style(quote(key), "string");
  }
}

// The known options, and all the others, which only custom inspect functions see.
function split(options) {
  if (typeof options === "boolean") return [{ showHidden: options }, undefined];
  if (!options) return [undefined, undefined];
  const known = {};
  let extra;
  for (const key of Object.keys(options)) {
    if (Object.hasOwn(initialOptions, key) || key === "stylize") known[key] = options[key];
    else extra = options;
  }
  return [known, extra];
}

/** A text for people that shows what a value consists of. Old form: `inspect(value, showHidden, depth, colors)`. */
export function inspect(value, options, depth, useColors) {
  const [known, extra] = split(options);
  const legacy = {};
  if (depth !== undefined) legacy.depth = depth;
  if (useColors !== undefined) legacy.colors = useColors;
  return new Printer({ ...legacy, ...known }, extra).show(value, 0);
}
Object.defineProperty(inspect, "length", { value: 2, configurable: true });

/** Like `inspect`, but gives up entering further objects soon after `limit` characters: for the console. */
export function inspectBounded(value, options, limit) {
  const [known, extra] = split(options);
  const printer = new Printer(known, extra);
  printer.remaining = limit;
  return printer.show(value, 0);
}

inspect.custom = custom;
Object.defineProperty(inspect, "defaultOptions", {
  get: () => defaultOptions,
  set(options) {
    validateObject(options, "options");
    Object.assign(defaultOptions, options);
  },
});
inspect.colors = colors;
inspect.styles = styles;

setInspect(inspect);

export { builtIns, defaultOptions };
export default inspect;
