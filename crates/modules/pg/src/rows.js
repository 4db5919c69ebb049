// Many rows at once, the quick way: the Rust half decodes what it can, and the rest is done here. Whatever a script could
// notice (listeners, overridden methods, its own parsers and their order) is as if they had come one by one.

import { EventEmitter } from "ext:connector_node/events.js";
import { Query } from "ext:connector_pg/query.js";
import { Result } from "ext:connector_pg/result.js";
import { DECODERS } from "ext:connector_pg/types.js";

// As they are before any script has touched them.
const { stringify } = JSON;
const { emit } = EventEmitter.prototype;
const { handleDataRow } = Query.prototype;
const { addRow, parseRow, _parseRowAsArray } = Result.prototype;
const { toTimeString } = Date.prototype;

// The Rust half takes a text without an offset for UTC. A process has one zone for all its life.
let zone;
function isUniversal() {
  zone ??= toTimeString.call(new Date(0));
  return zone.endsWith("(Coordinated Universal Time)");
}

/** How `query` wants its rows: column codes, and the text for op_pg_rows. Null when they must come one by one. */
export function planFor(query) {
  const ours = query instanceof Query && query.handleDataRow === handleDataRow && query.emit === emit &&
    query._events?.row === undefined && query._accumulateRows && !query._canceledDueToError;
  if (!ours) return null;
  const result = query._result;
  if (!(result instanceof Result) || result.addRow !== addRow || !Array.isArray(result.rows)) return null;
  if (result.parseRow !== (result.rowAsArray ? _parseRowAsArray : parseRow)) return null;
  const { fields, _parsers: parsers } = result;
  if (fields.length > 0 && parsers?.length !== fields.length) return null;

  const names = [];
  let codes = "";
  for (let i = 0; i < fields.length; i++) {
    names.push(fields[i].name);
    const code = DECODERS.get(parsers[i]) ?? "x";
    codes += code === "d" && !isUniversal() ? "x" : code;
  }
  // Of columns with one name the last wins, after every parser was called.
  if (!result.rowAsArray && new Set(names).size !== names.length) return null;
  return { codes, text: stringify([result.rowAsArray, codes, names]) };
}

/** Gives `query` its rows as op_pg_rows decoded them. What a parser throws is kept, as for a row that came alone. */
export function addAll(query, { codes }, [rows, beside, odd]) {
  const result = query._result;
  const { fields, _parsers: parsers, rowAsArray } = result;
  const keyOf = (column) => rowAsArray ? column : fields[column].name;
  try {
    const custom = [];
    for (const [column, cells] of beside) {
      if (codes[column] === "d") putDates(rows, keyOf(column), cells);
      else custom.push({ key: keyOf(column), parser: parsers[column], cells });
    }
    for (const [row, column, text] of odd) rows[row][keyOf(column)] = parsers[column](text);
    if (custom.length > 0) putParsed(rows, custom);
  } catch (error) {
    query._canceledDueToError = error;
    return;
  }
  const target = result.rows;
  for (let i = 0; i < rows.length; i++) target.push(rows[i]);
}

function putDates(rows, key, cells) {
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell !== null) rows[i][key] = new Date(cell);
  }
}

// Row by row, as a script's own parsers may keep count.
function putParsed(rows, columns) {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    for (const { key, parser, cells } of columns) {
      const cell = cells[i];
      if (cell !== null) row[key] = parser(cell);
    }
  }
}
