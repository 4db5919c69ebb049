// `pg.types`: which function turns a column's text into a JavaScript value, by type OID, as pg-types 2.2.0 has it.
//
// One copy for the isolate; scripts may change it, and `resetTypes` undoes that.

import { arrayParser, parseArray } from "ext:connector_pg/type_array.js";
import { parseDate } from "ext:connector_pg/type_date.js";
import { parseInterval } from "ext:connector_pg/type_interval.js";
import { Buffer } from "ext:connector_node/buffer.js";

// Names of the built-in scalar types, in the order upstream lists them.
const BUILTINS = {
  BOOL: 16, BYTEA: 17, CHAR: 18, INT8: 20, INT2: 21, INT4: 23, REGPROC: 24, TEXT: 25, OID: 26, TID: 27, XID: 28,
  CID: 29, JSON: 114, XML: 142, PG_NODE_TREE: 194, SMGR: 210, PATH: 602, POLYGON: 604, CIDR: 650, FLOAT4: 700,
  FLOAT8: 701, ABSTIME: 702, RELTIME: 703, TINTERVAL: 704, CIRCLE: 718, MACADDR8: 774, MONEY: 790, MACADDR: 829,
  INET: 869, ACLITEM: 1033, BPCHAR: 1042, VARCHAR: 1043, DATE: 1082, TIME: 1083, TIMESTAMP: 1114, TIMESTAMPTZ: 1184,
  INTERVAL: 1186, TIMETZ: 1266, BIT: 1560, VARBIT: 1562, NUMERIC: 1700, REFCURSOR: 1790, REGPROCEDURE: 2202,
  REGOPER: 2203, REGOPERATOR: 2204, REGCLASS: 2205, REGTYPE: 2206, UUID: 2950, TXID_SNAPSHOT: 2970, PG_LSN: 3220,
  PG_NDISTINCT: 3361, PG_DEPENDENCIES: 3402, TSVECTOR: 3614, TSQUERY: 3615, GTSVECTOR: 3642, REGCONFIG: 3734,
  REGDICTIONARY: 3769, JSONB: 3802, REGNAMESPACE: 4089, REGROLE: 4096,
};

// Up to nine digits with an optional minus can't lose precision; all else is parseInt's business, `-0` too.
function parseInteger(text) {
  if (typeof text === "string" && text.length > 0 && text.length < 10) {
    const negative = text.charCodeAt(0) === 45;
    let value = 0;
    for (let at = negative ? 1 : 0; at < text.length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) return parseInt(text, 10);
      value = value * 10 + digit;
    }
    if (!negative) return value;
    if (value > 0) return -value;
  }
  return parseInt(text, 10);
}

// A 64-bit integer doesn't fit a number: it stays text.
const parseBigInteger = (text) => text;

const TRUE_WORDS = new Set(["t", "true", "TRUE", "y", "yes", "on", "1"]);
const parseBool = (text) => text === null ? null : text === "t" || (text !== "f" && TRUE_WORDS.has(text));

const parseJson = (text) => JSON.parse(text);

// `(1,2)`. parseFloat stops at what isn't part of a number.
function parsePoint(text) {
  if (text[0] !== "(") return null;
  const inner = text.substring(1, text.length - 1);
  const comma = inner.indexOf(",");
  return { x: parseFloat(inner), y: comma < 0 ? NaN : parseFloat(inner.slice(comma + 1)) };
}

// `<(1,2),3>`.
function parseCircle(text) {
  if (text[0] !== "<" && text[1] !== "(") return null;
  const inner = text.slice(2, -1);
  const close = inner.indexOf(")");
  const circle = parsePoint(`(${close < 0 ? inner : inner.slice(0, close + 1)}`);
  circle.radius = close < 0 ? NaN : parseFloat(inner.slice(close + 1).replace(/[),]/g, ""));
  return circle;
}

// The hex form, or the older escape form: `\\` is a backslash, `\ooo` a byte in octal.
function parseBytea(text) {
  if (text.startsWith("\\x")) return Buffer.from(text.slice(2), "hex");
  let bytes = "";
  let start = 0;
  let at = text.indexOf("\\");
  while (at >= 0) {
    bytes += text.slice(start, at);
    const octal = text.slice(at + 1, at + 4);
    if (/^[0-7]{3}$/.test(octal)) {
      bytes += String.fromCharCode(parseInt(octal, 8));
      start = at + 4;
    } else {
      bytes += "\\";
      start = text[at + 1] === "\\" ? at + 2 : at + 1;
    }
    at = text.indexOf("\\", start);
  }
  return Buffer.from(bytes + text.slice(start), "latin1");
}

// Empty text is no array.
const arrayOf = (parseElement) => (text) => text ? parseArray(text, parseElement) : null;

const parseTextArray = arrayOf(undefined);
const parseIntegerArray = arrayOf(parseInteger);
const parseFloatArray = arrayOf(parseFloat);
const parseDateArray = arrayOf(parseDate);
const parseJsonArray = arrayOf(parseJson);

const noParser = (value) => String(value);

// int8, int8[] and their replacements: `pg.defaults.parseInt8` switches between them.
const INT8 = 20;
const INT8_ARRAY = 1016;
const parseBigIntegerArray = arrayOf((text) => text.trim());

function textParsers() {
  const table = {
    16: parseBool, 17: parseBytea, [INT8]: parseBigInteger, 21: parseInteger, 23: parseInteger, 26: parseInteger,
    114: parseJson, 600: parsePoint, 700: parseFloat, 701: parseFloat, 718: parseCircle, 1082: parseDate,
    1114: parseDate, 1184: parseDate, 1186: parseInterval, 3802: parseJson,
    // Arrays. numeric[] gives numbers although numeric gives text, as upstream does.
    199: parseJsonArray, 1000: arrayOf(parseBool), 1001: arrayOf(parseBytea), 1005: parseIntegerArray,
    1007: parseIntegerArray, [INT8_ARRAY]: parseBigIntegerArray, 1017: arrayOf(parsePoint), 1021: parseFloatArray,
    1022: parseFloatArray, 1028: parseIntegerArray, 1115: parseDateArray, 1182: parseDateArray, 1185: parseDateArray,
    1187: arrayOf(parseInterval), 1231: parseFloatArray, 3807: parseJsonArray,
  };
  // cidr, regproc, text, bpchar, varchar, macaddr, inet, money, time, timetz, uuid, numrange.
  for (const oid of [651, 1008, 1009, 1014, 1015, 1040, 1041, 791, 1183, 1270, 2951, 3907]) table[oid] = parseTextArray;
  return table;
}

let parsers = { text: textParsers(), binary: {} };

/**
 * Parsers whose work the Rust half can do, with the codes of rows.rs. Other parsers have the code `x`. Scripts set some
 * of JavaScript's own functions for numeric and int8.
 */
export const DECODERS = new Map([
  [noParser, "s"], [parseBigInteger, "s"], [String, "s"], [parseInteger, "i"], [parseInt, "i"], [parseFloat, "f"],
  [Number, "f"], [parseBool, "b"], [parseJson, "j"], [parseDate, "d"], [parseIntegerArray, "I"],
  [parseFloatArray, "F"], [parseTextArray, "S"],
]);

/**
 * The parser of a type OID in a format ("text" unless said). Unknown ones give a function that makes a string.
 * Results are always asked for as text here, so the binary table holds only what scripts put there.
 */
function getTypeParser(oid, format) {
  const table = parsers[format || "text"];
  return table ? table[oid] || noParser : noParser;
}

/** `(oid, parser)` or `(oid, format, parser)`; an unknown format is a TypeError. */
function setTypeParser(oid, format, parser) {
  if (typeof format === "function") parsers.text[oid] = format;
  else parsers[format][oid] = parser;
}

const types = {};

/** What `pg.defaults.parseInt8 = value` does: int8 as numbers by int4's parsers of that moment, or as text again. */
export function setParseInt8(value) {
  types.setTypeParser(INT8, "text", value ? types.getTypeParser(23, "text") : parseBigInteger);
  types.setTypeParser(INT8_ARRAY, "text", value ? types.getTypeParser(1007, "text") : parseBigIntegerArray);
}

/** Puts every parser, and the object itself, back to what `require('pg').types` starts with. */
export function resetTypes() {
  parsers = { text: textParsers(), binary: {} };
  for (const key of Reflect.ownKeys(types)) delete types[key];
  Object.assign(types, { getTypeParser, setTypeParser, arrayParser: { ...arrayParser }, builtins: { ...BUILTINS } });
}

resetTypes();

export default types;
