// The WHATWG URL class. Parsing and setting are Rust's (url.rs); here is what a script sees of it.
import { op_node_url_parse, op_node_url_set } from "ext:core/ops";
import { codedError, missingArgs } from "ext:connector_node/errors.js";
import { URLSearchParams, followQuery, linkedParams } from "ext:connector_node/url_search_params.js";

/** Longest URL taken, in UTF-16 code units; longer ones are invalid. The op has a bound of its own. */
const LONGEST = 4 * 1024 * 1024;

// What the ops leave for each URL; the order is that of `describe` in url.rs.
const [AFTER_SCHEME, USER, USER_END, PASSWORD, HOST, HOST_END, PORT, PATH, PATH_END] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const NO_PORT = 0x10000;
const found = new Uint32Array(9);

// What can be set, in the numbers of `set` in url.rs.
const [PROTOCOL, USERNAME, SECRET, HOST_PORT, HOSTNAME] = [0, 1, 2, 3, 4];
const [PORT_ONLY, PATHNAME, SEARCH, HASH] = [5, 6, 7, 8];

const webSchemes = new Set(["http:", "https:", "ws:", "wss:", "ftp:"]);

/** Made by Node's native half: its stack doesn't show the code. */
function invalidUrl(input, base) {
  const error = new TypeError("Invalid URL");
  error.code = "ERR_INVALID_URL";
  error.input = input;
  if (base !== undefined) error.base = base;
  return error;
}

function parse(input, base) {
  if (input.length > LONGEST || (base !== undefined && base.length > LONGEST)) return null;
  return op_node_url_parse(input, base ?? null, found);
}

let isURL;

export class URL {
  #href;
  #parts;
  #params;

  static {
    isURL = (value) => typeof value === "object" && value !== null && #href in value;
  }

  constructor(input, base = undefined) {
    if (arguments.length === 0) throw missingArgs("url");
    const text = `${input}`.toWellFormed();
    const against = base === undefined ? undefined : `${base}`.toWellFormed();
    const href = parse(text, against);
    if (href === null) throw invalidUrl(text, against);
    this.#take(href);
  }

  static canParse(url, base = undefined) {
    if (arguments.length === 0) throw missingArgs("url");
    return parse(`${url}`, base === undefined ? undefined : `${base}`) !== null;
  }

  static parse(url, base = undefined) {
    try {
      return new URL(...arguments);
    } catch (error) {
      if (error?.code !== "ERR_INVALID_URL") throw error;
      return null;
    }
  }

  #take(href) {
    this.#href = href;
    this.#parts = found.slice();
    if (this.#params !== undefined) followQuery(this.#params, this.#query());
  }

  #set(part, value) {
    const text = `${value}`;
    if (text.length > LONGEST) return;
    const href = op_node_url_set(this.#href, part, text, found);
    if (href !== null) this.#take(href);
  }

  static #check(self) {
    if (isURL(self)) return;
    throw new TypeError("Cannot read private member #context from an object whose class did not declare it");
  }

  /** The query with its `?`, which may stand alone. */
  #query() {
    const end = this.#href.indexOf("#", this.#parts[PATH_END]);
    return this.#href.slice(this.#parts[PATH_END], end === -1 ? undefined : end);
  }

  toString() {
    URL.#check(this);
    return this.#href;
  }

  get href() {
    URL.#check(this);
    return this.#href;
  }

  set href(value) {
    URL.#check(this);
    const text = `${value}`;
    const href = parse(text, undefined);
    if (href === null) {
      const error = codedError(TypeError, "ERR_INVALID_URL", "Invalid URL");
      error.input = text;
      throw error;
    }
    this.#take(href);
  }

  get origin() {
    URL.#check(this);
    const protocol = this.protocol;
    if (webSchemes.has(protocol)) return `${protocol}//${this.host}`;
    if (protocol === "blob:") {
      // Of what the blob belongs to.
      const inner = parse(this.pathname, undefined);
      if (inner !== null && /^https?:/.test(inner)) return new URL(inner).origin;
    }
    return "null";
  }

  get protocol() {
    URL.#check(this);
    return this.#href.slice(0, this.#parts[AFTER_SCHEME] + 1);
  }

  set protocol(value) {
    URL.#check(this);
    this.#set(PROTOCOL, value);
  }

  get username() {
    URL.#check(this);
    return this.#href.slice(this.#parts[USER], this.#parts[USER_END]);
  }

  set username(value) {
    URL.#check(this);
    this.#set(USERNAME, value);
  }

  get password() {
    URL.#check(this);
    if (this.#parts[PASSWORD] <= this.#parts[USER_END]) return "";
    return this.#href.slice(this.#parts[PASSWORD], this.#parts[HOST] - 1);
  }

  set password(value) {
    URL.#check(this);
    this.#set(SECRET, value);
  }

  get host() {
    URL.#check(this);
    const port = this.#parts[PORT] === NO_PORT ? "" : `:${this.#parts[PORT]}`;
    return `${this.hostname}${port}`;
  }

  set host(value) {
    URL.#check(this);
    this.#set(HOST_PORT, value);
  }

  get hostname() {
    URL.#check(this);
    return this.#href.slice(this.#parts[HOST], this.#parts[HOST_END]);
  }

  set hostname(value) {
    URL.#check(this);
    this.#set(HOSTNAME, value);
  }

  get port() {
    URL.#check(this);
    return this.#parts[PORT] === NO_PORT ? "" : `${this.#parts[PORT]}`;
  }

  set port(value) {
    URL.#check(this);
    this.#set(PORT_ONLY, value);
  }

  get pathname() {
    URL.#check(this);
    return this.#href.slice(this.#parts[PATH], this.#parts[PATH_END]);
  }

  set pathname(value) {
    URL.#check(this);
    this.#set(PATHNAME, value);
  }

  get search() {
    URL.#check(this);
    const query = this.#query();
    return query === "?" ? "" : query;
  }

  set search(value) {
    URL.#check(this);
    this.#set(SEARCH, value);
  }

  get searchParams() {
    URL.#check(this);
    this.#params ??= linkedParams(this.#query(), (query) => {
      // Written without letting the parameters read themselves back.
      const href = op_node_url_set(this.#href, SEARCH, query, found);
      if (href === null) return;
      this.#href = href;
      this.#parts = found.slice();
    });
    return this.#params;
  }

  get hash() {
    URL.#check(this);
    const at = this.#href.indexOf("#", this.#parts[PATH_END]);
    return at === -1 || at === this.#href.length - 1 ? "" : this.#href.slice(at);
  }

  set hash(value) {
    URL.#check(this);
    this.#set(HASH, value);
  }

  toJSON() {
    URL.#check(this);
    return this.#href;
  }

  [Symbol.for("nodejs.util.inspect.custom")](depth, options, inspect) {
    URL.#check(this);
    if (typeof depth === "number" && depth < 0) return this;
    const constructor = this.constructor || URL;
    const shown = { __proto__: { constructor } };
    for (const name of names) shown[name] = this[name];
    return `${constructor.name} ${inspect(shown, options)}`;
  }
}

const names = [
  "href", "origin", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search",
  "searchParams", "hash",
];

for (const name of [...names, "toString", "toJSON"]) {
  Object.defineProperty(URL.prototype, name, { enumerable: true });
}
Object.defineProperty(URL.prototype, Symbol.toStringTag, { value: "URL", configurable: true });
for (const name of ["canParse", "parse"]) Object.defineProperty(URL, name, { enumerable: true });

export { URLSearchParams, isURL };
