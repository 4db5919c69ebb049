// `postgres://user:password@host:port/database?option=value` -> client options, as pg-connection-string 2.14 reads it.
//
// Deliberate differences: files named by sslcert, sslkey and sslrootcert are refused (scripts have no file system), and
// an IPv6 address loses its brackets (with them no lookup can succeed).

import { process } from "ext:connector_node/process.js";
import { URL } from "ext:connector_node/url.js";

const FILE_PARAMETERS = ["sslcert", "sslkey", "sslrootcert"];

// Relative input is read against this, so that `u:p@h/db` gives nonsense instead of an error, as it always has.
const BASE = "postgres://base";

// URL parsing in the scheme's way: stray spaces and percent signs are encoded, and `user:password@/db`, which has no
// host, gets one that is taken away again.
function parseUrl(str) {
  let text = str;
  if (/ |%[^\da-f]|%[\da-f][^\da-f]/i.test(text)) text = encodeURI(text).replace(/%25(?=\d\d)/g, "%");
  try {
    return { url: new URL(text, BASE), hasHost: true };
  } catch {
    try {
      return { url: new URL(text.replace("@/", "@placeholder/"), BASE), hasHost: false };
    } catch (error) {
      // The input holds the password.
      if (error.input) error.input = "*****REDACTED*****";
      throw error;
    }
  }
}

function withoutBrackets(host) {
  return host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
}

function warnOfSslMode(mode) {
  if (warnOfSslMode.done || typeof process.emitWarning !== "function") return;
  warnOfSslMode.done = true;
  process.emitWarning(
    `SECURITY WARNING: The SSL modes 'prefer', 'require', and 'verify-ca' are treated as aliases for 'verify-full'. ` +
      `To keep that, write sslmode=verify-full; for libpq's weaker reading of '${mode}', ` +
      `write uselibpqcompat=true&sslmode=${mode}.`,
  );
}

// The `ssl` option that the parameters of a URL ask for; undefined when they don't mention it.
function sslOption(config, useLibpqCompat) {
  for (const name of FILE_PARAMETERS) {
    if (config[name]) {
      throw new Error(
        `${name} in a connection string is not supported: scripts have no file system. ` +
          "Pass the PEM text as ssl: {ca, cert, key} instead",
      );
    }
  }
  const mode = config.sslmode;
  if (!mode) {
    if (config.ssl === "true" || config.ssl === "1") return true;
    if (config.ssl === "0") return false;
    // Negotiating TLS at once only makes sense with TLS.
    return config.ssl === undefined && config.sslnegotiation === "direct" ? true : config.ssl;
  }
  if (mode === "disable") return false;
  if (useLibpqCompat) {
    if (mode === "prefer" || mode === "require") return { rejectUnauthorized: false };
    if (mode === "verify-ca") {
      throw new Error(
        "SECURITY WARNING: Using sslmode=verify-ca requires specifying a CA, and a connection string can't name one " +
          "here. Pass it as ssl: {ca}, or use sslmode=verify-full",
      );
    }
    return {};
  }
  if (mode === "no-verify") return { rejectUnauthorized: false };
  if (mode === "prefer" || mode === "require" || mode === "verify-ca") warnOfSslMode(mode);
  return {};
}

/**
 * Reads a connection string. Every query parameter becomes an option, always a string; `user`, `password`, `host` and
 * `port` among them win over the URL's own parts. `user, password, host, port, database` are always present, `''` or
 * null when absent. A text that starts with `/` is a socket directory and, after a space, a database.
 *
 * Throws `TypeError: Invalid URL` (ERR_INVALID_URL, input redacted) and the errors of the deliberate differences above.
 */
export default function parse(str, options = {}) {
  if (str.charAt(0) === "/") {
    const [host, database] = str.split(" ");
    return { host, database };
  }

  const { url, hasHost } = parseUrl(str);
  const config = Object.create(null);
  for (const [name, value] of url.searchParams) config[name] = value;
  config.user ||= decodeURIComponent(url.username);
  config.password ||= decodeURIComponent(url.password);

  if (url.protocol === "socket:") {
    config.host = decodeURI(url.pathname);
    config.database = url.searchParams.get("db");
    config.client_encoding = url.searchParams.get("encoding");
    return config;
  }

  const hostname = hasHost ? url.hostname : "";
  let path = url.pathname.slice(1);
  if (!config.host) config.host = withoutBrackets(decodeURIComponent(hostname));
  // An encoded socket directory in the host's place, beside a host parameter, belongs to the path.
  else if (/^%2f/i.test(hostname)) path = hostname + url.pathname;
  config.port ||= url.port;
  config.database = path ? decodeURI(path) : null;

  if (options.useLibpqCompat && config.uselibpqcompat) {
    throw new Error("Both useLibpqCompat and uselibpqcompat are set. Please use only one of them.");
  }
  const ssl = sslOption(config, Boolean(options.useLibpqCompat) || config.uselibpqcompat === "true");
  if (ssl !== undefined) config.ssl = ssl;
  return config;
}

// A TLS option object without its empty entries.
function sslObject(ssl) {
  const kept = Object.create(null);
  for (const [key, value] of Object.entries(ssl)) {
    if (value !== undefined && value !== null) kept[key] = value;
  }
  return kept;
}

/** A parse result as client options: empty entries dropped, the port a number. Throws `Invalid port: x`. */
function toClientConfig(config) {
  const options = Object.create(null);
  for (const [key, value] of Object.entries(config)) {
    if (key === "ssl") {
      if (typeof value === "boolean") options.ssl = value;
      else if (typeof value === "object") options.ssl = sslObject(value);
    } else if (value === undefined || value === null) {
      continue;
    } else if (key !== "port") {
      options[key] = value;
    } else if (value !== "") {
      const port = parseInt(value, 10);
      if (Number.isNaN(port)) throw new Error(`Invalid port: ${value}`);
      options.port = port;
    }
  }
  return options;
}

parse.parse = parse;
parse.toClientConfig = toClientConfig;
parse.parseIntoClientConfig = (str) => toClientConfig(parse(str));
