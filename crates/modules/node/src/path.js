// require('path'): POSIX only, as scripts run on no other system. Pure text, nothing is looked up.
import { process } from "ext:connector_node/process.js";
import { validateObject, validateString } from "ext:connector_node/errors.js";

const sep = "/";

/** The segments of `path` without `.` and, where possible, `..`; leading `..` stay only in a relative path. */
function segmentsOf(path, absolute) {
  const kept = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") kept.push(segment);
    else if (kept.length > 0 && kept[kept.length - 1] !== "..") kept.pop();
    else if (!absolute) kept.push("..");
  }
  return kept.join("/");
}

function normalize(path) {
  validateString(path, "path");
  if (path.length === 0) return ".";
  const absolute = path[0] === "/";
  const body = segmentsOf(path, absolute);
  const trailing = path[path.length - 1] === "/" ? "/" : "";
  if (body === "") return absolute ? "/" : trailing ? "./" : ".";
  return `${absolute ? "/" : ""}${body}${trailing}`;
}

function isAbsolute(path) {
  validateString(path, "path");
  return path.length > 0 && path[0] === "/";
}

function join(...paths) {
  if (paths.length === 0) return ".";
  let joined;
  for (const path of paths) {
    validateString(path, "path");
    if (path.length > 0) joined = joined === undefined ? path : `${joined}/${path}`;
  }
  return joined === undefined ? "." : normalize(joined);
}

function resolve(...paths) {
  let resolved = "";
  let absolute = false;
  for (let i = paths.length - 1; i >= -1 && !absolute; i--) {
    const path = i >= 0 ? paths[i] : process.cwd();
    validateString(path, i >= 0 ? `paths[${i}]` : "path");
    if (path.length === 0) continue;
    resolved = `${path}/${resolved}`;
    absolute = path[0] === "/";
  }
  const body = segmentsOf(resolved, absolute);
  if (absolute) return `/${body}`;
  return body.length > 0 ? body : ".";
}

function relative(from, to) {
  validateString(from, "from");
  validateString(to, "to");
  if (from === to) return "";
  const start = resolve(from);
  const goal = resolve(to);
  if (start === goal) return "";
  const up = start.split("/").filter(Boolean);
  const down = goal.split("/").filter(Boolean);
  let common = 0;
  while (common < up.length && common < down.length && up[common] === down[common]) common++;
  return [...up.slice(common).fill(".."), ...down.slice(common)].join("/");
}

function toNamespacedPath(path) {
  return path;
}

/** Where the last segment of `path` ends: trailing slashes don't count, but a lone root does. */
function endOf(path) {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return end;
}

function dirname(path) {
  validateString(path, "path");
  if (path.length === 0) return ".";
  let at = path.lastIndexOf("/", endOf(path) - 1);
  if (at === endOf(path) - 1) at = -1;
  if (at === -1) return path[0] === "/" ? "/" : ".";
  if (at === 0) return "/";
  // Two slashes and nothing before them are kept as Node keeps them.
  if (at === 1 && path[0] === "/") return "//";
  let end = at;
  while (end > 1 && path[end - 1] === "/") end--;
  return end < at ? path.slice(0, at) : path.slice(0, end);
}

function basename(path, suffix) {
  if (suffix !== undefined) validateString(suffix, "suffix");
  validateString(path, "path");
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end--;
  const start = path.lastIndexOf("/", end - 1) + 1;
  const base = path.slice(start, end);
  if (suffix === undefined || suffix.length === 0 || suffix.length > path.length) return base;
  if (suffix === path) return "";
  // Where the suffix would begin before the last segment, Node leaves the trailing slashes on.
  if (suffix.length > base.length && suffix.endsWith(base)) return base === "" ? path : path.slice(start);
  return base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
}

/** The extension of a last segment: from its last dot on, unless that's its first character or all before are dots. */
function extensionOf(base) {
  const dot = base.lastIndexOf(".");
  return dot <= 0 || base === ".." ? "" : base.slice(dot);
}

function extname(path) {
  validateString(path, "path");
  return extensionOf(basename(path));
}

function format(pathObject) {
  validateObject(pathObject, "pathObject");
  const dir = pathObject.dir || pathObject.root;
  let ext = pathObject.ext;
  if (ext) ext = `${ext[0] === "." ? "" : "."}${ext}`;
  const base = pathObject.base || `${pathObject.name || ""}${ext || ""}`;
  if (!dir) return base;
  return dir === pathObject.root ? `${dir}${base}` : `${dir}${sep}${base}`;
}

function parse(path) {
  validateString(path, "path");
  const root = path[0] === "/" ? "/" : "";
  const base = basename(path);
  const at = path.slice(0, endOf(path)).lastIndexOf("/");
  // Node's slip: right below the root, `..` has an extension.
  const ext = base === ".." && at === 0 ? "." : extensionOf(base);
  const dir = at > 0 ? path.slice(0, at) : root;
  return { root, dir: base === "" ? root : dir, base, ext, name: ext === "" ? base : base.slice(0, -ext.length) };
}

const posix = {
  resolve,
  normalize,
  isAbsolute,
  join,
  relative,
  toNamespacedPath,
  dirname,
  basename,
  extname,
  format,
  parse,
  sep,
  delimiter: ":",
  win32: null,
  posix: null,
};
posix.posix = posix;

export default posix;
