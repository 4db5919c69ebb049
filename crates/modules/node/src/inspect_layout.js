// How util.inspect lays a value's entries out: on one line, one a line, or in columns.

import { displayWidth, withoutColors } from "ext:connector_node/inspect_text.js";

const GAP = 2; // the comma and the blank between two columns
const CHARACTER_HEIGHT = 2.5; // a character is about this many times as high as wide
const MAX_COLUMNS = 15;

function fits(printer, entries, start, base) {
  const { breakLength, colors } = printer.options;
  let total = entries.length + start;
  if (total + entries.length > breakLength) return false;
  for (const entry of entries) {
    total += colors ? withoutColors(entry).length : entry.length;
    if (total > breakLength) return false;
  }
  return base === "" || !base.includes("\n");
}

// As many columns as make the block about square, within the line.
function columnCount(printer, widths, total, widest, entryCount) {
  const { breakLength, compact } = printer.options;
  const cell = widest + GAP;
  const sparse = total / cell <= 5 && widest > 6;
  if (cell * 3 + printer.indentation >= breakLength || sparse) return 1;
  const bias = Math.sqrt(cell - total / entryCount);
  const biased = Math.max(cell - 3 - bias, 1);
  return Math.min(
    Math.round(Math.sqrt(CHARACTER_HEIGHT * biased * widths.length) / biased),
    Math.floor((breakLength - printer.indentation) / cell),
    compact * 4,
    MAX_COLUMNS,
  );
}

// Several entries a line, columns aligned: numbers to the right, others to the left.
function inColumns(printer, entries, value) {
  const truncated = printer.options.maxArrayLength < entries.length;
  const cells = truncated ? entries.slice(0, -1) : entries;
  const widths = cells.map((cell) => displayWidth(cell, printer.options.colors));
  const total = widths.reduce((sum, width) => sum + width + GAP, 0);
  const widest = widths.reduce((max, width) => Math.max(max, width), 0);
  const columns = columnCount(printer, widths, total, widest, entries.length);
  if (columns <= 1) return entries;

  const columnWidths = Array.from({ length: columns }, (_, column) => {
    let max = 0;
    for (let i = column; i < widths.length; i += columns) max = Math.max(max, widths[i]);
    return max + GAP;
  });
  const isNumber = (item) => typeof item === "number" || typeof item === "bigint";
  const toRight = value === undefined || entries.every((_, i) => isNumber(value[i]));

  const lines = [];
  for (let from = 0; from < cells.length; from += columns) {
    const line = cells.slice(from, from + columns).map((cell, column, all) => {
      const blanks = columnWidths[column] - GAP - widths[from + column];
      const pad = " ".repeat(Math.max(blanks, 0));
      if (column === all.length - 1) return toRight ? pad + cell : cell;
      return toRight ? `${pad}${cell}, ` : `${cell}, ${pad}`;
    });
    lines.push(line.join(""));
  }
  if (truncated) lines.push(entries.at(-1));
  return lines;
}

/**
 * Joins `entries` between `open` and `close`, with `base` (a function's or error's text, say) before them.
 * `isList`: the entries are an array's, so they may stand in columns; `value` is that array.
 */
export function layOut(printer, entries, { base, open, close, isList }, depth, value) {
  const { compact } = printer.options;
  const lead = base ? `${base} ` : "";
  if (compact === true) return layOutTight(printer, entries, base, open, close);

  const line = `\n${" ".repeat(printer.indentation)}`;
  let lines = entries;
  if (typeof compact === "number" && compact >= 1) {
    if (isList && entries.length > 6) lines = inColumns(printer, entries, value);
    // The innermost `compact` levels go on one line if they are short enough and weren't put in columns.
    if (printer.deepest - depth < compact && lines === entries) {
      const start = entries.length + printer.indentation + open.length + base.length + 10;
      if (fits(printer, entries, start, base)) {
        const joined = entries.join(", ");
        if (!joined.includes("\n")) return `${lead}${open} ${joined} ${close}`;
      }
    }
  }
  return `${lead}${open}${line}  ${lines.join(`,${line}  `)}${line}${close}`;
}

// compact: true, the layout of old Node versions.
function layOutTight(printer, entries, base, open, close) {
  const after = base ? ` ${base}` : "";
  if (fits(printer, entries, 0, base)) return `${open}${after} ${entries.join(", ")} ${close}`;
  const line = `\n${" ".repeat(printer.indentation)}  `;
  // After a long opening the first entry starts its own line, so that all line up.
  const first = base === "" && open.length === 1 ? " " : `${after}${line}`;
  return `${open}${first}${entries.join(`,${line}`)} ${close}`;
}
