// Text of interval (IntervalStyle postgres, the default) -> PostgresInterval, as postgres-interval 1.x shows it:
// own properties only for the parts that aren't zero. Text in other styles gives an object without parts.

const isDigit = (code) => code >= 48 && code <= 57;
const isSpace = (code) => code === 32 || (code >= 9 && code <= 13);

// Reads an interval's text from left to right; every part may be missing.
class IntervalReader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  skipSpaces() {
    while (isSpace(this.text.charCodeAt(this.at))) this.at++;
  }

  // `-3 days` with unit "day": -3, and moves on. Without such a part: 0, and stays.
  readUnit(unit) {
    const { text } = this;
    let at = this.at;
    const first = text.charCodeAt(at);
    if (first === 43 || first === 45) at++;
    const digits = at;
    while (isDigit(text.charCodeAt(at))) at++;
    if (at === digits) return 0;
    const numberEnd = at;
    while (isSpace(text.charCodeAt(at))) at++;
    if (at === numberEnd || !text.startsWith(unit, at)) return 0;
    const value = parseInt(text.slice(this.at, numberEnd), 10);
    at += unit.length;
    this.at = text[at] === "s" ? at + 1 : at;
    return value;
  }

  // Two digits after a colon at `at`, or -1.
  twoAfterColon(at) {
    const { text } = this;
    if (text[at] !== ":" || !isDigit(text.charCodeAt(at + 1)) || !isDigit(text.charCodeAt(at + 2))) return -1;
    return parseInt(text.slice(at + 1, at + 3), 10);
  }

  // `-04:05:06.789`, into `parts`.
  readTime(parts) {
    const { text } = this;
    let at = this.at;
    const negative = text[at] === "-";
    if (negative || text[at] === "+") at++;
    const start = at;
    while (isDigit(text.charCodeAt(at))) at++;
    const hours = at > start ? parseInt(text.slice(start, at), 10) : 0;
    const minutes = this.twoAfterColon(at);
    const seconds = this.twoAfterColon(at + 3);
    if (minutes < 0 || seconds < 0) return;
    at += 6;
    if (text[at] === ".") at++;
    const fraction = at;
    while (at < fraction + 6 && isDigit(text.charCodeAt(at))) at++;
    const microseconds = at > fraction ? parseInt(text.slice(fraction, at).padEnd(6, "0"), 10) : 0;

    if (hours) parts.hours = negative ? -hours : hours;
    if (minutes) parts.minutes = negative ? -minutes : minutes;
    if (seconds) parts.seconds = negative ? -seconds : seconds;
    if (microseconds) parts.milliseconds = negative ? -microseconds / 1000 : microseconds / 1000;
  }
}

/** An interval's parts as own properties. Callable without `new`, with enumerable methods, as upstream's is. */
export function PostgresInterval(text) {
  if (!(this instanceof PostgresInterval)) return new PostgresInterval(text);
  if (!text) return;
  const reader = new IntervalReader(typeof text === "string" ? text : String(text));
  const years = reader.readUnit("year");
  if (years) this.years = years;
  reader.skipSpaces();
  const months = reader.readUnit("mon");
  if (months) this.months = months;
  reader.skipSpaces();
  const days = reader.readUnit("day");
  if (days) this.days = days;
  reader.skipSpaces();
  reader.readTime(this);
}

// Seconds with their fraction, to the microsecond.
const withFraction = (interval, seconds) => (seconds + interval.milliseconds / 1000).toFixed(6);

const WORDS = ["seconds", "minutes", "hours", "days", "months", "years"];

/** Text that PostgreSQL reads back as the same interval, such as `6 seconds 5 minutes`. */
PostgresInterval.prototype.toPostgres = function toPostgres() {
  const words = WORDS.filter((word) => Object.hasOwn(this, word));
  // A fraction alone has to be said in seconds; they come last then.
  if (this.milliseconds && !words.includes("seconds")) words.push("seconds");
  if (words.length === 0) return "0";
  return words.map((word) => {
    let value = this[word] || 0;
    if (word === "seconds" && this.milliseconds) value = withFraction(this, value).replace(/\.?0+$/, "");
    return `${value} ${word}`;
  }).join(" ");
};

/** ISO 8601 duration with every part spelled out, such as `P0Y0M1DT2H0M0S`. */
PostgresInterval.prototype.toISO = function toISO() {
  const part = (word) => this[word] || 0;
  const seconds = this.milliseconds ? withFraction(this, part("seconds")).replace(/0+$/, "") : part("seconds");
  return `P${part("years")}Y${part("months")}M${part("days")}DT${part("hours")}H${part("minutes")}M${seconds}S`;
};

PostgresInterval.prototype.toISOString = PostgresInterval.prototype.toISO;

/** The parser of type interval. */
export const parseInterval = (text) => new PostgresInterval(text);
