// The old url.parse, url.format and url.resolve, whose rules are older than the WHATWG's and not the same.
import { op_node_url_host_to_ascii } from "ext:core/ops";
import { codedError, validateString } from "ext:connector_node/errors.js";
import querystring from "ext:connector_node/querystring.js";

const scripted = new Set(["javascript", "javascript:"]);
/** Protocols that have `//` and a host, with and without their colon. */
const slashed = new Set(["http", "https", "ftp", "gopher", "file", "ws", "wss"].flatMap((name) => [name, `${name}:`]));

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

function setPath(parts) {
  parts.path = (parts.pathname || "") + (parts.search || "");
}

function finished(parts) {
  parts.href = parts.format();
  return parts;
}

/** What `relative` means when it's found on the page `base`; both are Urls. */
function resolveParts(base, given) {
  const result = Object.assign(new Url(), base);
  const relative = Object.assign(new Url(), given);
  result.hash = relative.hash;
  if (relative.href === "") return finished(result);
  if (relative.slashes && !relative.protocol) {
    // `//host/path` keeps the protocol and nothing else.
    const { protocol } = result;
    Object.assign(result, relative, { protocol });
    if (slashed.has(protocol) && result.hostname && !result.pathname) result.path = result.pathname = "/";
    return finished(result);
  }
  if (relative.protocol && relative.protocol !== result.protocol) return otherProtocol(result, relative);
  return sameProtocol(result, relative);
}

function otherProtocol(result, relative) {
  if (!slashed.has(relative.protocol)) {
    Object.assign(result, relative);
    return finished(result);
  }
  result.protocol = relative.protocol;
  if (!relative.host && !/^file:?$/.test(relative.protocol)) {
    // `https:host/path`: the first segment that isn't empty is the host.
    const segments = (relative.pathname || "").split("/");
    while (segments.length > 0) {
      relative.host = segments.shift();
      if (relative.host) break;
    }
    relative.host ||= "";
    relative.hostname ||= "";
    if (segments[0] !== "") segments.unshift("");
    if (segments.length < 2) segments.unshift("");
    result.pathname = segments.join("/");
  } else {
    result.pathname = relative.pathname;
  }
  result.search = relative.search;
  result.query = relative.query;
  result.host = relative.host || "";
  result.auth = relative.auth;
  result.hostname = relative.hostname || relative.host;
  result.port = relative.port;
  if (result.pathname || result.search) setPath(result);
  result.slashes = result.slashes || relative.slashes;
  return finished(result);
}

const segmentsOf = (pathname) => (pathname ? pathname.split("/") : []);

/** The host of a protocol without slashes is kept as its path's first segment; here it goes back. */
function hostFromPath(result, host) {
  result.hostname = result.host = host;
  if (host && host.indexOf("@") > 0) {
    const [auth, name] = host.split("@");
    result.auth = auth;
    result.host = result.hostname = name;
  }
}

function sameProtocol(result, relative) {
  const relativeIsAbsolute = relative.host || relative.pathname?.[0] === "/";
  let absolute = relativeIsAbsolute || result.pathname?.[0] === "/" || (result.host && relative.pathname);
  const dropDots = absolute;
  let segments = segmentsOf(result.pathname);
  const added = segmentsOf(relative.pathname);
  const slashless = result.protocol && !slashed.has(result.protocol);
  if (slashless) {
    result.hostname = "";
    result.port = null;
    if (result.host) putFirst(segments, result.host);
    result.host = "";
    if (relative.protocol) {
      relative.hostname = null;
      relative.port = null;
      result.auth = null;
      if (relative.host) putFirst(added, relative.host);
      relative.host = null;
    }
    absolute = absolute && (added[0] === "" || segments[0] === "");
  }
  if (relativeIsAbsolute) {
    if (typeof relative.host === "string") {
      if (result.host !== relative.host) result.auth = null;
      result.host = relative.host;
      result.port = relative.port;
    }
    if (typeof relative.hostname === "string") {
      if (result.hostname !== relative.hostname) result.auth = null;
      result.hostname = relative.hostname;
    }
    segments = added;
  } else if (added.length > 0) {
    segments.pop();
    segments.push(...added);
  } else if (relative.search !== null && relative.search !== undefined) {
    if (slashless) hostFromPath(result, segments.shift());
    result.search = relative.search;
    result.query = relative.query;
    if (result.pathname !== null || result.search !== null) setPath(result);
    return finished(result);
  }
  if (relativeIsAbsolute || added.length > 0) {
    result.search = relative.search;
    result.query = relative.query;
  }
  if (segments.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    return finished(result);
  }
  return withPath(result, relative, segments, { absolute, dropDots, slashless });
}

function putFirst(segments, host) {
  if (segments[0] === "") segments[0] = host;
  else segments.unshift(host);
}

function withPath(result, relative, given, { absolute: wantAbsolute, dropDots, slashless }) {
  let absolute = wantAbsolute;
  const last = given[given.length - 1];
  const dotted = last === "." || last === "..";
  const trailing = last === "" || (dotted && Boolean(result.host || relative.host || given.length > 1));
  const segments = [];
  let up = 0;
  for (let i = given.length - 1; i >= 0; i--) {
    if (given[i] === "..") up++;
    else if (given[i] !== "." && up > 0) up--;
    else if (given[i] !== ".") segments.unshift(given[i]);
  }
  if (!absolute && !dropDots) for (; up > 0; up--) segments.unshift("..");
  if (absolute && segments[0] !== "" && segments[0]?.[0] !== "/") segments.unshift("");
  if (trailing && !segments.join("/").endsWith("/")) segments.push("");
  const rooted = segments[0] === "" || segments[0]?.[0] === "/";
  if (slashless) hostFromPath(result, rooted ? "" : segments.length > 0 ? segments.shift() : "");
  absolute = absolute || (result.host && segments.length > 0);
  if (absolute && !rooted) segments.unshift("");
  if (segments.length === 0) {
    result.pathname = null;
    result.path = null;
  } else {
    result.pathname = segments.join("/");
  }
  if (result.pathname !== null || result.search !== null) setPath(result);
  result.auth = relative.auth || result.auth;
  result.slashes = result.slashes || relative.slashes;
  return finished(result);
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
