// The old url.resolve: what a relative URL means on a page.
import { Url, slashed } from "ext:connector_node/url_legacy.js";

function setPath(parts) {
  parts.path = (parts.pathname || "") + (parts.search || "");
}

function finished(parts) {
  parts.href = parts.format();
  return parts;
}

/** What `relative` means when it's found on the page `base`; both are Urls. */
export function resolveParts(base, given) {
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
