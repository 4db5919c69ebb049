// URLSearchParams, alone or as a URL's `searchParams`.
import { codedError, missingArgs, validateFunction } from "ext:connector_node/errors.js";
import querystring from "ext:connector_node/querystring.js";

// Taken now: a script may replace querystring's own.
const { unescape } = querystring;

const customInspect = Symbol.for("nodejs.util.inspect.custom");

function wrongThis(kind) {
  return codedError(TypeError, "ERR_INVALID_THIS", `Value of "this" must be of type ${kind}`);
}

const text = (value) => `${value}`.toWellFormed();

// Node's way, which is querystring's: where some `%` isn't what it should be, all units are taken for bytes.
function decode(piece) {
  const spaced = piece.replaceAll("+", " ");
  return /%[0-9A-Fa-f]{2}/.test(spaced) ? unescape(spaced, false) : spaced;
}

/** The pairs of a query without its `?`. */
function parseForm(query) {
  const pairs = [];
  for (const piece of query.split("&")) {
    if (piece === "") continue;
    const at = piece.indexOf("=");
    if (at === -1) pairs.push([decode(piece), ""]);
    else pairs.push([decode(piece.slice(0, at)), decode(piece.slice(at + 1))]);
  }
  return pairs;
}

const escapes = { "!": "%21", "'": "%27", "(": "%28", ")": "%29", "~": "%7E", "%20": "+" };

function encode(value) {
  return encodeURIComponent(value).replace(/[!'()~]|%20/g, (found) => escapes[found]);
}

function notPair() {
  return codedError(TypeError, "ERR_INVALID_TUPLE", "Each query pair must be an iterable [name, value] tuple");
}

function pairsOf(init) {
  if (init === undefined || init === null) return [];
  if (typeof init !== "object" && typeof init !== "function") {
    const query = text(init);
    return parseForm(query[0] === "?" ? query.slice(1) : query);
  }
  const method = init[Symbol.iterator];
  if (method === undefined || method === null) {
    // A record; keys that become alike when made well-formed are one.
    const found = new Map();
    for (const key of Reflect.ownKeys(init)) {
      if (!Object.getOwnPropertyDescriptor(init, key)?.enumerable) continue;
      found.set(text(key), text(init[key]));
    }
    return [...found];
  }
  if (typeof method !== "function") throw codedError(TypeError, "ERR_ARG_NOT_ITERABLE", "Query pairs must be iterable");
  const pairs = [];
  for (const pair of init) {
    if (typeof pair === "string" || typeof pair?.[Symbol.iterator] !== "function") throw notPair();
    const both = [...pair];
    if (both.length !== 2) throw notPair();
    pairs.push([text(both[0]), text(both[1])]);
  }
  return pairs;
}

/** The parameters of a URL: `changed(query)` is called after each change. Set by the class below. */
export let linkedParams;
/** Lets linked parameters follow their URL's new query (with `?`, or empty). */
export let followQuery;
let listOf;

export class URLSearchParams {
  #list = [];
  #changed;

  static {
    linkedParams = (query, changed) => {
      const params = new URLSearchParams();
      params.#changed = changed;
      followQuery(params, query);
      return params;
    };
    followQuery = (params, query) => {
      params.#list = parseForm(query.slice(1));
    };
    listOf = (params) => params.#list;
  }

  constructor(init = undefined) {
    this.#list = pairsOf(init);
  }

  static #check(self, given, ...names) {
    if (typeof self !== "object" || self === null || !(#list in self)) throw wrongThis("URLSearchParams");
    if (given < names.length) throw missingArgs(...names);
  }

  get size() {
    URLSearchParams.#check(this, 0);
    return this.#list.length;
  }

  append(name, value) {
    URLSearchParams.#check(this, arguments.length, "name", "value");
    this.#list.push([text(name), text(value)]);
    this.#changed?.(this.toString());
  }

  delete(name, value = undefined) {
    URLSearchParams.#check(this, arguments.length, "name");
    const key = text(name);
    const wanted = value === undefined ? undefined : text(value);
    this.#list = this.#list.filter((pair) => pair[0] !== key || (wanted !== undefined && pair[1] !== wanted));
    this.#changed?.(this.toString());
  }

  get(name) {
    URLSearchParams.#check(this, arguments.length, "name");
    const key = text(name);
    return this.#list.find((pair) => pair[0] === key)?.[1] ?? null;
  }

  getAll(name) {
    URLSearchParams.#check(this, arguments.length, "name");
    const key = text(name);
    return this.#list.filter((pair) => pair[0] === key).map((pair) => pair[1]);
  }

  has(name, value = undefined) {
    URLSearchParams.#check(this, arguments.length, "name");
    const key = text(name);
    const wanted = value === undefined ? undefined : text(value);
    return this.#list.some((pair) => pair[0] === key && (wanted === undefined || pair[1] === wanted));
  }

  set(name, value) {
    URLSearchParams.#check(this, arguments.length, "name", "value");
    const key = text(name);
    const wanted = text(value);
    const first = this.#list.find((pair) => pair[0] === key);
    if (first === undefined) {
      this.#list.push([key, wanted]);
    } else {
      first[1] = wanted;
      this.#list = this.#list.filter((pair) => pair === first || pair[0] !== key);
    }
    this.#changed?.(this.toString());
  }

  sort() {
    URLSearchParams.#check(this, 0);
    this.#list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.#changed?.(this.toString());
  }

  entries() {
    URLSearchParams.#check(this, 0);
    return new ParamsIterator(this, (pair) => [pair[0], pair[1]]);
  }

  forEach(callback, thisArg = undefined) {
    URLSearchParams.#check(this, 0);
    validateFunction(callback, "callback");
    for (let i = 0; i < this.#list.length; i++) callback.call(thisArg, this.#list[i][1], this.#list[i][0], this);
  }

  keys() {
    URLSearchParams.#check(this, 0);
    return new ParamsIterator(this, (pair) => pair[0]);
  }

  values() {
    URLSearchParams.#check(this, 0);
    return new ParamsIterator(this, (pair) => pair[1]);
  }

  toString() {
    URLSearchParams.#check(this, 0);
    return this.#list.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  }

  [customInspect](depth, ctx, inspect) {
    URLSearchParams.#check(this, 0);
    if (typeof depth === "number" && depth < 0) return ctx.stylize("[Object]", "special");
    const inner = { ...ctx };
    if (depth !== null) inner.depth = depth - 1;
    const pairs = this.#list.map(([name, value]) => `${inspect(name, inner)} => ${inspect(value, inner)}`);
    return braced(`${this.constructor.name} {`, pairs, ctx.breakLength);
  }
}

function braced(open, items, breakLength) {
  if (items.length === 0) return `${open}}`;
  const plain = items.join(", ").replace(/\u001b\[\d+m/g, "");
  return plain.length > breakLength ? `${open}\n  ${items.join(",\n  ")} }` : `${open} ${items.join(", ")} }`;
}

/** Goes over the live list: what is added meanwhile is seen. */
class ParamsIterator {
  #params;
  #take;
  #next = 0;

  constructor(params, take) {
    this.#params = params;
    this.#take = take;
  }

  next() {
    if (typeof this !== "object" || this === null || !(#params in this)) throw wrongThis("URLSearchParamsIterator");
    const list = listOf(this.#params);
    if (this.#next >= list.length) return { value: undefined, done: true };
    return { value: this.#take(list[this.#next++]), done: false };
  }

  [customInspect](depth, ctx, inspect) {
    if (typeof depth === "number" && depth < 0) return ctx.stylize("[Object]", "special");
    const inner = { ...ctx };
    if (depth !== null) inner.depth = depth - 1;
    const left = listOf(this.#params).slice(this.#next).map((pair) => inspect(this.#take(pair), inner));
    const plain = left.join(", ").replace(/\u001b\[\d+m/g, "");
    const tooLong = plain.length > ctx.breakLength || plain.includes("\n");
    const items = left.join(tooLong ? ",\n  " : ", ");
    return `${this[Symbol.toStringTag]} {${tooLong ? "\n  " : " "}${items} }`;
  }
}

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
Object.setPrototypeOf(ParamsIterator.prototype, iteratorPrototype);
delete ParamsIterator.prototype.constructor;
Object.defineProperty(ParamsIterator.prototype, "next", { enumerable: true });
Object.defineProperty(ParamsIterator.prototype, Symbol.toStringTag, {
  value: "URLSearchParams Iterator",
  configurable: true,
});

for (const name of Object.getOwnPropertyNames(URLSearchParams.prototype)) {
  if (name !== "constructor") Object.defineProperty(URLSearchParams.prototype, name, { enumerable: true });
}
Object.defineProperties(URLSearchParams.prototype, {
  [Symbol.toStringTag]: { value: "URLSearchParams", configurable: true },
  [Symbol.iterator]: { value: URLSearchParams.prototype.entries, configurable: true, writable: true },
});
