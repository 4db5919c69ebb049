/**
 * A value as one text that two realms can be compared by: strict about types, classes, own keys and their order,
 * holes, -0 and errors' class, name, message, code and stack header. Stands on its own: it's sent into the realm as
 * source.
 */
export function serialise(root) {
  const seen = new Map();
  const key = (name) => (typeof name === "symbol" ? `[${String(name)}]` : /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
  const className = (value) => {
    const proto = Object.getPrototypeOf(value);
    if (proto === null) return "null";
    let name;
    try {
      name = proto.constructor?.name;
    } catch {
      name = undefined;
    }
    return typeof name === "string" && name !== "" ? name : "?";
  };

  function own(value, skip) {
    const out = [];
    for (const name of Reflect.ownKeys(value)) {
      if (skip.has(name)) continue;
      const property = Object.getOwnPropertyDescriptor(value, name);
      if (property === undefined) continue;
      const hidden = property.enumerable ? "" : "~";
      if ("value" in property) out.push(`${hidden}${key(name)}: ${one(property.value)}`);
      else out.push(`${hidden}${key(name)}: <${property.get ? "get" : ""}${property.set ? "set" : ""}>`);
    }
    return out;
  }

  function braced(head, parts) {
    return `${head}{${parts.join(", ")}}`;
  }

  function one(value) {
    switch (typeof value) {
      case "undefined":
        return "undefined";
      case "number":
        return Object.is(value, -0) ? "-0" : String(value);
      case "bigint":
        return `${value}n`;
      case "string":
        return JSON.stringify(value);
      case "boolean":
        return String(value);
      case "symbol":
        return String(value);
      case "function":
        return `function ${value.name}/${value.length}`;
    }
    if (value === null) return "null";
    if (seen.has(value)) return `<same as ${seen.get(value)}>`;
    seen.set(value, seen.size);
    const name = className(value);

    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      const elements = Array.from(value, (n) => (typeof n === "bigint" ? `${n}n` : Object.is(n, -0) ? "-0" : String(n)));
      const extra = own(value, new Set(Object.keys(value).filter((k) => /^\d+$/.test(k))));
      return `${name}<${elements.join(" ")}>${extra.length > 0 ? braced("", extra) : ""}`;
    }
    if (value instanceof ArrayBuffer) return `${name}(${one(new Uint8Array(value))})`;
    if (value instanceof DataView) return `${name}(${one(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))})`;
    if (Array.isArray(value)) {
      const parts = [];
      for (let i = 0; i < value.length; i++) parts.push(i in value ? one(value[i]) : "<hole>");
      const skip = new Set(["length", ...Object.keys(value).filter((k) => /^\d+$/.test(k))]);
      return `${name === "Array" ? "" : name}[${[...parts, ...own(value, skip)].join(", ")}]`;
    }
    if (value instanceof Error) {
      const header = typeof value.stack === "string" ? value.stack.split("\n    at ")[0] : one(value.stack);
      const parts = own(value, new Set(["stack", "message", "name", "toString"]));
      return braced(`${name}(${JSON.stringify(value.name)}, ${JSON.stringify(value.message)}, ${JSON.stringify(header)})`, parts);
    }
    if (value instanceof Map) return braced(name, Array.from(value, ([k, v]) => `${one(k)} => ${one(v)}`));
    if (value instanceof Set) return braced(name, Array.from(value, one));
    if (value instanceof Date) return `${name}(${value.getTime()})`;
    if (value instanceof RegExp) return braced(`${name}(${String(value)})`, own(value, new Set()));
    for (const Box of [Number, String, Boolean, BigInt, Symbol]) {
      if (value instanceof Box) return `${name}(${one(value.valueOf())})`;
    }
    return braced(name === "Object" ? "" : name, own(value, new Set()));
  }
  return one(root);
}

/**
 * Helpers for case files: `h.random(seed)` makes a generator of the same numbers everywhere; `h.attempt(fn)` gives
 * what `fn` returns or the error it throws. Stands on its own too.
 */
export function helpers() {
  function random(seed) {
    let state = seed >>> 0;
    const next = () => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return (t ^ (t >>> 14)) >>> 0;
    };
    return {
      /** A whole number below `limit`. */
      below: (limit) => next() % limit,
      pick: (list) => list[next() % list.length],
      bytes: (length) => Array.from({ length }, () => next() % 256),
      /** Text of `length` code units: mostly ASCII, some of every other kind, lone surrogates too when asked for. */
      text(length, lone = false) {
        let out = "";
        while (out.length < length) {
          const kind = next() % 10;
          if (kind < 4) out += String.fromCharCode(32 + (next() % 95));
          else if (kind < 5) out += String.fromCharCode(next() % 128);
          else if (kind < 6) out += String.fromCharCode(128 + (next() % 128));
          else if (kind < 7) out += String.fromCharCode(256 + (next() % 0x700));
          else if (kind < 8) out += String.fromCharCode(0x800 + (next() % 0xd000));
          else if (kind < 9 || !lone) out += String.fromCodePoint(0x10000 + (next() % 0x100000));
          else out += String.fromCharCode(0xd800 + (next() % 0x800));
        }
        return out;
      },
    };
  }
  function attempt(fn) {
    try {
      return fn();
    } catch (error) {
      return error;
    }
  }
  return { random, attempt };
}
