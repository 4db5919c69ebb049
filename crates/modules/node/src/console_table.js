// console.table: rows and columns drawn with box characters.

import { op_node_entries_preview } from "ext:core/ops";
import { displayWidth } from "ext:connector_node/inspect_text.js";
import { Kind, kindsOf } from "ext:connector_node/util_types.js";

const HORIZONTAL = "\u2500";
const VERTICAL = "\u2502";
const KEY = "Key";
const VALUES = "Values";
const INDEX = "(index)";
const ITERATION = "(iteration index)";

function rule(widths, left, middle, right) {
  return left + widths.map((width) => HORIZONTAL.repeat(width + 2)).join(middle) + right;
}

function row(cells, widths) {
  const padded = cells.map((cell, i) => cell + " ".repeat(widths[i] - displayWidth(cell)));
  return `${VERTICAL} ${padded.join(` ${VERTICAL} `)} ${VERTICAL}`;
}

// `columns[i]` holds the cells under `head[i]`; holes are blank.
function draw(head, columns) {
  const count = columns.reduce((most, column) => Math.max(most, column.length), 0);
  const rows = Array.from({ length: count }, (_, i) => columns.map((column) => column[i] ?? ""));
  const widths = head.map((title, i) => {
    return rows.reduce((width, cells) => Math.max(width, displayWidth(cells[i])), displayWidth(title));
  });
  return [
    rule(widths, "\u250c", "\u252c", "\u2510"),
    row(head, widths),
    rule(widths, "\u251c", "\u253c", "\u2524"),
    ...rows.map((cells) => row(cells, widths)),
    rule(widths, "\u2514", "\u2534", "\u2518"),
  ].join("\n");
}

function numbered(count, show) {
  return Array.from({ length: count }, (_, i) => show(i));
}

function ofPairs(pairs, show) {
  const keys = pairs.map(([key]) => show(key));
  const values = pairs.map(([, value]) => show(value));
  return draw([ITERATION, KEY, VALUES], [numbered(pairs.length, show), keys, values]);
}

function ofItems(items, show) {
  return draw([ITERATION, VALUES], [numbered(items.length, show), items.map(show)]);
}

function inTwos(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}

function ofProperties(data, properties, show) {
  const index = Object.keys(data);
  const columns = new Map();
  const values = [];
  for (const [i, key] of index.entries()) {
    const item = data[key];
    const primitive = item === null || (typeof item !== "object" && typeof item !== "function");
    if (primitive && properties === undefined) {
      values[i] = show(item);
      continue;
    }
    for (const name of properties ?? Object.keys(item)) {
      if (!columns.has(String(name))) columns.set(String(name), []);
      const present = !primitive && Object.hasOwn(item, name);
      columns.get(String(name))[i] = present ? show(item[name]) : "";
    }
  }
  // Integer-like names come first, as they would in an object.
  const names = Object.keys(Object.fromEntries(columns));
  const head = [INDEX, ...names];
  const body = [index, ...names.map((name) => columns.get(name))];
  if (values.length > 0) {
    head.push(VALUES);
    body.push(values);
  }
  return draw(head, body);
}

/** The table's text. `show(value)` gives a cell's. */
export function table(data, properties, show) {
  const kinds = kindsOf(data);
  if (kinds & Kind.Map) return ofPairs([...data], show);
  if (kinds & Kind.Set) return ofItems([...data], show);
  if (kinds & (Kind.MapIterator | Kind.SetIterator)) {
    const [entries, arePairs] = op_node_entries_preview(data);
    return arePairs && kinds & Kind.MapIterator ? ofPairs(inTwos(entries), show) : ofItems(entries, show);
  }
  return ofProperties(data, properties, show);
}
