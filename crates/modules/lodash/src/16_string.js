// Strings: case, padding, trimming, cutting, escaping.

import { isIterateeCall, isObject, isRegExp, MAX_ARRAY_LENGTH } from "./00_types.js";
import { clampTo, textOf, toInteger, toString } from "./01_convert.js";
import { deburr, hasUnicode, sizeOfText, symbolsOf, words } from "./14_unicode.js";

// ---- case ----

// The words of a text without accents and apostrophes, each changed, then joined.
function compound(change, separator) {
  return (string) => words(deburr(string).replace(/['\u2019]/g, "")).map(change).join(separator);
}

const toCamel = compound((word, index) => index ? capitalize(word.toLowerCase()) : word.toLowerCase(), "");
const toKebab = compound((word) => word.toLowerCase(), "-");
const toSnake = compound((word) => word.toLowerCase(), "_");
const toLowerWords = compound((word) => word.toLowerCase(), " ");
const toUpperWords = compound((word) => word.toUpperCase(), " ");
const toStart = compound((word) => upperFirst(word), " ");

export function camelCase(string) {
  return toCamel(string);
}

export function kebabCase(string) {
  return toKebab(string);
}

export function snakeCase(string) {
  return toSnake(string);
}

export function lowerCase(string) {
  return toLowerWords(string);
}

export function upperCase(string) {
  return toUpperWords(string);
}

export function startCase(string) {
  return toStart(string);
}

function changeFirst(string, change) {
  const text = toString(string);
  const first = hasUnicode(text) ? symbolsOf(text)[0] : text.charAt(0);
  return change(first) + text.slice(first.length);
}

export function upperFirst(string) {
  return changeFirst(string, (first) => first.toUpperCase());
}

export function lowerFirst(string) {
  return changeFirst(string, (first) => first.toLowerCase());
}

export function capitalize(string) {
  return upperFirst(toString(string).toLowerCase());
}

export function toLower(value) {
  return toString(value).toLowerCase();
}

export function toUpper(value) {
  return toString(value).toUpperCase();
}

// ---- repeat and pad ----

function repeated(text, n) {
  return !text || n < 1 || n > Number.MAX_SAFE_INTEGER ? "" : text.repeat(n);
}

export function repeat(string, n, guard) {
  const count = (guard ? isIterateeCall(string, n, guard) : n === undefined) ? 1 : toInteger(n);
  return repeated(toString(string), count);
}

const firstSymbols = (text, count) =>
  hasUnicode(text) ? symbolsOf(text).slice(0, count).join("") : text.slice(0, count);

function padding(length, chars) {
  const fill = chars === undefined ? " " : textOf(chars);
  if (fill.length < 2) return repeated(fill, length);
  return firstSymbols(repeated(fill, Math.ceil(length / sizeOfText(fill))), length);
}

// How many characters are missing, and the text.
function shortfall(string, length) {
  const text = toString(string);
  const wanted = toInteger(length);
  return { text, missing: wanted ? wanted - sizeOfText(text) : 0 };
}

export function pad(string, length, chars) {
  const { text, missing } = shortfall(string, length);
  if (missing <= 0) return text;
  return padding(Math.floor(missing / 2), chars) + text + padding(Math.ceil(missing / 2), chars);
}

export function padEnd(string, length, chars) {
  const { text, missing } = shortfall(string, length);
  return missing > 0 ? text + padding(missing, chars) : text;
}

export function padStart(string, length, chars) {
  const { text, missing } = shortfall(string, length);
  return missing > 0 ? padding(missing, chars) + text : text;
}

// ---- trim ----

// Cuts blanks, or any of the given characters, from the chosen ends.
function trimmed(string, chars, guard, atStart, atEnd) {
  const text = toString(string);
  if (!text) return text;
  if (guard || chars === undefined) {
    if (atStart && atEnd) return text.trim();
    return atStart ? text.trimStart() : text.trimEnd();
  }
  const unwanted = new Set(symbolsOf(textOf(chars)));
  if (!unwanted.size) return text;
  const symbols = symbolsOf(text);
  let start = 0;
  let end = symbols.length;
  if (atStart) while (start < end && unwanted.has(symbols[start])) start++;
  if (atEnd) while (end > start && unwanted.has(symbols[end - 1])) end--;
  return symbols.slice(start, end).join("");
}

export function trim(string, chars, guard) {
  return trimmed(string, chars, guard, true, true);
}

export function trimStart(string, chars, guard) {
  return trimmed(string, chars, guard, true, false);
}

export function trimEnd(string, chars, guard) {
  return trimmed(string, chars, guard, false, true);
}

// ---- look and cut ----

export function startsWith(string, target, position) {
  const text = toString(string);
  const at = position === null || position === undefined ? 0 : clampTo(toInteger(position), 0, text.length);
  const wanted = textOf(target);
  return text.slice(at, at + wanted.length) === wanted;
}

export function endsWith(string, target, position) {
  const text = toString(string);
  const wanted = textOf(target);
  const end = position === undefined ? text.length : clampTo(toInteger(position), 0, text.length);
  const start = end - wanted.length;
  return start >= 0 && text.slice(start, end) === wanted;
}

export function split(string, separator, limit) {
  if (limit && typeof limit !== "number" && isIterateeCall(string, separator, limit)) separator = limit = undefined;
  const count = limit === undefined ? MAX_ARRAY_LENGTH : limit >>> 0;
  if (!count) return [];
  const text = toString(string);
  const given = separator !== null && separator !== undefined;
  if (text && given && !isRegExp(separator)) {
    separator = textOf(separator);
    if (!separator && hasUnicode(text)) return symbolsOf(text).slice(0, count);
  }
  return text.split(separator, count);
}

export function replace(...input) {
  const text = toString(input[0]);
  return input.length < 3 ? text : text.replace(input[1], input[2]);
}

/** The end of the last match of a pattern in a text, told as its start; undefined when there is none. */
function lastMatch(text, pattern) {
  const search = pattern.global ? pattern : new RegExp(pattern.source, toString(/\w*$/.exec(pattern)) + "g");
  search.lastIndex = 0;
  let index;
  for (let match = search.exec(text); match; match = search.exec(text)) {
    index = match.index;
    // A pattern that matches nothing would match the same place for ever.
    if (match[0] === "") search.lastIndex++;
  }
  return index;
}

export function truncate(string, options) {
  let length = 30;
  let omission = "...";
  let separator;
  if (isObject(options)) {
    if ("separator" in options) separator = options.separator;
    if ("length" in options) length = toInteger(options.length);
    if ("omission" in options) omission = textOf(options.omission);
  }
  const text = toString(string);
  if (length >= sizeOfText(text)) return text;
  const room = length - sizeOfText(omission);
  if (room < 1) return omission;
  let kept = firstSymbols(text, room);
  if (separator === undefined) return kept + omission;
  const end = hasUnicode(text) ? kept.length : room;
  if (isRegExp(separator)) {
    if (text.slice(end).search(separator)) {
      const index = lastMatch(kept, separator);
      kept = kept.slice(0, index === undefined ? end : index);
    }
  } else if (text.indexOf(textOf(separator), end) !== end) {
    const index = kept.lastIndexOf(separator);
    if (index > -1) kept = kept.slice(0, index);
  }
  return kept + omission;
}

// ---- escapes ----

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const UNESCAPES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

export function escape(string) {
  return toString(string).replace(/[&<>"']/g, (char) => ESCAPES[char]);
}

export function unescape(string) {
  return toString(string).replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => UNESCAPES[entity]);
}

export function escapeRegExp(string) {
  return toString(string).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
