// JavaScript value -> what goes on the wire for a `$n`: text, bytes (sent as a binary parameter) or NULL.

import { Buffer } from "ext:connector_node/buffer.js";
import defaults from "ext:connector_pg/defaults.js";
import { types as utilTypes } from "ext:connector_node/util.js";

const { isDate } = utilTypes;
const { isArray } = Array;

const padded = (number, width) => String(number).padStart(width, "0");

// PostgreSQL's spelling of a Date: with an offset, so the session's time zone doesn't matter. 1 BC is the year 0.
// The methods are called on the value itself: a subclass of Date may have its own.
function dateText(date) {
  if (defaults.parseInputDatesAsUTC) {
    return spellDate(
      date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(),
      date.getUTCSeconds(), date.getUTCMilliseconds(), "+00:00",
    );
  }
  const west = date.getTimezoneOffset();
  const minutes = Math.abs(west);
  const offset = (west > 0 ? "-" : "+") + padded(Math.floor(minutes / 60), 2) + ":" + padded(minutes % 60, 2);
  return spellDate(
    date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes(),
    date.getSeconds(), date.getMilliseconds(), offset,
  );
}

function spellDate(year, month, day, hours, minutes, seconds, milliseconds, offset) {
  const beforeChrist = year < 1;
  return padded(beforeChrist ? 1 - year : year, 4) + "-" + padded(month + 1, 2) + "-" + padded(day, 2) + "T" +
    padded(hours, 2) + ":" + padded(minutes, 2) + ":" + padded(seconds, 2) + "." + padded(milliseconds, 3) + offset +
    (beforeChrist ? " BC" : "");
}

function asBuffer(view) {
  return view instanceof Buffer ? view : Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

// An element in quotes. What isn't text by now (a toPostgres that gave null or bytes) fails here, in upstream's words:
// the parameter's name is part of them.
function quoted(elementRepresentation) {
  if (typeof elementRepresentation === "string" && !/["\\]/.test(elementRepresentation)) {
    return '"' + elementRepresentation + '"';
  }
  return '"' + elementRepresentation.replace(/["\\]/g, "\\$&") + '"';
}

// Array literal with commas, right for every element type but box.
function arrayText(array) {
  let text = "{";
  for (let i = 0; i < array.length; i++) {
    if (i > 0) text += ",";
    const item = array[i];
    if (item === null || item === undefined) text += "NULL";
    else if (isArray(item)) text += arrayText(item);
    else if (ArrayBuffer.isView(item)) text += "\\\\x" + asBuffer(item).toString("hex");
    else text += quoted(prepare(item));
  }
  return text + "}";
}

// `seen` holds the objects whose toPostgres led here, so that one that returns itself is noticed.
function prepare(value, seen) {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return null;
  if (typeof value !== "object") return value.toString();
  if (ArrayBuffer.isView(value)) return asBuffer(value);
  if (isDate(value)) return dateText(value);
  if (isArray(value)) return arrayText(value);
  if (typeof value.toPostgres !== "function") return JSON.stringify(value);

  const chain = seen || [];
  if (chain.includes(value)) {
    throw new Error('circular reference detected while preparing "' + value + '" for query');
  }
  chain.push(value);
  return prepare(value.toPostgres(prepare), chain);
}

/**
 * `pg.utils.prepareValue`: null for NULL, a string for a text parameter, a Buffer for a binary one. Takes one argument,
 * so it's safe in `map`. Throws what the value's own `toPostgres`, `toJSON` or `toString` throws, and JSON's TypeError.
 */
export function prepareValue(value) {
  const prepared = prepare(value);
  // JSON.stringify has nothing to say about some objects (toJSON gave undefined): NULL on the wire.
  return prepared === undefined ? null : prepared;
}
