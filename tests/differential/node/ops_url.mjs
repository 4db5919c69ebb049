// Stands for crates/modules/node/src/url.rs, by Node's own URL.
import { domainToASCII, domainToUnicode } from "node:url";

function describe(url, parts) {
  const href = url.href;
  const authority = href.startsWith("//", url.protocol.length);
  const scheme = url.protocol.length - 1;
  const userStart = scheme + (authority ? 3 : 1);
  const userEnd = userStart + url.username.length;
  const hasPassword = url.password !== "";
  const passStart = hasPassword ? userEnd + 1 : userEnd;
  const hasCredentials = url.username !== "" || hasPassword;
  const hostStart = hasPassword ? passStart + url.password.length + 1 : userEnd + (hasCredentials ? 1 : 0);
  const hostEnd = hostStart + url.hostname.length;
  const fragment = href.indexOf("#");
  const beforeFragment = fragment === -1 ? href.length : fragment;
  const query = href.slice(0, beforeFragment).indexOf("?");
  const pathEnd = query === -1 ? beforeFragment : query;
  const pathStart = pathEnd - url.pathname.length;
  const port = url.port === "" ? 0x10000 : Number(url.port);
  parts.set([scheme, userStart, userEnd, passStart, hostStart, hostEnd, port, pathStart, pathEnd]);
  return href;
}

export function op_node_url_parse(text, base, parts) {
  try {
    return describe(base === null || base === undefined ? new URL(text) : new URL(text, base), parts);
  } catch {
    return null;
  }
}

const settable = ["protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"];

export function op_node_url_set(href, part, value, parts) {
  const url = new URL(href);
  url[settable[part]] = value;
  return describe(url, parts);
}

export const op_node_url_host_to_ascii = domainToASCII;
export const op_node_url_host_to_unicode = domainToUnicode;
