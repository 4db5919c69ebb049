// The old url.parse, format and resolve.
export default {
  "parsing": (require, globals, { attempt }) => {
    const url = require("url");
    const out = [];
    const inputs = ["", "/", "/a/b?c=d", "/a/b?c=d#e", "//h/p", "//u@h/p", "http://h", "http://h/", "HTTP://H.com/P?Q#F", "http://u:p@h:8/p?q=1&r=2#f", "http://u:p%40q@h", "http://a@b@c/", "http://h:80", "http://h:", "http://h:x/y", "http://h:8x/y", "http://[::1]:5432/db", "http://[::1]", "http://[::1]a", "http:h", "http:/h", "http:///h",
      "mailto:a@b.c?subject=x", "mailto:a", "javascript:alert('x y')", "javascript://x", "xmpp:a@b", "postgres://u:p@h:5432/db?ssl=true", "pg://h/db", "file:///a/b", "file://h/a", "file:a", "a", "a?b", "a#b", "?a=b", "#a", "?", "#", "a:b", "a:b:c", "localhost:3000/x", "example.com", "x://h", "X+Y.z-1://h",
      " http://h/a b ", "\thttp://h\n", "http://h/a\tb", "http://h\\a\\b?c\\d", "\\\\h\\p", "http://h/'\"<>`{}|^\\ ", "http://h?'\"", "http://h#'\" ", "http://h;x/y", "http://h%20x/y", "http://h{x}/y", "http://H\u00dcH.de/\u00fc?\u00fc#\u00fc", "http://xn--bcher-kva.de", "http://a.b-c_d/", "http://-h-/", "http://h?a?b#c#d", "http://h#a?b", "http://h/?", "http://h/#", "http://u:@h", "http://:p@h", "http://@h", "http://u%3Av:w@h",
      "http://a\u3002b/", "http://*.x/", "http://h:8:9/", "http://.", "http://..", "http://a/b/../c", "/a//b", "///a", "////a", "//", "/\\a", "http://h/%zz", "http://h/p;a=b", "svn+ssh://u@h/p", "dash-test:foo/bar", "http://" + "a".repeat(256) + "/", "http://h/" + "b".repeat(300), "http://a\u00adb/", "http://\u0000/", "http://h\u00a0x/", "a b", "http://h/a b?c d#e f", "/a b?c", "x y:z"];
    for (const input of inputs) {
      for (const args of [[], [true], [false, true], [true, true]]) out.push([input, ...args, attempt(() => url.parse(input, ...args))]);
    }
    for (const odd of [undefined, null, 5, {}, [], true, Symbol("s")]) out.push(attempt(() => url.parse(odd)));
    out.push(attempt(() => url.parse("http://%E0%A4%A@h/")), attempt(() => url.parse("http://%@h/")), attempt(() => url.parse("http://[::1%x]/")), attempt(() => url.parse("http://a^b@c/")));
    const parsed = url.parse("http://h/");
    out.push(url.parse(parsed) === parsed, parsed instanceof url.Url, Object.keys(parsed));
    return out;
  },
  "generated texts": (require, globals, { random, attempt }) => {
    const url = require("url");
    const r = random(81);
    const pieces = ["http:", "https:", "//", "/", "a", "b.c", "@", ":", "80", "?", "#", "u:p", "[::1]", "..", ".", "\\", " ", "%20", "%zz", "\u00e9", "x=1", "&", ";", "'", "\"", "<", "{", "mailto:", "foo:", "javascript:", "file:", "*", "-", "_", "\t", "|", "^", "A"];
    const out = [];
    for (let i = 0; i < 4000; i++) {
      let text = "";
      for (let n = 1 + r.below(9); n > 0; n--) text += r.pick(pieces);
      const query = r.below(3) === 0;
      const slashes = r.below(3) === 0;
      out.push(text, attempt(() => {
        const u = url.parse(text, query, slashes);
        return [u.protocol, u.slashes, u.auth, u.host, u.port, u.hostname, u.hash, u.search, u.query, u.pathname, u.path, u.href];
      }));
    }
    return out;
  },
  "formatting": (require, globals, { attempt }) => {
    const url = require("url");
    const out = [];
    for (const shape of [{}, { protocol: "http", host: "h" }, { protocol: "http:", hostname: "h", port: 8, pathname: "p" }, { hostname: "::1", port: "8" }, { hostname: "[::1]" }, { protocol: "mailto", host: "h", auth: "a" }, { protocol: "foo", slashes: true }, { protocol: "file", pathname: "/a" }, { protocol: "file:" }, { protocol: "http", pathname: "/a" },
      { auth: "u:p@q/r s\u00e9", host: "h" }, { pathname: "a?b#c" }, { search: "x#y" }, { search: "?x" }, { query: { a: [1, 2], b: "c d" } }, { query: "ignored" }, { search: "s", query: { a: 1 } }, { hash: "h" }, { hash: "#h?" }, { slashes: true, host: "h", pathname: "p" }, { protocol: "http", host: "", pathname: "p" }, { pathname: "//x" }, { query: {} }, { protocol: "JAVASCRIPT", pathname: "x" }, { host: "h", hostname: "i", port: 9 }, [], "http://H/a b", "x y", new Date(0)]) {
      out.push(attempt(() => url.format(shape)));
    }
    for (const odd of [undefined, null, 5, true, Symbol("s"), () => 1]) out.push(attempt(() => url.format(odd)));
    return out;
  },
  "resolving": (require, globals, { attempt }) => {
    const url = require("url");
    const out = [];
    const bases = ["http://h/a/b/c?q#f", "http://u:p@h:8/a/", "http://h", "http://h/a/b/../c", "/a/b/c", "a/b", "", ".", "mailto:a@b", "foo:a/b", "foo://h/a/b", "file:///a/b", "https://h/a", "//h/a", "?q", "#f", "xmpp:a@b/c", "http://h?x", "../a", "javascript:x"];
    const targets = ["", ".", "..", "./", "../", "../..", "../../../x", "x", "./x", "../x", "/x", "/x/../y", "//x", "//x/y", "?x", "#x", "x?y#z", "http://x/y", "http:x", "http:/x", "https:x/y", "https:", "https://x", "mailto:z@w", "mailto:z", "foo:x", "foo://x", "file:x", "file:///x", "//u@x", "/.", "/..", "x/", "x/.", "x/..", "x//y", "#", "?", "http://u:p@x", "a@b", "javascript:y", "/a@b", "..x", "...", "http://h/a", "http://h"];
    for (const base of bases) for (const target of targets) {
      out.push(`${base} ${target}`, attempt(() => url.resolve(base, target)));
      if (base.length % 3 === 0) out.push(attempt(() => url.resolveObject(base, target)));
    }
    out.push(attempt(() => url.resolve(5, "x")), attempt(() => url.resolve("x", undefined)), attempt(() => url.resolve()), attempt(() => url.resolveObject("", "x")));
    return out;
  },
};
