/**
 * What a value is, as JSON: equal descriptions mean that a script can't tell two values apart (by the means a script
 * usually has). Self-contained, so that its source text can be carried into a realm.
 */
export function describe(value, depth = 0) {
  const tag = (kind, more) => ({ $: kind, ...more });
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const className = (object) => {
    const prototype = Object.getPrototypeOf(object);
    return prototype === null ? "null" : prototype.constructor?.name;
  };
  const own = (object) =>
    Object.fromEntries(Object.keys(object).map((key) => [key, describe(object[key], depth + 1)]));

  if (depth > 8) {
    return tag("deep");
  }
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : tag("number", { is: Object.is(value, -0) ? "-0" : String(value) });
    case "undefined":
      return tag("undefined");
    case "bigint":
      return tag("bigint", { is: String(value) });
    case "symbol":
      return tag("symbol", { is: String(value) });
    case "function":
      return tag("function", { name: value.name, length: value.length });
  }
  if (value === null) {
    return null;
  }
  if (Array.isArray(value)) {
    return Array.from(value, (item) => describe(item, depth + 1));
  }
  if (value instanceof Error || Object.prototype.toString.call(value) === "[object DOMException]") {
    const more = { class: className(value), name: value.name, message: value.message };
    return tag("Error", value.code === undefined ? more : { ...more, code: describe(value.code, depth + 1) });
  }
  if (ArrayBuffer.isView(value)) {
    return tag(className(value), { hex: hex(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) });
  }
  if (value instanceof ArrayBuffer) {
    return tag("ArrayBuffer", { hex: hex(new Uint8Array(value)) });
  }
  if (value instanceof Date) {
    return tag("Date", { is: Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString() });
  }
  if (value instanceof Promise) {
    return tag("Promise");
  }
  const name = className(value);
  return name === "Object" ? own(value) : tag("object", { class: name, own: own(value) });
}

/** Runs a case, a function of `require`, to its end: `{value}` or `{thrown}`, described. */
export async function outcome(run, require) {
  try {
    return { value: describe(await run(require)) };
  } catch (error) {
    return { thrown: describe(error) };
  }
}
