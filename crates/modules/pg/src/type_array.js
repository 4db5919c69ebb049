// Text form of a PostgreSQL array -> JavaScript array.
//
// Follows postgres-array 2.x (what pg-types 2.2.0 uses), malformed input included: explicit bounds are dropped,
// a bare NULL is null, a quoted one is a string, empty unquoted elements are skipped, and braces that don't balance
// throw. Unlike it, one scan over one string: elements are cut out whole, and nested arrays copy nothing.

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

class ArrayReader {
  constructor(source, position, transform) {
    this.source = source;
    this.position = position;
    this.transform = transform;
  }

  // Reads up to the brace that closes this level; the outermost level reads to the end of the text.
  readLevel(nested) {
    const { source, transform } = this;
    const { length } = source;
    const entries = [];
    let depth = 0;
    let quoted = false;
    let pending = ""; // what the current element has so far, when it isn't one single slice
    let hasPending = false;
    let at = this.position;

    while (at < length) {
      // The longest run of ordinary characters from here.
      const start = at;
      let code = 0;
      if (quoted) {
        while (at < length && (code = source.charCodeAt(at)) !== QUOTE && code !== BACKSLASH) at++;
      } else {
        while (
          at < length && (code = source.charCodeAt(at)) !== COMMA && code !== CLOSE && code !== QUOTE &&
          code !== OPEN && code !== BACKSLASH
        ) at++;
      }
      if (at > start) {
        const run = source.slice(start, at);
        pending = hasPending ? pending + run : run;
        hasPending = true;
        if (at >= length) break;
      }
      at++;

      if (code === BACKSLASH) {
        // Whatever follows is data, but outside quotes a brace or comma keeps its meaning, as it has upstream.
        const escaped = at < length ? source.charCodeAt(at) : 0;
        if (quoted || (escaped !== COMMA && escaped !== OPEN && escaped !== CLOSE)) {
          if (at < length) pending += source[at];
          hasPending = true;
          at++;
          continue;
        }
        at++;
        code = escaped;
      }

      if (code === QUOTE) {
        if (quoted) {
          entries.push(transform(pending));
          pending = "";
          hasPending = false;
        }
        quoted = !quoted;
      } else if (code === COMMA) {
        if (hasPending) {
          entries.push(pending === "NULL" ? null : transform(pending));
          pending = "";
          hasPending = false;
        }
      } else if (code === OPEN) {
        if (++depth > 1) {
          this.position = at - 1;
          entries.push(this.readLevel(true));
          at = this.position;
          depth--;
        }
      } else if (--depth === 0) {
        if (hasPending) {
          entries.push(pending === "NULL" ? null : transform(pending));
          pending = "";
          hasPending = false;
        }
        if (nested) {
          this.position = at;
          return entries;
        }
      }
    }
    if (depth !== 0) throw new Error("array dimension not balanced");
    this.position = at;
    return entries;
  }
}

const same = (text) => text;

/**
 * Parses an array literal. `transform` gets each element's text (never null); without it elements stay text.
 * Throws `Error("array dimension not balanced")`, and whatever `transform` throws.
 */
export function parseArray(source, transform) {
  // Bounds such as `[0:1][2:3]=` come before the first brace.
  const bounded = source[0] === "[";
  const text = typeof source === "string" ? source : String(source);
  const start = bounded ? text.indexOf("=") + 1 || text.length : 0;
  return new ArrayReader(text, start, transform || same).readLevel(false);
}

/** What scripts see as `pg.types.arrayParser`. */
export const arrayParser = {
  create(source, transform) {
    return { parse: () => parseArray(source, transform) };
  },
};
