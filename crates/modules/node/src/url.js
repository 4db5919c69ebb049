// require('url'): the URL class, the legacy functions and the small helpers.
import { op_node_url_host_to_ascii, op_node_url_host_to_unicode } from "ext:core/ops";
import { URL, URLSearchParams, isURL } from "ext:connector_node/url_class.js";
import { fileURLToPath, pathToFileURL } from "ext:connector_node/url_files.js";
import { Url, formatParts, resolve, resolveObject, parse } from "ext:connector_node/url_legacy.js";
import { invalidArgType, missingArgs, validateObject } from "ext:connector_node/errors.js";

/** Longest host name taken, in code units: DNS allows 253, this leaves room for what encodes to less. */
const LONGEST_HOST = 4096;

function domainToASCII(domain) {
  if (arguments.length < 1) throw missingArgs("domain");
  const text = `${domain}`;
  return text.length > LONGEST_HOST ? "" : op_node_url_host_to_ascii(text);
}

function domainToUnicode(domain) {
  if (arguments.length < 1) throw missingArgs("domain");
  const text = `${domain}`;
  return text.length > LONGEST_HOST ? "" : op_node_url_host_to_unicode(text);
}

/** `url.format`: of a legacy object or text, or of a URL with `{auth, fragment, search, unicode}`. */
function format(urlObject, options) {
  if (typeof urlObject === "string") return parse(urlObject).format();
  if (typeof urlObject !== "object" || urlObject === null) {
    throw invalidArgType("urlObject", ["Object", "string"], urlObject);
  }
  if (!isURL(urlObject)) return formatParts(urlObject);
  const wanted = { auth: true, fragment: true, search: true, unicode: false };
  if (options) {
    validateObject(options, "options");
    for (const name of Object.keys(wanted)) {
      if (options[name] !== undefined && options[name] !== null) wanted[name] = Boolean(options[name]);
    }
  }
  const { protocol, username, password, hostname, port, pathname, search, hash, href } = urlObject;
  let text = protocol;
  if (href.startsWith("//", protocol.length)) {
    text += "//";
    if (wanted.auth && (username !== "" || password !== "")) {
      text += `${username}${password === "" ? "" : `:${password}`}@`;
    }
    text += wanted.unicode ? domainToUnicode(hostname) : hostname;
    if (port !== "") text += `:${port}`;
  } else if (pathname.startsWith("//")) {
    // Without a host such a path would be read as one.
    text += "/.";
  }
  return `${text}${pathname}${wanted.search ? search : ""}${wanted.fragment ? hash : ""}`;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new URIError("URI malformed");
  }
}

/** What http.request would take. */
function urlToHttpOptions(url) {
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null,
    ...url,
    protocol: url.protocol,
    hostname: hostname && hostname[0] === "[" ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ""}${search || ""}`,
    href: url.href,
  };
  if (port !== "") options.port = Number(port);
  if (username || password) options.auth = `${decoded(username)}:${decoded(password)}`;
  return options;
}

export { URL, URLSearchParams, Url, domainToASCII, domainToUnicode, fileURLToPath, format, parse, pathToFileURL };
export { resolve, resolveObject, urlToHttpOptions };

export default {
  Url,
  parse,
  resolve,
  resolveObject,
  format,
  URL,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  pathToFileURL,
  fileURLToPath,
  urlToHttpOptions,
};
