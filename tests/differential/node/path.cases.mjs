// path.posix on generated paths. Ours has no win32, and its current folder is its own.
export default {
  "its members": (require) => {
    const path = require("path");
    return [Object.keys(path).filter((k) => !k.startsWith("_") && k !== "matchesGlob"), path.sep, path.delimiter, path.posix === path, path.basename.length, path.join.length];
  },
  "generated paths": (require, globals, { random }) => {
    const path = require("path");
    const r = random(51);
    const make = () => {
      let text = r.pick(["", "/", "//", "./", "../", ""]);
      for (let n = r.below(6); n > 0; n--) text += r.pick(["a", "bc", ".", "..", "...", ".x", "x.", "a.b", "a.b.c", "file.txt", "/", "//", "///", "\u00e9", "a b", "\\", "..."]) + r.pick(["/", "", "/", "//"]);
      return text;
    };
    const out = [];
    for (let i = 0; i < 4000; i++) {
      const a = make();
      const b = make();
      const c = make();
      out.push(`${JSON.stringify(a)} ${JSON.stringify(b)} ${JSON.stringify(c)}`, path.normalize(a), path.dirname(a), path.basename(a), path.extname(a), path.isAbsolute(a));
      out.push(path.join(a, b, c), path.resolve("/w", a, b), path.relative(`/q/${a}`, `/q/${b}`), path.parse(a), path.format(path.parse(a)));
      out.push(path.basename(a, r.pick([".txt", "txt", "c", "a.b", "file.txt", "", "/", ".", a, b])), path.toNamespacedPath(a));
    }
    return out;
  },
  "arguments of other kinds": (require, globals, { attempt }) => {
    const path = require("path");
    const out = [path.join(), path.join(""), path.join("", ""), path.join("a", "", "b"), path.resolve("/"), path.resolve("/a", "/b", "c"), path.relative("/a", "/a")];
    for (const odd of [undefined, null, 5, {}, [], true, Symbol("s"), () => 1]) {
      for (const name of ["normalize", "dirname", "basename", "extname", "isAbsolute", "parse", "join", "resolve", "format"]) out.push(attempt(() => path[name](odd)));
      out.push(attempt(() => path.basename("a", odd)), attempt(() => path.relative("a", odd)), attempt(() => path.relative(odd, "a")), attempt(() => path.join("a", odd)), attempt(() => path.resolve("/a", odd)), path.toNamespacedPath(odd));
    }
    for (const shape of [{}, { dir: "/a", base: "b" }, { root: "/", base: "b" }, { root: "/", dir: "/", base: "b" }, { name: "n", ext: "txt" }, { name: "n", ext: ".txt" }, { dir: "d", name: "n" }, { root: "/", name: "n", ext: ".x" }, { base: "b", name: "n" }, { ext: "e" }, { dir: "", root: "r" }]) {
      out.push(path.format(shape));
    }
    return out;
  },
};
