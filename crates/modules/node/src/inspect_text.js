// The small texts util.inspect is made of: quoted strings, keys, numbers, and how wide a text is on a terminal.

import { validateString } from "ext:connector_node/errors.js";

const shortEscapes = { "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "\\": "\\\\", "'": "\\'" };

function escapeOne(ch) {
  if (ch in shortEscapes) return shortEscapes[ch];
  const code = ch.charCodeAt(0);
  if (code < 256) return `\\x${code.toString(16).toUpperCase().padStart(2, "0")}`;
  return `\\u${code.toString(16)}`;
}

// Control characters, the backslash, halves of surrogate pairs; the apostrophe where it's the quote.
const loneSurrogate = "[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]";
const unsafe = new RegExp(`[\\x00-\\x1f\\x5c\\x7f-\\x9f]|${loneSurrogate}`, "g");
const unsafeOrQuote = new RegExp(`[\\x00-\\x1f\\x27\\x5c\\x7f-\\x9f]|${loneSurrogate}`, "g");

/** Escapes as within apostrophes. */
export function escapeText(text) {
  return text.replace(unsafeOrQuote, escapeOne);
}

/** Quotes with the first of ' " ` that the text doesn't contain, with ' if it contains all. */
export function quote(text) {
  if (!text.includes("'")) return `'${text.replace(unsafe, escapeOne)}'`;
  if (!text.includes('"')) return `"${text.replace(unsafe, escapeOne)}"`;
  if (!text.includes("`") && !text.includes("${")) return `\`${text.replace(unsafe, escapeOne)}\``;
  return `'${escapeText(text)}'`;
}

const separated = (digits) => digits.replace(/\B(?=(?:\d{3})+$)/g, "_");

/** A number as text; -0 keeps its sign. With `separators`: 1_234.567_8, and 0 for -0. */
export function numberText(number, separators) {
  if (!separators && Object.is(number, -0)) return "-0";
  const text = String(number);
  if (!separators || !/^-?\d+(?:\.\d+)?$/.test(text)) return text;
  const [whole, fraction] = text.split(".");
  if (fraction === undefined) return separated(whole);
  return `${separated(whole)}.${fraction.replace(/(\d{3})(?=\d)/g, "$1_")}`;
}

/** A bigint as text with its n. */
export function bigintText(number, separators) {
  return `${separators ? separated(String(number)) : number}n`;
}

/** `... 3 more items`. */
export function moreText(count, noun = "item") {
  return `... ${count} more ${noun}${count > 1 ? "s" : ""}`;
}

// Escape sequences of terminals: CSI (colours, cursor), and OSC up to its end.
const control = new RegExp(
  "[\\u001B\\u009B][[\\]()#;?]*(?:" +
    "(?:(?:(?:;[-a-zA-Z\\d/#&.:=?%@~_]+)*|[a-zA-Z\\d]+(?:;[-a-zA-Z\\d/#&.:=?%@~_]*)*)?" +
    "(?:\\u0007|\\u001B\\u005C|\\u009C))" +
    "|(?:(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PR-TZcf-nq-uy=><~]))",
  "g",
);

/** util.stripVTControlCharacters: the text without colours and cursor movements. */
export function stripVTControlCharacters(text) {
  validateString(text, "str");
  return text.replace(control, "");
}

/** The text without the colours that `stylize` gives. */
export function withoutColors(text) {
  return text.replace(/\u001b\[\d\d?m/g, "");
}

const zeroWidth = /^(?:\p{Cc}|\p{Cf}|\p{Me}|\p{Mn})$/u;

// East Asian wide and full-width characters (Unicode 16), as pairs first, last.
const wide = [
  0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3, 0x25fd, 0x25fe,
  0x2614, 0x2615, 0x2630, 0x2637, 0x2648, 0x2653, 0x267f, 0x267f, 0x268a, 0x268f, 0x2693, 0x2693, 0x26a1, 0x26a1,
  0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea, 0x26f2, 0x26f3,
  0x26f5, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b, 0x2728, 0x2728, 0x274c, 0x274c,
  0x274e, 0x274e, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27b0, 0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c,
  0x2b50, 0x2b50, 0x2b55, 0x2b55, 0x2e80, 0x303e, 0x3041, 0x3247, 0x3250, 0xa4c6, 0xa960, 0xa97c, 0xac00, 0xd7a3,
  0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6b, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x1b2fb, 0x1d300, 0x1d376,
  0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191, 0x1f19a, 0x1f1e6, 0x1f320, 0x1f32d, 0x1f335, 0x1f337,
  0x1f37c, 0x1f37e, 0x1f393, 0x1f3a0, 0x1f3ca, 0x1f3cf, 0x1f3d3, 0x1f3e0, 0x1f3f0, 0x1f3f4, 0x1f3f4, 0x1f3f8, 0x1f43e,
  0x1f440, 0x1f440, 0x1f442, 0x1f4fc, 0x1f4ff, 0x1f53d, 0x1f54b, 0x1f54e, 0x1f550, 0x1f567, 0x1f57a, 0x1f57a, 0x1f595,
  0x1f596, 0x1f5a4, 0x1f5a4, 0x1f5fb, 0x1f64f, 0x1f680, 0x1f6c5, 0x1f6cc, 0x1f6cc, 0x1f6d0, 0x1f6d2, 0x1f6d5, 0x1f6df,
  0x1f6eb, 0x1f6ec, 0x1f6f4, 0x1f6fc, 0x1f7e0, 0x1f7f0, 0x1f90c, 0x1f93a, 0x1f93c, 0x1f945, 0x1f947, 0x1f9ff, 0x1fa70,
  0x1faf8, 0x20000, 0x3fffd,
];

function columns(ch) {
  const code = ch.codePointAt(0);
  for (let i = 0; i < wide.length && wide[i] <= code; i += 2) if (code <= wide[i + 1]) return 2;
  return code !== 0xad && zeroWidth.test(ch) ? 0 : 1;
}

/** How many terminal columns a text takes; with `hasColors`, escape sequences take none. */
export function displayWidth(text, hasColors = true) {
  const plain = hasColors ? stripVTControlCharacters(text) : text;
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const ch of plain.normalize("NFC")) width += columns(ch);
  return width;
}
