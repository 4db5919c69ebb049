// The entries of collections for util.inspect: each function gives an array of texts.

import { op_node_entries_preview, op_node_promise_state } from "ext:core/ops";
import { layOut } from "ext:connector_node/inspect_layout.js";
import { bigintText, moreText, numberText } from "ext:connector_node/inspect_text.js";
import { typedArrayName } from "ext:connector_node/util_types.js";

const typedArrayProto = Object.getPrototypeOf(Uint8Array.prototype);
const lengthOf = Object.getOwnPropertyDescriptor(typedArrayProto, "length").get;
const sizeOfSet = Object.getOwnPropertyDescriptor(Set.prototype, "size").get;
const sizeOfMap = Object.getOwnPropertyDescriptor(Map.prototype, "size").get;

export const typedArrayLength = (value) => lengthOf.call(value);
export const setSize = (value) => sizeOfSet.call(value);
export const mapSize = (value) => sizeOfMap.call(value);

const emptyText = (count) => `<${count} empty item${count > 1 ? "s" : ""}>`;

function shownCount(printer, length) {
  return Math.min(Math.max(0, printer.options.maxArrayLength), length);
}

function addRest(output, rest) {
  if (rest > 0) output.push(moreText(rest));
  return output;
}

/** The elements of an array; runs of holes count as one. */
export function arrayEntries(printer, value, depth) {
  const shown = shownCount(printer, value.length);
  const output = [];
  for (let i = 0; i < shown && !printer.full(); i++) {
    if (!Object.hasOwn(value, i)) return sparseEntries(printer, value, depth, shown, output, i);
    output.push(printer.element(value, i, depth));
  }
  return addRest(output, value.length - shown);
}

function sparseEntries(printer, value, depth, shown, output, from) {
  let next = from;
  for (const key of Object.keys(value).slice(from)) {
    if (output.length >= shown) break;
    if (!/^(?:0|[1-9]\d*)$/.test(key) || Number(key) > 2 ** 32 - 2) break;
    const index = Number(key);
    if (index !== next) {
      output.push(printer.style(emptyText(index - next), "undefined"));
      next = index;
      if (output.length === shown) break;
    }
    output.push(printer.element(value, key, depth));
    next += 1;
  }
  const rest = value.length - next;
  if (output.length === shown) return addRest(output, rest);
  if (rest > 0) output.push(printer.style(emptyText(rest), "undefined"));
  return output;
}

/** The elements of a typed array, and with showHidden what its prototype's getters tell. */
export function typedArrayEntries(printer, value, depth, detached) {
  const length = typedArrayLength(value);
  const shown = shownCount(printer, length);
  const big = typedArrayName(value).startsWith("Big");
  const { numericSeparator, showHidden } = printer.options;
  const output = [];
  for (let i = 0; i < shown; i++) {
    const text = big ? bigintText(value[i], numericSeparator) : numberText(value[i], numericSeparator);
    output.push(printer.style(text, big ? "bigint" : "number"));
  }
  addRest(output, length - shown);
  if (showHidden) {
    // Without its prototype it can't say; a copy can.
    const told = detached ? new globalThis[typedArrayName(value)](value) : value;
    printer.indented(2, () => {
      for (const key of ["BYTES_PER_ELEMENT", "length", "byteLength", "byteOffset", "buffer"]) {
        output.push(`[${key}]: ${printer.show(told[key], depth, true)}`);
      }
    });
  }
  return output;
}

// What a set or map gives. Without a prototype it can't be asked itself.
function collectionEntries(printer, value, iterable, size, toText) {
  const shown = shownCount(printer, size);
  const output = [];
  printer.indented(2, () => {
    for (const item of iterable) {
      if (output.length >= shown || printer.full()) break;
      output.push(toText(item));
    }
  });
  return addRest(output, size - shown);
}

export function setEntries(printer, value, depth, detached) {
  const iterable = detached ? Set.prototype.values.call(value) : value;
  return collectionEntries(printer, value, iterable, setSize(value), (item) => printer.show(item, depth));
}

export function mapEntries(printer, value, depth, detached) {
  const iterable = detached ? Map.prototype.entries.call(value) : value;
  const toText = ([key, item]) => `${printer.show(key, depth)} => ${printer.show(item, depth)}`;
  return collectionEntries(printer, value, iterable, mapSize(value), toText);
}

function singles(printer, entries, depth, sorted) {
  const shown = shownCount(printer, entries.length);
  const output = printer.indented(2, () => entries.slice(0, shown).map((item) => printer.show(item, depth)));
  if (sorted && !printer.options.sorted) output.sort();
  return addRest(output, entries.length - shown);
}

function pairs(printer, entries, depth, toText, sorted) {
  const count = entries.length / 2;
  const shown = shownCount(printer, count);
  const output = [];
  printer.indented(2, () => {
    for (let i = 0; i < shown; i++) {
      output.push(toText(printer.show(entries[2 * i], depth), printer.show(entries[2 * i + 1], depth)));
    }
  });
  if (sorted && !printer.options.sorted) output.sort();
  return addRest(output, count - shown);
}

/** What an iterator of a map or set would still give; `shape.open` says so where that's pairs. */
export function iteratorEntries(printer, value, depth, shape) {
  const [entries, arePairs] = op_node_entries_preview(value);
  if (!arePairs) return singles(printer, entries, depth, false);
  shape.open = shape.open.replace(/ Iterator\] \{$/, " Entries] {");
  const inBrackets = { base: "", open: "[", close: "]", isList: true };
  const toText = (key, item) => layOut(printer, [key, item], inBrackets, depth, undefined);
  return pairs(printer, entries, depth, toText, false);
}

/** The members of a weak set or map: only with showHidden, and sorted, for they have no order. */
export function weakEntries(printer, value, depth, isMap) {
  if (!printer.options.showHidden) return [printer.style("<items unknown>", "special")];
  const [entries] = op_node_entries_preview(value);
  if (!isMap) return singles(printer, entries, depth, true);
  return pairs(printer, entries, depth, (key, item) => `${key} => ${item}`, true);
}

/** A promise's value, or that it's pending or rejected. */
export function promiseEntries(printer, value, depth) {
  const [state, result] = op_node_promise_state(value);
  if (state === 0) return [printer.style("<pending>", "special")];
  const text = printer.indented(2, () => printer.show(result, depth));
  return [state === 2 ? `${printer.style("<rejected>", "special")} ${text}` : text];
}

/** The bytes of an ArrayBuffer in hex. */
export function bufferEntries(printer, value) {
  let bytes;
  try {
    bytes = new Uint8Array(value);
  } catch {
    return [printer.style("(detached)", "special")];
  }
  const shown = shownCount(printer, bytes.length);
  const hex = Array.from(bytes.subarray(0, shown), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const rest = bytes.length - shown;
  const more = rest > 0 ? ` ${moreText(rest, "byte")}` : "";
  return [`${printer.style("[Uint8Contents]", "special")}: <${hex}${more}>`];
}
