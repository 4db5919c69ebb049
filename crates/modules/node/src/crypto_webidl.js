// How WebCrypto's functions read their arguments (Web IDL, with Node's words and codes for what doesn't fit).

import { types } from "ext:connector_node/util_types.js";

/** `where`: `{prefix, context}`, of which the message is made: `Failed to execute X: 1st argument ...`. */
function problem(text, where, code = "ERR_INVALID_ARG_TYPE") {
  const context = where.context === "" ? "" : `${where.context} `;
  return Object.assign(new TypeError(`${where.prefix}: ${context}${text}`), { code });
}

const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

/** TypeError ERR_MISSING_ARGS when there are fewer than `needed` arguments. */
export function requireArguments(count, needed, prefix) {
  if (count >= needed) return;
  const noun = needed === 1 ? "argument" : "arguments";
  const text = `${needed} ${noun} required, but only ${count} present.`;
  throw problem(text, { prefix, context: "" }, "ERR_MISSING_ARGS");
}

export function toText(value, where) {
  if (typeof value === "symbol") throw problem("is a Symbol and cannot be converted to a string.", where);
  return String(value);
}

export const toBoolean = (value) => Boolean(value);

function toNumber(value, where) {
  const kind = { bigint: "BigInt", symbol: "Symbol" }[typeof value];
  if (kind !== undefined) throw problem(`is a ${kind} and cannot be converted to a number.`, where);
  return Number(value);
}

/** An integer of 32 bits: what doesn't fit wraps, what isn't finite is 0. */
export const toWrapped = (value, where) => toNumber(value, where) >>> 0;

/** An integer of `bits` bits, refused when it's out of range. */
export const toUnsigned = (bits) => (value, where) => {
  const number = Math.trunc(toNumber(value, where));
  if (!Number.isFinite(number)) throw problem("is not a finite number.", where);
  const max = 2 ** bits - 1;
  if (number < 0 || number > max) {
    throw problem(`is outside the expected range of 0 to ${max}.`, where, "ERR_OUT_OF_RANGE");
  }
  return number + 0;
};

/** A copy of the bytes: the caller may change them before they're used. */
export function toBytes(value, where) {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  }
  if (!types.isArrayBuffer(value)) {
    throw problem("is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.", where);
  }
  return new Uint8Array(value).slice();
}

/** An object as it is, or the text of anything else. */
export const toAlgorithm = (value, where) => (isObject(value) ? value : toText(value, where));

export const toEnum = (name, values) => (value, where) => {
  const text = String(value);
  if (!values.includes(text)) {
    throw problem(`value '${text}' is not a valid enum value of type ${name}.`, where, "ERR_INVALID_ARG_VALUE");
  }
  return text;
};

export const toSequence = (convert) => (value, where) => {
  if (!isObject(value) || typeof value[Symbol.iterator] !== "function") {
    throw problem("can not be converted to sequence.", where);
  }
  const items = [];
  for (const item of value) items.push(convert(item, { ...where, context: `${where.context}, index ${items.length}` }));
  return items;
};

/** `members`: `{key: convert}` for what may be there, in order; `required`: the keys that must be. */
export const toDictionary = (name, members, required = []) => (value, where) => {
  if (value !== undefined && value !== null && !isObject(value)) {
    throw problem("can not be converted to a dictionary", where);
  }
  const found = {};
  for (const [key, convert] of Object.entries(members)) {
    const given = value?.[key];
    if (given !== undefined) {
      found[key] = convert(given, { ...where, context: `'${key}' of '${name}' (${where.context})` });
    } else if (required.includes(key)) {
      const text = `can not be converted to '${name}' because '${key}' is required in '${name}'.`;
      throw problem(text, where, "ERR_MISSING_OPTION");
    }
  }
  return found;
};

/** Something that `test` knows to be a `name`. */
export const toInterface = (name, test) => (value, where) => {
  if (!test(value)) throw problem(`is not of type ${name}.`, where);
  return value;
};
