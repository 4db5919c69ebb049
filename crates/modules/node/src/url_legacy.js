// The old url.parse, url.format and url.resolve, whose rules are older than the WHATWG's and not the same.
import { op_node_url_host_to_ascii } from "ext:core/ops";
import { codedError, validateString } from "ext:connector_node/errors.js";
import querystring from "ext:connector_node/querystring.js";
import { resolveParts } from "ext:connector_node/url_resolve.js";

const scripted = new Set(["javascript", "javascript:"]);
/** Protocols that have `//` and a host, with and without their colon. */
export const slashed = new Set(
  ["http", "https", "ftp", "gopher", "file", "ws", "wss"].flatMap((name) => [name, `${name}:`]),
);

const LONGEST_HOST = 255;
const forbiddenInHost = /[\0\t\n\r #%/:<>?@[\\\]^|]/;
const forbiddenInIpv6 = /[\0\t\n\r #%/<>?@\\^|]/;
const blank = /[\t\n\f\r \u00a0\ufeff]/;

/** The parts of a URL; all are null until found. */
export class Url {
  constructor() {
    this.protocol = null;
    this.slashes = null;
    this.auth = null;
    this.host = null;
    this.port = null;
    this.hostname = null;
    this.hash = null;
    this.search = null;
    this.query = null;
    this.pathname = null;
    this.path = null;
    this.href = null;
  }

  parse(url, parseQueryString, slashesDenoteHost) {
    validateString(url, "url");
    const { text, hasHash, hasAt } = tidy(url);
    if (!slashesDenoteHost && !hasHash && !hasAt && this.#parsePath(text, parseQueryString)) return this;

    const scheme = /^[a-z0-9.+-]+:/i.exec(text)?.[0];
    const protocol = scheme?.toLowerCase();
    let rest = text;
    if (scheme !== undefined) {
      this.protocol = protocol;
      rest = rest.slice(scheme.length);
    }
    let hasSlashes = false;
    if (slashesDenoteHost || scheme !== undefined || /^\/\/[^@/]+@[^@/]+/.test(rest)) {
      hasSlashes = rest.startsWith("//");
      if (hasSlashes && !scripted.has(protocol)) {
        rest = rest.slice(2);
        this.slashes = true;
      }
    }
    // `http:x` has no host, but `mailto:x@y` has.
    if (!scripted.has(protocol) && (hasSlashes || (scheme !== undefined && !slashed.has(scheme)))) {
      rest = this.#takeHost(rest, url);
    }
    if (!scripted.has(protocol)) rest = escapeUnsafe(rest);
    this.#takePath(rest, parseQueryString);
    if (slashed.has(protocol) && this.hostname && !this.pathname) this.pathname = "/";
    if (this.pathname || this.search) this.path = (this.pathname || "") + (this.search || "");
    this.href = this.format();
    return this;
  }

  /** A plain path with or without a query, the commonest of all. */
  #parsePath(text, parseQueryString) {
    const simple = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/.exec(text);
    if (simple === null) return false;
    this.path = text;
    this.href = text;
    this.pathname = simple[1];
    if (simple[2]) {
      this.search = simple[2];
      this.query = parseQueryString ? querystring.parse(simple[2].slice(1)) : simple[2].slice(1);
    } else if (parseQueryString) {
      this.search = null;
      this.query = { __proto__: null };
    }
    return true;
  }

  /** Takes `auth@host:port` off the beginning of `text` and returns what follows. */
  #takeHost(text, url) {
    const { authority, at, rest: after } = splitAuthority(text);
    let rest = after;
    if (at !== -1) this.auth = decodeURIComponent(authority.slice(0, at));
    this.host = authority.slice(at + 1);
    this.parseHost();
    if (typeof this.hostname !== "string") this.hostname = "";
    const bracketed = isBracketed(this.hostname);
    if (!bracketed) {
      // A colon that begins no port ends the host: it and what follows go to the path.
      const end = this.hostname.search(/[/\\#?:]/);
      if (end !== -1) {
        rest = `/${this.hostname.slice(end)}${rest}`;
        this.hostname = this.hostname.slice(0, end);
      }
    }
    this.hostname = this.hostname.length > LONGEST_HOST ? "" : this.hostname.toLowerCase();
    if (this.hostname !== "") {
      // Numbers are no addresses here, so plain names don't go through the URL class's host parser.
      if (!bracketed && /[^\0-\x7f]|xn--/.test(this.hostname)) this.hostname = op_node_url_host_to_ascii(this.hostname);
      if (this.hostname === "" || (bracketed ? forbiddenInIpv6 : forbiddenInHost).test(this.hostname)) {
        throw Object.assign(codedError(TypeError, "ERR_INVALID_URL", "Invalid URL"), { input: url });
      }
    }
    this.host = this.hostname + (this.port ? `:${this.port}` : "");
    if (bracketed) {
      this.hostname = this.hostname.slice(1, -1);
      if (rest[0] !== "/") rest = `/${rest}`;
    }
    return rest;
  }

  #takePath(text, parseQueryString) {
    let rest = text;
    const hash = rest.indexOf("#");
    if (hash !== -1) {
      this.hash = rest.slice(hash);
      rest = rest.slice(0, hash);
    }
    const query = rest.indexOf("?");
    if (query !== -1) {
      this.search = rest.slice(query);
      this.query = rest.slice(query + 1);
      if (parseQueryString) this.query = querystring.parse(this.query);
      rest = rest.slice(0, query);
    } else if (parseQueryString) {
      this.search = null;
      this.query = { __proto__: null };
    }
    if (rest.length > 0) this.pathname = rest;
  }

  format() {
    return formatParts(this);
  }

  resolve(relative) {
    return this.resolveObject(parse(relative, false, true)).format();
  }

  resolveObject(relative) {
    return resolveParts(this, typeof relative === "string" ? new Url().parse(relative, false, true) : relative);
  }

  /** Splits `host` into `hostname` and `port`. */
  parseHost() {
    let host = this.host;
    const port = /:[0-9]*$/.exec(host)?.[0];
    if (port !== undefined) {
      if (port !== ":") this.port = port.slice(1);
      host = host.slice(0, host.length - port.length);
    }
    if (host) this.hostname = host;
  }
}
for (const name of ["parse", "format", "resolve", "resolveObject", "parseHost"]) {
  Object.defineProperty(Url.prototype, name, { enumerable: true });
}

const isBracketed = (hostname) => hostname[0] === "[" && hostname[hostname.length - 1] === "]";

/** Blanks around the text go, backslashes before a query or hash become slashes. */
function tidy(url) {
  let start = 0;
  let end = url.length;
  while (start < end && blank.test(url[start])) start++;
  while (end > start && blank.test(url[end - 1])) end--;
  const trimmed = url.slice(start, end);
  const tail = trimmed.search(/[?#]/);
  const head = tail === -1 ? trimmed : trimmed.slice(0, tail);
  return {
    text: head.replaceAll("\\", "/") + trimmed.slice(head.length),
    hasHash: trimmed.includes("#"),
    hasAt: head.includes("@"),
  };
}

/** The authority that `text` begins with, where its last `@` is, and the rest. Tabs and line ends in it vanish. */
function splitAuthority(text) {
  let clean = "";
  let at = -1;
  let stop = -1;
  let i = 0;
  for (; i < text.length; i++) {
    const c = text[i];
    if (c === "\t" || c === "\n" || c === "\r") continue;
    if (c === "@") {
      at = clean.length;
      stop = -1;
    } else if (' "%\';<>\\^`{|}#/?'.includes(c)) {
      if (stop === -1) stop = clean.length;
      if (c === "#" || c === "/" || c === "?") break;
    }
    clean += c;
  }
  clean += text.slice(i);
  if (stop === -1) return { authority: clean, at, rest: "" };
  return { authority: clean.slice(0, stop), at, rest: clean.slice(stop) };
}

function percent(c) {
  return `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

const escapeUnsafe = (text) => text.replace(/[\t\n\r "'<>\\^`{|}]/g, percent);

/** The text of a URL's parts, be they a Url's or a plain object's. */
export function formatParts(parts) {
  const auth = parts.auth ? `${escapeAuth(parts.auth)}@` : "";
  let protocol = parts.protocol || "";
  let pathname = parts.pathname || "";
  let hash = parts.hash || "";
  let host = "";
  if (parts.host) {
    host = auth + parts.host;
  } else if (parts.hostname) {
    const name = parts.hostname;
    host = auth + (name.includes(":") && !isBracketed(name) ? `[${name}]` : name);
    if (parts.port) host += `:${parts.port}`;
  }
  const query = parts.query !== null && typeof parts.query === "object" ? querystring.stringify(parts.query) : "";
  let search = parts.search || (query && `?${query}`) || "";
  if (protocol && !protocol.endsWith(":")) protocol += ":";
  pathname = pathname.replace(/[#?]/g, percent);
  if (parts.slashes || slashed.has(protocol)) {
    if (parts.slashes || host) {
      if (pathname && pathname[0] !== "/") pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (protocol.startsWith("file")) {
      host = "//";
    }
  }
  search = search.replaceAll("#", "%23");
  if (hash && hash[0] !== "#") hash = `#${hash}`;
  if (search && search[0] !== "?") search = `?${search}`;
  return protocol + host + pathname + search + hash;
}

/** Percent-encodes all but what may stand in `user:password`. */
function escapeAuth(auth) {
  return querystring.escape(auth).replaceAll("%3A", ":");
}

/** `url.parse`. A Url that is given is given back. */
export function parse(url, parseQueryString, slashesDenoteHost) {
  if (url instanceof Url) return url;
  return new Url().parse(url, parseQueryString, slashesDenoteHost);
}

export function resolve(from, to) {
  return parse(from, false, true).resolve(to);
}

export function resolveObject(from, to) {
  if (!from) return to;
  return parse(from, false, true).resolveObject(to);
}
