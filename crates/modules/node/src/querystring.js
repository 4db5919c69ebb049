// require('querystring').
import { codedError } from "ext:connector_node/errors.js";
import { Buffer } from "ext:connector_node/buffer.js";

/** What stands as it is: letters, digits and `-_.!~*'()`. */
const plain = /^[A-Za-z0-9\-_.!~*'()]*$/;

const malformed = () => codedError(URIError, "ERR_INVALID_URI", "URI malformed");

/** Pairs up surrogates as Node does: one takes whatever unit follows it, and must not be the last. */
function paired(text) {
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if ((unit & 0xf800) !== 0xd800) {
      out += text[i];
      continue;
    }
    i++;
    if (i >= text.length) throw malformed();
    out += String.fromCodePoint(0x10000 + (((unit & 0x3ff) << 10) | (text.charCodeAt(i) & 0x3ff)));
  }
  return out;
}

/** Percent-encodes as encodeURIComponent does, but for lone surrogates. */
function qsEscape(str) {
  let text = str;
  if (typeof text !== "string") text = typeof text === "object" ? String(text) : `${text}`;
  if (plain.test(text)) return text;
  return encodeURIComponent(text.isWellFormed() ? text : paired(text));
}

const hexDigit = (unit) => {
  if (unit >= 48 && unit <= 57) return unit - 48;
  const lower = unit | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
};

/** Bytes of a percent-encoded text; `%` without two digits stands for itself, other units keep their low byte. */
function unescapeBuffer(text, decodeSpaces) {
  const out = Buffer.allocUnsafe(text.length);
  let size = 0;
  for (let i = 0; i < out.length; i++) {
    const unit = text.charCodeAt(i);
    const high = unit === 37 ? hexDigit(text.charCodeAt(i + 1)) : -1;
    const low = high === -1 ? -1 : hexDigit(text.charCodeAt(i + 2));
    if (low !== -1) {
      out[size++] = high * 16 + low;
      i += 2;
    } else {
      out[size++] = unit === 43 && decodeSpaces ? 32 : unit;
    }
  }
  return size === out.length ? out : out.slice(0, size);
}

function qsUnescape(s, decodeSpaces) {
  try {
    return decodeURIComponent(s);
  } catch {
    return querystring.unescapeBuffer(s, decodeSpaces).toString();
  }
}

function primitiveText(value) {
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return `${value}`;
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "boolean") return value ? "true" : "false";
  return "";
}

function stringify(obj, sep, eq, options) {
  const between = sep || "&";
  const equals = eq || "=";
  const encode = typeof options?.encodeURIComponent === "function" ? options.encodeURIComponent : querystring.escape;
  if (obj === null || typeof obj !== "object") return "";
  const standard = encode === qsEscape;
  // Node's own encoder never sees a number, others see all values as text.
  const encoded = (value) => {
    const text = primitiveText(value);
    return text === "" && standard ? "" : encode(text);
  };
  const pairs = [];
  for (const key of Object.keys(obj)) {
    const value = obj[key];
    const name = `${encoded(key)}${equals}`;
    if (Array.isArray(value)) {
      for (const item of value) pairs.push(name + encoded(item));
    } else {
      pairs.push(name + encoded(value));
    }
  }
  return pairs.join(between);
}

/** Repeated keys become arrays; `obj` has no prototype, so a key may be `__proto__`. */
function add(obj, key, value) {
  if (!(key in obj)) obj[key] = value;
  else if (Array.isArray(obj[key])) obj[key].push(value);
  else obj[key] = [obj[key], value];
}

function parse(qs, sep, eq, options) {
  const obj = { __proto__: null };
  if (typeof qs !== "string" || qs.length === 0) return obj;
  const between = !sep ? "&" : `${sep}`;
  const equals = !eq ? "=" : `${eq}`;
  let left = typeof options?.maxKeys === "number" ? options.maxKeys : 1000;
  if (!(left > 0)) left = -1;
  const custom = typeof options?.decodeURIComponent === "function" ? options.decodeURIComponent : querystring.unescape;
  const standard = custom === qsUnescape;
  // Only what holds a percent-encoded byte is decoded: `%zz` alone must not turn what's beside it into bytes.
  const decode = (text, encoded = /%[0-9A-Fa-f]{2}/.test(text)) => {
    const spaced = text.replaceAll("+", standard ? " " : "%20");
    if (standard && !encoded) return spaced;
    try {
      return custom(spaced);
    } catch {
      return qsUnescape(spaced, true);
    }
  };
  for (const piece of qs.split(between)) {
    if (left-- === 0) break;
    if (piece === "") continue;
    const at = piece.indexOf(equals);
    if (at === -1) add(obj, decode(piece), "");
    else {
      const key = piece.slice(0, at);
      const value = piece.slice(at + equals.length);
      // Node takes a second such byte in the key for one in the value.
      const encoded = /%[0-9A-Fa-f]{2}/.test(value) || /%[0-9A-Fa-f]{2}.*%[0-9A-Fa-f]{2}/s.test(key);
      add(obj, decode(key), decode(value, encoded));
    }
  }
  return obj;
}

const querystring = {
  unescapeBuffer,
  unescape: qsUnescape,
  escape: qsEscape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};

export default querystring;
