// Text of date, timestamp and timestamptz -> Date, by the rules of postgres-date 1.x.
//
// Only DateStyle ISO is understood; any other text gives null. Microseconds are cut, not rounded. Without an offset the
// text is local time. Years beyond JavaScript's range give an Invalid Date; infinities are the numbers.

const DASH = 45;
const COLON = 58;
const SPACE = 32;

// Two decimal digits at `at`, or NaN.
function twoDigits(text, at) {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

// The usual shapes: a year of four digits, and an offset of hours or hours and minutes. `undefined` means: look closer.
// Nearly every cell comes through here, so it neither runs a regular expression nor cuts strings out.
function parseUsual(text) {
  const { length } = text;
  if (length < 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5) - 1;
  const day = twoDigits(text, 8);
  // Also false for NaN. The first century needs care with Date's two-digit years.
  if (!(year >= 100 && month >= 0 && day >= 0)) return undefined;
  if (length === 10) return new Date(year, month, day);
  if (
    length < 19 || text.charCodeAt(10) !== SPACE || text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON
  ) return undefined;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (!(hour >= 0 && minute >= 0 && second >= 0)) return undefined;

  let at = 19;
  let milliseconds = 0;
  if (at < length && text.charCodeAt(at) === 46) {
    let weight = 100;
    let digit = 0;
    for (at++; at < length && (digit = text.charCodeAt(at) - 48) >= 0 && digit <= 9; at++) {
      milliseconds += digit * weight;
      weight = weight === 100 ? 10 : weight === 10 ? 1 : 0;
    }
    if (at === 20) return undefined;
  }
  if (at === length) return new Date(year, month, day, hour, minute, second, milliseconds);

  const sign = text.charCodeAt(at);
  if (sign !== 43 && sign !== DASH) return undefined;
  let offset = twoDigits(text, at + 1) * 60;
  if (length === at + 6 && text.charCodeAt(at + 3) === COLON) offset += twoDigits(text, at + 4);
  else if (length !== at + 3) return undefined;
  if (!(offset >= 0)) return undefined;
  const utc = Date.UTC(year, month, day, hour, minute, second, milliseconds);
  return new Date(sign === DASH ? utc + offset * 60000 : utc - offset * 60000);
}

const DATE_AND_TIME = /(\d+)-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)?.*$/;
const DATE_ALONE = /^(\d+)-(\d\d)-(\d\d)(?: BC)?$/;
const OFFSET = /([-+Z])(\d\d)?:?(\d\d)?:?(\d\d)?/;

// Milliseconds east of UTC, or undefined when the text names no offset.
function offsetOf(text) {
  if (text.endsWith("+00")) return 0;
  const found = OFFSET.exec(text.split(" ")[1]);
  if (found === null) return undefined;
  if (found[1] === "Z") return 0;
  const seconds = Number(found[2]) * 3600 + Number(found[3] || 0) * 60 + Number(found[4] || 0);
  return (found[1] === "-" ? -seconds : seconds) * 1000;
}

function parseUnusual(text) {
  if (text === "infinity") return Infinity;
  if (text === "-infinity") return -Infinity;
  let found = DATE_AND_TIME.exec(text);
  const hasTime = found !== null;
  found ??= DATE_ALONE.exec(text);
  if (found === null) return null;

  // 1 BC is the year 0.
  const year = text.endsWith(" BC") ? 1 - Number(found[1]) : Number(found[1]);
  // Date takes 0 to 99 for years of the twentieth century; put the year right afterwards.
  const early = year >= 0 && year < 100;
  const month = Number(found[2]) - 1;
  const day = Number(found[3]);
  if (!hasTime) {
    const date = new Date(year, month, day);
    if (early) date.setFullYear(year);
    return date;
  }

  const rest = [month, day, Number(found[4]), Number(found[5]), Number(found[6]), Number(found[7] || 0) * 1000];
  const offset = offsetOf(text);
  if (offset === undefined) {
    const date = new Date(year, ...rest);
    if (early) date.setFullYear(year);
    return date;
  }
  const date = new Date(Date.UTC(year, ...rest));
  if (early) date.setUTCFullYear(year);
  if (offset !== 0) date.setTime(date.getTime() - offset);
  return date;
}

/** A Date, the number Infinity or -Infinity, or null for text of another shape. */
export function parseDate(text) {
  if (typeof text !== "string") return null;
  const usual = parseUsual(text);
  return usual === undefined ? parseUnusual(text) : usual;
}
