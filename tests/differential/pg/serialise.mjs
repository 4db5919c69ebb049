// The strict serialiser that both sides of the comparison use. It travels as source text into Connector's realm, so
// `serialise` may use nothing but its arguments and ECMAScript.

/**
 * Any value as JSON text in which nothing is lost that a script could tell apart: undefined, NaN, -0, symbols, dates,
 * bytes, holes, class names, key order, and every own property of an error but its stack. Objects keep their own
 * enumerable properties.
 *
 * `options.port` (a number) is replaced wherever it shows. Process ids, secret keys and the OIDs of objects that the
 * cases create, and numbers of temporary schemas, are replaced by markers.
 */
export function serialise(root, options = {}) {
  const open = [];
  const port = options.port === undefined ? null : Number(options.port);
  const VOLATILE = { processID: "<pid>", processId: "<pid>", secretKey: "<secret>" };
  const OIDS = ["tableID", "dataTypeID"];

  const tagged = (tag, rest) => Object.assign({ $: tag }, rest);

  const text = (string) => {
    const shown = string.replace(/\bpg_temp_\d+/g, "pg_temp_<n>");
    return port === null ? shown : shown.replaceAll(`:${port}`, ":<port>");
  };

  const className = (value) => {
    const prototype = Object.getPrototypeOf(value);
    if (prototype === null) return "null";
    const { constructor } = prototype;
    return typeof constructor === "function" ? constructor.name : "?";
  };

  const property = (key, value) => {
    if (typeof value === "number") {
      if (key in VOLATILE && value !== 0) return VOLATILE[key];
      if (OIDS.includes(key) && value >= 16384) return "<oid>";
      if (key === "port" && value === port) return "<port>";
    }
    if (key === "port" && value === String(port)) return "<port text>";
    return convert(value);
  };

  const properties = (value, keys) => {
    const pairs = [];
    for (const key of keys) {
      const name = typeof key === "symbol" ? key.toString() : key;
      let converted;
      try {
        converted = property(name, value[key]);
      } catch (error) {
        converted = tagged("throws", { error: String(error) });
      }
      pairs.push([name, converted]);
    }
    // As an object where JSON keeps it apart from our markers, as pairs elsewhere.
    const plain = pairs.every(([name]) => name !== "$" && name !== "__proto__");
    return plain ? Object.fromEntries(pairs) : tagged("pairs", { pairs });
  };

  const bytes = (view) => {
    const raw = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    return Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const structure = (value) => {
    if (value instanceof Error) {
      const names = Object.getOwnPropertyNames(value).filter((name) => name !== "stack" && name !== "message");
      const hidden = names.filter((name) => !Object.prototype.propertyIsEnumerable.call(value, name));
      const own = properties(value, names);
      // The length of a server's message counts the digits of a temporary schema's name, too.
      if (/^pg_temp_/.test(value.schema)) own.length = "<length>";
      return tagged("error", {
        class: className(value),
        name: convert(value.name),
        message: convert(value.message),
        own,
        ...(hidden.length > 0 ? { hidden } : {}),
      });
    }
    if (value instanceof Date) {
      const time = value.getTime();
      return tagged("Date", { iso: Number.isNaN(time) ? "Invalid Date" : value.toISOString() });
    }
    if (ArrayBuffer.isView(value)) return tagged(className(value), { hex: bytes(value) });
    if (value instanceof ArrayBuffer) return tagged("ArrayBuffer", { hex: bytes(new Uint8Array(value)) });
    if (Array.isArray(value)) {
      const items = Array.from({ length: value.length }, (_, i) => (i in value ? convert(value[i]) : tagged("hole")));
      const more = Object.keys(value).filter((key) => !/^\d+$/.test(key));
      if (more.length === 0 && className(value) === "Array") return items;
      return tagged("array", { class: className(value), items, own: properties(value, more) });
    }
    if (value instanceof Map) return tagged("Map", { entries: [...value].map(([k, v]) => [convert(k), convert(v)]) });
    if (value instanceof Set) return tagged("Set", { values: [...value].map(convert) });
    if (value instanceof RegExp) return tagged("RegExp", { source: String(value) });
    if (value instanceof Promise) return tagged("Promise");
    const keys = [...Object.keys(value), ...Object.getOwnPropertySymbols(value)];
    const own = properties(value, keys);
    const name = className(value);
    return name === "Object" ? own : tagged("instance", { class: name, own });
  };

  const convert = (value) => {
    switch (typeof value) {
      case "string":
        return text(value);
      case "boolean":
        return value;
      case "undefined":
        return tagged("undefined");
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : tagged("number", { value: Object.is(value, -0) ? "-0" : String(value) });
      case "bigint":
        return tagged("bigint", { value: value.toString() });
      case "symbol":
        return tagged("symbol", { value: value.toString() });
      case "function":
        return tagged("function");
      default:
    }
    if (value === null) return null;
    if (open.includes(value)) return tagged("cycle", { up: open.length - open.indexOf(value) });
    if (open.length > 60) return tagged("deep");
    open.push(value);
    try {
      return structure(value);
    } finally {
      open.pop();
    }
  };

  return JSON.stringify(convert(root));
}
