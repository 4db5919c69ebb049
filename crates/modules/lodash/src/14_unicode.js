// What a person sees as one character, and what counts as a word.

import { toString } from "./01_convert.js";

const COMBINING = "\\u0300-\\u036f\\ufe20-\\ufe2f\\u20d0-\\u20ff";
const VARIATION = "\\ufe0e\\ufe0f";
const SURROGATES = "\\ud800-\\udfff";
const JOINER = "\\u200d";
const MULTI_UNIT = new RegExp(`[${JOINER}${SURROGATES}${COMBINING}${VARIATION}]`);

/** True when some character may take several code units. */
export const hasUnicode = (text) => MULTI_UNIT.test(text);

// ---- characters ----

const between = (low, high) => (code) => code >= low && code <= high;
const isHigh = between(0xd800, 0xdbff);
const isLow = between(0xdc00, 0xdfff);
const isSurrogate = between(0xd800, 0xdfff);
const isVariation = between(0xfe0e, 0xfe0f);
const isCombining = (code) =>
  (code >= 0x300 && code <= 0x36f) || (code >= 0xfe20 && code <= 0xfe2f) || (code >= 0x20d0 && code <= 0x20ff);

// Ends of what starts at `at`, or `at` itself when nothing of the kind starts there.
const pairEnd = (text, at) => isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1)) ? at + 2 : at;

function flagLetterEnd(text, at) {
  const low = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === 0xd83c && low >= 0xdde6 && low <= 0xddff ? at + 2 : at;
}

function skinToneEnd(text, at) {
  const low = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === 0xd83c && low >= 0xdffb && low <= 0xdfff ? at + 2 : at;
}

function flagEnd(text, at) {
  const first = flagLetterEnd(text, at);
  const second = first > at ? flagLetterEnd(text, first) : at;
  return second > first ? second : at;
}

// A variation selector, then one combining mark or skin tone.
function modifiersEnd(text, at) {
  if (isVariation(text.charCodeAt(at))) at++;
  return isCombining(text.charCodeAt(at)) ? at + 1 : skinToneEnd(text, at);
}

// Flag, pair of surrogates, or one unit that is no surrogate.
function baseEnd(text, at) {
  const flag = flagEnd(text, at);
  if (flag > at) return flag;
  const pair = pairEnd(text, at);
  return pair > at || isSurrogate(text.charCodeAt(at)) ? pair : at + 1;
}

function characterEnd(text, start) {
  const tone = skinToneEnd(text, start);
  if (tone > start && skinToneEnd(text, tone) > tone) return tone;
  let at = baseEnd(text, start);
  if (at === start) at++;
  else if (at === start + 1 && isCombining(text.charCodeAt(at))) at++;
  at = modifiersEnd(text, at);
  while (text.charCodeAt(at) === 0x200d && at + 1 < text.length) {
    const joined = baseEnd(text, at + 1);
    if (joined === at + 1) break;
    at = modifiersEnd(text, joined);
  }
  return at;
}

/** The characters of a text: surrogate pairs, flags, joined emoji and letters with marks stay whole. */
export function symbolsOf(text) {
  if (!hasUnicode(text)) return text.split("");
  const symbols = [];
  for (let at = 0; at < text.length;) {
    const end = characterEnd(text, at);
    symbols.push(text.slice(at, end));
    at = end;
  }
  return symbols;
}

export function sizeOfText(text) {
  return hasUnicode(text) ? symbolsOf(text).length : text.length;
}

// ---- words ----

const LOWER = "a-z\\xdf-\\xf6\\xf8-\\xff";
const UPPER = "A-Z\\xc0-\\xd6\\xd8-\\xde";
const DINGBATS = "\\u2700-\\u27bf";
// Punctuation, blanks and signs: what separates words.
const BREAKS = "\\x00-/:-@\\[-`{-\\xbf\\xd7\\xf7\\u1680\\u180e\\u2000-\\u206f\\u3000\\ufeff";

function wordPattern() {
  const upper = `[${UPPER}]`;
  const lower = `[${LOWER}]`;
  const breaking = `[${BREAKS}]`;
  // Letters of scripts without case, or whose case we do not follow.
  const other = `[^${SURROGATES}${BREAKS}\\d${DINGBATS}${LOWER}${UPPER}]`;
  const lowerOrOther = `(?:${lower}|${other})`;
  const upperOrOther = `(?:${upper}|${other})`;
  const contracted = (endings) => `(?:['\\u2019](?:${endings}))?`;
  const contractedLower = contracted("d|ll|m|re|s|t|ve");
  const contractedUpper = contracted("D|LL|M|RE|S|T|VE");
  const modifier = `(?:[${COMBINING}]|\\ud83c[\\udffb-\\udfff])?`;
  const flag = "(?:\\ud83c[\\udde6-\\uddff]){2}";
  const pair = "[\\ud800-\\udbff][\\udc00-\\udfff]";
  const look = `[${VARIATION}]?${modifier}`;
  const emoji = `(?:[${DINGBATS}]|${flag}|${pair})${look}(?:${JOINER}(?:[^${SURROGATES}]|${flag}|${pair})${look})*`;
  return new RegExp([
    `${upper}?${lower}+${contractedLower}(?=${breaking}|${upper}|$)`,
    `${upperOrOther}+${contractedUpper}(?=${breaking}|${upper}${lowerOrOther}|$)`,
    `${upper}?${lowerOrOther}+${contractedLower}`,
    `${upper}+${contractedUpper}`,
    "\\d*(?:1ST|2ND|3RD|(?![123])\\dTH)(?=\\b|[a-z_])",
    "\\d*(?:1st|2nd|3rd|(?![123])\\dth)(?=\\b|[A-Z_])",
    "\\d+",
    emoji,
  ].join("|"), "g");
}

const WORD = wordPattern();
// Where a text needs the full pattern: changes of case, letters beside digits, anything beyond letters and blanks.
const INTRICATE = /[a-z][A-Z]|[A-Z]{2}[a-z]|[0-9][a-zA-Z]|[a-zA-Z][0-9]|[^a-zA-Z0-9 ]/;
const SIMPLE_WORD = /[^\x00-/:-@[-`{-\x7f]+/g;

export function words(string, pattern, guard) {
  const text = toString(string);
  const wanted = guard ? undefined : pattern;
  if (wanted === undefined) return text.match(INTRICATE.test(text) ? WORD : SIMPLE_WORD) || [];
  return text.match(wanted) || [];
}

// ---- plain letters ----

// Letters of Latin-1 and Latin Extended-A that Unicode does not take apart.
const SPECIAL = {
  "\xc6": "Ae", "\xe6": "ae", "\xd0": "D", "\xf0": "d", "\xd8": "O", "\xf8": "o", "\xde": "Th", "\xfe": "th",
  "\xdf": "ss", "\u0110": "D", "\u0111": "d", "\u0126": "H", "\u0127": "h", "\u0131": "i", "\u0132": "IJ",
  "\u0133": "ij", "\u0138": "k", "\u013f": "L", "\u0140": "l", "\u0141": "L", "\u0142": "l", "\u0149": "'n",
  "\u014a": "N", "\u014b": "n", "\u0152": "Oe", "\u0153": "oe", "\u0166": "T", "\u0167": "t", "\u017f": "s",
};
const LATIN = /[\xc0-\xd6\xd8-\xf6\xf8-\u017f]/g;
const MARKS = new RegExp(`[${COMBINING}]`, "g");

export function deburr(string) {
  return toString(string).replace(LATIN, (letter) => SPECIAL[letter] || letter.normalize("NFD")).replace(MARKS, "");
}
