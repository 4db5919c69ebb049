// The URL class and URLSearchParams.
export default {
  "the shape of URL": (require, { URL, URLSearchParams }, { attempt }) => {
    const describe = (proto) => Reflect.ownKeys(proto).map((key) => {
      const d = Object.getOwnPropertyDescriptor(proto, key);
      return [String(key), d.enumerable, d.configurable, typeof d.value, typeof d.get, typeof d.set];
    }).sort();
    const url = new URL("http://x/?a");
    return [
      describe(URL.prototype), describe(URLSearchParams.prototype), URL.length, URLSearchParams.length, URL.name, Object.keys(require("url")),
      require("url").URL === URL, Object.prototype.toString.call(url), Object.prototype.toString.call(url.searchParams), Object.keys(url), JSON.stringify({ url }),
      `${url}`, url.searchParams === url.searchParams, attempt(() => URL("x")), attempt(() => URLSearchParams("x")), attempt(() => new URL()), attempt(() => URL.canParse()),
      Object.prototype.toString.call(url.searchParams.entries()), url.searchParams[Symbol.iterator] === url.searchParams.entries,
    ];
  },
  "texts that are URLs and texts that aren't": (require, { URL }, { attempt }) => {
    const inputs = ["", "http:", "http://", "http://a", "HTTP://A/../b/./c?d#e", "http://u:p@h:81/p?q#f", "http://u@h", "http://:p@h", "http://@h", "http://u:@h", "http://h:80", "https://h:443", "http://h:0",
      "http://h:65535", "http://h:65536", "http://h:x", "http://h:", "http://[::1]:5432/db", "http://[1:2:0:0:5:0:0:0]", "http://[::1", "http://[::ffff:1.2.3.4]", "http://1.2.3", "http://0x7f.1", "http://256.1.1.1", "http://1e3", "http://2130706433",
      "http://a b", "http://a%20b", "http://ex%41mple", "http://b\u00fccher.de", "http://\u65e5\u672c", "http://xn--bcher-kva.de", "http://xn--", "http://a_b", "http://a..b", "http://.a", "http://a.", "http://-a-", "http://A.B.C", "http://a\u00adb", "http://\uff41",
      "postgres://u:p@h:5433/db", "postgres://u:p%40ss%2F@h/db%20x", "postgres://", "postgres:///db", "postgres://u:p@/db?host=/var/run", "postgres://%2Fvar%2Frun/db", "pg://user@host.com:pw@h/db", "postgres://u:p#x@h/db", "postgres://h:99999/db", "socket:/a/b?db=x",
      "mailto:a@b.c", "data:text/plain,x y?z#f g", "javascript:alert(1)", "about:blank", "blob:http://a/b", "blob:null/x", "urn:isbn:1", "file:///a/b", "file://h/a", "file:a", "file:///C:/x", "file://localhost/a", "postgres://h\\x", "foo://u\\@h", "foo://u:p@h:80\\x", "foo://h\\@i", "FOO://h\\", "file:..", "foo://H/A", "foo:///", "foo:/a/../b", "foo:a b", "foo://a b/", "foo://[::1]/", "foo://h:80/", "FOO:bar",
      "http://a/%", "http://a/%zz", "http://a/%41", "http://a/\u00e9?\u00e9#\u00e9", "http://a/ b?c d#e f", "http://a/'\"<>`{}|\\^[]", "http://a/?'\"<>`{}|\\^[]", "http://a/#'\"<>`{}|\\^[]", "http://a\\b\\c", "http:\\\\a\\b", "http:a", "http:/a", "http:///a", "http:////a/b", "//a", "/a", "a", "?a", "#a",
      " http://a ", "\thttp://a\n", "ht\ntp://a/b\tc", "http://a\0b", "http://a/\0", "http://a?b", "http://a#b", "http://a?#", "http://a/?", "http://a/#", "http://a/..", "http://a/../..", "http://a/b/..", "http://a/b/../c", "http://a/%2e%2E/b", "http://a/b/%2e", "http://a/.;x", "http://a//b//", "ws://a:80", "wss://a:443", "ftp://a:21", "gopher://a:70",
      "http://user:pa%20ss@h", "http://us er:p\u00e9@h", "http://u:p:q@h", "http://u@v@h", "http://\ud83d/", "http://a/\ud83d", "http://a?\ud83d\ude00", "1http://a", "a+b-c.d://x", "a_b://x", "://x", "http//a", "localhost:3000", "localhost", "a:b", "c:\\x", "C:/x/y",
      "http://[fe80::1%25eth0]/", "http://[1::2::3]", "http://[v1.x]", "http://h:0080", "http://h:00000000000080", "http://h:8 0", "http://h: 80", "http://999999999999", "http://0.0.0.0.", "http://1.2.3.4.5", "http://a.1", "http://0x.0x", "http://08.1.1.1", "http://\u3002a", "http://a\u3002b"];
    const parts = ["href", "origin", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"];
    return inputs.map((input) => [input, attempt(() => {
      const url = new URL(input);
      return parts.map((part) => url[part]);
    }), URL.canParse(input)]);
  },
  "relative to a base": (require, { URL }, { attempt }) => {
    // Left out: drive letters and backslashes, and where Node 20 itself is wrong (`foo://h/a` + `/..`, `mailto:x` + `y?z`).
    const out = [];
    for (const base of ["http://u:p@h:8/a/b/c?q#f", "http://h", "file:///a/b", "file://h/a/", "mailto:x@y", "data:x", "foo://h/a/b", "foo:/a/b", "foo:a", "postgres://h/db", "blob:http://a/b", "nope", "", "about:blank"]) {
      for (const input of ["", "x", "./x", "../x", "../../../x", "/x", "//x", "//x:9/y", "?x", "#x", "x?y#z", "http:x", "http:/x", "http://x", "https:x", "foo:x", "foo:/x", "file:x", "file:/x", "file:///x", "..", ".", "./", "a:b", ":x", " x ", "%2e%2e/x", "x/..", "?", "#", ";x", "/..", "//", "mailto:z"]) {
        if (/^(foo|postgres)/.test(base) && /^\/?\.\.$/.test(input)) continue;
        if (/^(mailto|data|foo|blob|about):[^/]/.test(base) && input === "x?y#z") continue;
        out.push(`${base} ${input}`, attempt(() => new URL(input, base).href));
      }
    }
    return out;
  },
  "setting parts": (require, { URL }, { attempt }) => {
    const values = {
      protocol: ["https", "https:", "HTTP://x", "ftp", "foo", "ws", "", ":", "1a", "h t", "mailto:", "https\n", "http"],
      username: ["", "u", "a b", "a:b", "\u00e9", "@", "%41", "a/b?#[]"],
      password: ["", "p", "a b", "a:b", "\u00e9", "@", "%41", "a/b?#[]"],
      host: ["x", "x:9", "x:80", "x:", "", "x/y", "x?y", "x#y", "[::1]", "[::1]:7", "a b", "u@x", "B\u00fccher.de", "1.2", "x:99999", "x:9y", "x\\y", "[::1", "x:9/y", "%41", "256.1.1.1"],
      hostname: ["x", "x:9", "", "x/y", "x?y", "x#y", "[::1]", "a b", "B\u00fccher.de", "1.2", "[::1]:7", "localhost", "u@x", "%41", "a\tb", "xn--"],
      port: ["", "9", "80", "443", "0", "65535", "65536", "9x", "-1", " 9", "9 ", "0009", "9/x", "9\n1", "1e3", "9.5"],
      pathname: ["", "x", "/x", "a b", "../y", "/a/./b/../c", "?x", "#x", "\u00e9", "%2e%2e/z", "x:y", "/%zz", "a\tb"],
      search: ["", "?", "x", "?x=y z", "#h", "\u00e9", "'\"<>", "??x", "a&b", "a\tb", "%zz"],
      hash: ["", "#", "x", "#x y", "##", "\u00e9", "`<>\"{}", "?q", "a\tb", "\0"],
      href: ["http://new/", "nope", "", "foo:bar", "//x"],
    };
    const out = [];
    for (const start of ["http://u:p@h:8/a/b?q#f", "https://h/", "file:///a/b", "file://h/a", "mailto:x@y?s", "foo://h:8/a", "foo:/a/b", "foo:a b?q", "data:x y#f", "ws://h:80/", "postgres://u:p@h:5432/db?x=1", "foo:///p", "javascript:x", "foo:x  #f", "foo:x  ?q"]) {
      for (const [part, list] of Object.entries(values)) {
        for (const value of list) {
          // A URL without a host is given a port with it by the standard, not by Node 20.
          if (/^foo:(\/a|\/\/\/)/.test(start) && (/^(host|hostname)$/.test(part) && /^$|:/.test(value) || (part === "pathname" && value === ""))) continue;
          out.push(attempt(() => {
            const url = new URL(start);
            url[part] = value;
            return `${start} ${part}=${value} ${url.href} ${url.host} ${url.origin}`;
          }));
        }
      }
    }
    const url = new URL("http://h/");
    out.push(attempt(() => { "use strict"; url.origin = "x"; return url.href; }), attempt(() => { url.port = 81; return url.href; }), attempt(() => { url.hash = null; return url.href; }), attempt(() => { url.search = undefined; return url.href; }));
    return out;
  },
  "generated URLs": (require, { URL }, { random }) => {
    const r = random(71);
    const out = [];
    const scheme = ["http://", "https://", "ws://", "ftp://", "file://", "foo://", "foo:", "http:", "postgres://", "//", "", "HTTP:\\\\"];
    const user = ["", "", "", "u@", "u:p@", ":p@", "u:@", "a%20b:c%40d@", "a b@", "a@b@", "\u00e9:\u20ac@", "u:p:q@", "[x]@"];
    const host = ["h", "example.com", "EXAMPLE.com", "1.2.3.4", "0x7f.1", "[::1]", "[2001:db8::1]", "b\u00fccher.example", "", "a_b", "a-b.c", "%41bc", "a b", "x..y", "xn--bcher-kva.ch", "\u4f8b\u5b50.\u6d4b\u8bd5", "h.", "*", "a!b$c&d'e(f)g", "256", "a,b;c=d"];
    const port = ["", "", ":80", ":443", ":8080", ":", ":99999", ":x", ":0", ":00021"];
    const segment = ["", "a", "b c", ".", "..", "%2e", "%2E%2e", "\u00e9", "x%20y", "a;b", "a:b", "a@b", "'", "\"", "<", "^", "|", "{}", "[", "\\", "%", "%zz", "a\tb", "~"];
    const query = ["", "", "?", "?a=1", "?a=1&b=2", "?\u00e9", "? x", "?'\"<>`{}|^[]", "?a?b", "?%zz", "?\\"];
    const hash = ["", "", "#", "#f", "#\u00e9", "# f", "#'\"<>`{}|^[]", "#a#b", "#\0"];
    for (let i = 0; i < 4000; i++) {
      let text = r.pick(scheme) + r.pick(user) + r.pick(host) + r.pick(port);
      for (let n = r.below(4); n > 0; n--) text += r.pick(["/", "/", "/", "\\"]) + r.pick(segment);
      text += r.pick(query) + r.pick(hash);
      const base = r.pick([undefined, undefined, "http://base:9/x/y?z", "foo://b/c", "file:///d/e"]);
      // Left out: a backslash or a last `..` in what isn't a web URL, and an empty first segment below a file's host.
      const web = /^(http|ws|ftp)/i.test(text) || (!/^\w+:/.test(text) && base?.startsWith("http"));
      if (!web && (text.includes("\\") || /\/(\.|%2e){2}([?#]|$)/i.test(text) || /^(file:)?\/\/[^/]+\/\//.test(text))) continue;
      try {
        const url = new URL(text, base);
        out.push(`${JSON.stringify(text)} ${base} ${url.href} | ${url.origin} | ${url.username} | ${url.password} | ${url.host} | ${url.hostname} | ${url.port} | ${url.pathname} | ${url.search} | ${url.hash}`);
      } catch (error) {
        out.push(`${JSON.stringify(text)} ${base} ${error.name} ${error.code} ${error.message} ${JSON.stringify(error.input)} ${error.base}`);
      }
    }
    return out;
  },
  "errors of URL": (require, { URL }, { attempt }) => [
    ...[undefined, null, 5, {}, [], Symbol("s"), "x", { toString: () => "http://ok" }].flatMap((odd) => [attempt(() => new URL(odd)), attempt(() => new URL("x", odd)), attempt(() => URL.canParse(odd)), attempt(() => URL.parse(odd)?.href)]),
    attempt(() => Object.keys((() => { try { new URL("nope", "base"); } catch (e) { return e; } })())),
    attempt(() => { new URL("http://a").href = "x"; }),
    URL.canParse("x", "http://b"), URL.parse("x", "http://b").href, URL.parse("x"),
  ],
  "URLSearchParams from what Node takes": (require, { URLSearchParams }, { attempt }) => {
    const out = [];
    for (const init of [undefined, null, "", "?", "??a", "a=1", "?a=1&b=2", "a&b&c=", "=x", "=", "&&", "a=1&a=2", "a+b=c+d", "a%20b", "%", "%zz=%", "%E9", "%C3%A9", "%F0%9F%98%80=%ED%A0%80", "\u00e9=%E9\u00e9", "a=\ud83d", "a==b", "%EF%BB%BFx=1", "\ufeffx",
      [], [["a", "b"]], [["a", 1], ["b", null]], [["a"]], [["a", "b", "c"]], ["ab"], [[1, 2]], [null], [5], new Map([["a", "b"]]), new Set([["x", "y"]]), {}, { a: 1, b: [1, 2], c: undefined, d: null, e: {} }, { "\ud83d": 1, "\ud83e": 2 }, new URLSearchParams("x=1&x=2"), 5, true, 10n,
      Symbol("s"), () => 1, { [Symbol.iterator]: 5 }, { [Symbol.iterator]: null, a: 1 }, new String("a=1"), [new Set(["p", "q"])], [(function* () { yield 1; yield 2; })()], Object.create({ no: 1 }), [["a", Symbol("s")]], [[]], [{}], [new Map([[1, 2], [3, 4]])], new Date(0)]) {
      out.push(attempt(() => { const p = new URLSearchParams(init); return [p.toString(), [...p], p.size]; }));
    }
    return out;
  },
  "URLSearchParams at work": (require, { URLSearchParams }, { attempt }) => {
    const p = new URLSearchParams("b=2&a=1&b=3&c=");
    const out = [p.get("b"), p.getAll("b"), p.get("zz"), p.getAll("zz"), p.has("c"), p.has("b", "3"), p.has("b", "9"), p.has("b", undefined), p.size];
    p.append("d", "x y"); out.push(p.toString());
    p.set("b", 9); out.push(p.toString());
    p.set("new", undefined); out.push(p.toString());
    p.append("b", "3"); p.delete("b", "3"); out.push(p.toString());
    p.delete("b"); out.push(p.toString());
    p.sort(); out.push(p.toString(), [...p.keys()], [...p.values()], [...p.entries()], [...p]);
    const seen = [];
    const self = {};
    p.forEach(function (value, name, params) { seen.push([value, name, params === p, this === self]); }, self);
    out.push(seen);
    for (const call of [() => p.append(), () => p.append("a"), () => p.get(), () => p.getAll(), () => p.has(), () => p.set("a"), () => p.delete(), () => p.forEach(), () => p.forEach(5), () => p.get(Symbol("s")), () => URLSearchParams.prototype.get.call({}, "a"), () => p.entries().next.call({}), () => URLSearchParams.prototype.size]) out.push(attempt(call));
    const growing = new URLSearchParams("a=1&b=2");
    const names = [];
    for (const [name] of growing) { names.push(name); if (names.length < 5) growing.append(`x${names.length}`, "1"); }
    out.push(names);
    const shrinking = new URLSearchParams("a=1&b=2&c=3");
    const left = [];
    for (const [name] of shrinking) { left.push(name); shrinking.delete(name); }
    out.push(left, shrinking.toString());
    const unsorted = new URLSearchParams("\ufffd=1&\u{1f600}=2&a=3&a=1&=4"); unsorted.sort(); out.push([...unsorted]);
    const it = p.entries();
    out.push(it.next(), Object.keys(Object.getPrototypeOf(it)), it[Symbol.iterator]() === it);
    return out;
  },
  "URLSearchParams encodes": (require, { URLSearchParams }, { random }) => {
    const r = random(72);
    const all = new URLSearchParams([[Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join(""), "\u{1f600}\ud83d"]]);
    const out = [all.toString(), [...new URLSearchParams(all.toString())]];
    for (let i = 0; i < 1500; i++) {
      const p = new URLSearchParams();
      for (let n = r.below(4); n > 0; n--) p.append(r.text(r.below(6), true), r.text(r.below(6), true));
      let odd = "";
      for (let n = r.below(12); n > 0; n--) odd += r.pick(["%", "%4", "%41", "%e9", "%C3%A9", "+", "a", "\u00e9", "\u20ac", "%zz", "&", "=", "b", "%2B", "%00", "%26", "%3d", ";", "?"]);
      out.push(p.toString(), [...new URLSearchParams(p.toString())], [...new URLSearchParams(odd)], new URLSearchParams(odd).toString());
    }
    return out;
  },
  "a URL and its searchParams": (require, { URL }) => {
    const url = new URL("http://h/p?a=1&b=%20x'#f");
    const out = [url.searchParams.get("b"), url.href];
    url.searchParams.append("c", "d e'"); out.push(url.href, url.search);
    url.searchParams.delete("zz"); out.push(url.href);
    url.search = "?x=1"; out.push([...url.searchParams]);
    url.searchParams.set("x", "2"); out.push(url.href);
    url.href = "http://i/?k=v"; out.push([...url.searchParams], url.searchParams.toString());
    url.searchParams.delete("k"); out.push(url.href, url.search, url.searchParams.size);
    url.searchParams.sort(); out.push(url.href);
    url.search = "?"; out.push(url.href, url.searchParams.size);
    url.searchParams.append("\u00e9", "\u20ac"); out.push(url.href);
    const opaque = new URL("data:space    ?q#h"); opaque.searchParams.delete("q"); out.push(opaque.href); opaque.hash = ""; out.push(opaque.href);
    const mail = new URL("mailto:a@b?subject=x%20y"); mail.searchParams.append("cc", "z@y"); out.push(mail.href);
    return out;
  },
  "helpers": (require, { URL }, { attempt }) => {
    const url = require("url");
    const out = [];
    for (const host of ["example.com", "EXAMPLE.com", "b\u00fccher.de", "xn--bcher-kva.de", "xn--i\u00f1valid.com", "a b", "", "1.2.3.4", "0x7f.1", "[::1]", "\u4e2d\u6587.com", "a:80", "a/b", "xn--fiq228c.com", "%41.com", "a@b", "xn--", "\u00df.de", "fa\u00df.de", ".", "a..b", "*", undefined, null, 5]) {
      out.push(attempt(() => url.domainToASCII(host)), attempt(() => url.domainToUnicode(host)));
    }
    out.push(attempt(() => url.domainToASCII()), attempt(() => url.domainToUnicode()));
    for (const input of ["file:///a/b", "file:///a%20b/%C3%A9", "file:///a%2Fb", "file://h/a", "file://localhost/a", "http://h/a", "x", "/a", new URL("file:///u/%25"), new URL("http://x"), undefined, null, 5, {}, "file:///%", "file:///a?b#c", "file:"]) out.push(attempt(() => url.fileURLToPath(input)));
    for (const input of ["/a/b", "/a b", "/a%b", "/a?b", "/a#b", "/a\\b", "/a/", "/a/../b/", "/\u00e9", "/a\nb\tc\rd", "/", undefined, 5, "/a:b", "//x"]) out.push(attempt(() => url.pathToFileURL(input).href));
    for (const input of ["http://u:p%40@h:8/p?q#f", "https://[::1]/", "http://b\u00fccher.de", "http://u@h"]) out.push(attempt(() => url.urlToHttpOptions(new URL(input))));
    for (const input of ["http://u:p@b\u00fccher.de:8/p?q#f", "mailto:a@b?s#f", "foo:/.//p", "http://u@h", "file:///a"]) {
      for (const options of [undefined, null, {}, { auth: false }, { fragment: false }, { search: false }, { unicode: true }, { auth: 0, fragment: "", search: null, unicode: 1 }]) out.push(attempt(() => url.format(new URL(input), options)));
    }
    out.push(attempt(() => url.format(new URL("http://h"), 5)), attempt(() => url.format(new URL("http://h"), "x")));
    return out;
  },
  "inspected": (require, { URL, URLSearchParams }) => {
    const { inspect } = require("util");
    const long = new URLSearchParams(Array.from({ length: 8 }, (_, i) => [`key${i}`, `value ${i}`]));
    class Mine extends URL {}
    return [
      inspect(new URL("http://u:p@h:8/p?a=1&b=c#f")), inspect({ a: { b: { url: new URL("foo:bar") } } }), inspect({ a: { b: { c: { url: new URL("foo:bar") } } } }), inspect(new URLSearchParams("a=1&b=x%20y")), inspect(new URLSearchParams()),
      inspect(long), inspect(new URLSearchParams("a=1").entries()), inspect(new URLSearchParams("a=1&b").keys()), inspect(long.values()), inspect(new Mine("http://x")), inspect([new URLSearchParams("a")], { depth: 0 }), inspect({ p: new URLSearchParams("a") }, { depth: 0 }),
    ];
  },
};
