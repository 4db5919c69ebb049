// querystring.
export default {
  "its members": (require) => {
    const qs = require("querystring");
    return [Object.keys(qs), qs.encode === qs.stringify, qs.decode === qs.parse, qs.parse.length, qs.stringify.length, qs.escape.name, qs.unescape.name, qs.parse.name];
  },
  "parse": (require, globals, { attempt }) => {
    const qs = require("querystring");
    const out = [];
    for (const text of ["", "a", "a=", "=a", "=", "&", "&&", "a=1&b=2", "a=1&a=2&a=3", "a=1&a", "a+b=c+d", "a%20b=%C3%A9", "a=%", "a=%zz", "a=%E9", "%=1", "a=%2", "a==b", "a=b=c", "__proto__=1", "__proto__=1&__proto__=2", "constructor=2", "hasOwnProperty=x", "a=\u00e9", "a=%u2603",
      "a=%F0%9F%98%80", "a=%ED%A0%80", "a=1&&b=2&", "?a=1", "a;b=1", "a=\ud83d", "a[]=1&a[]=2", "a=%2B+", "%41=%42&A=3", "a=+%", "a=+%E9", "+=+", "a=%00"]) {
      out.push(attempt(() => qs.parse(text)));
    }
    for (const odd of [undefined, null, 5, {}, [], true, Symbol("s")]) out.push(attempt(() => qs.parse(odd)));
    const many = Array.from({ length: 1005 }, (_, i) => `k${i}=${i}`).join("&");
    out.push(Object.keys(qs.parse(many)).length, Object.keys(qs.parse(many, null, null, { maxKeys: 0 })).length, Object.keys(qs.parse(many, null, null, { maxKeys: 3 })).length);
    out.push(Object.keys(qs.parse(many, null, null, { maxKeys: -1 })).length, Object.keys(qs.parse(many, null, null, { maxKeys: "2" })).length, Object.keys(qs.parse("&a&&b&c", null, null, { maxKeys: 2 })));
    out.push(qs.parse("a:1;b:2", ";", ":"), qs.parse("a=1&b=2", "", ""), qs.parse("a|b", "|", "="), qs.parse("a=>b=c", "&", "=>"), qs.parse("a1b", 1));
    out.push(qs.parse("a=%20b+c", null, null, { decodeURIComponent: (s) => `<${s}>` }), qs.parse("a=%20b+c", null, null, { decodeURIComponent: () => { throw new Error("no"); } }), qs.parse("a=b", null, null, { decodeURIComponent: "x" }));
    return out;
  },
  "stringify": (require, globals, { attempt }) => {
    const qs = require("querystring");
    const out = [];
    for (const value of ["", "a b", "\u00e9", "\u{1f600}", "a&b=c", "!'()*~-_.", "%", "+", 0, -0, 1.5, 1e21, NaN, Infinity, true, false, null, undefined, {}, [], [1, [2, 3]], [null, undefined, ""], 10n, Symbol("s"), new Date(0), () => 1, new String("x"), ["a b", 2, true, 3n]]) {
      out.push(attempt(() => qs.stringify({ k: value })), attempt(() => qs.escape(value)));
    }
    out.push(qs.stringify({}), qs.stringify({ "a b": 1, "\u00e9": 2, "": 3, "a&b": 4 }), attempt(() => qs.stringify({ a: "\ud83d" })), attempt(() => qs.escape("\udc00x")), attempt(() => qs.escape("\ud83dx")));
    for (const odd of [undefined, null, 5, "abc", [], ["x", "y"], true, new Map([[1, 2]]), () => 1]) out.push(attempt(() => qs.stringify(odd)));
    out.push(qs.stringify({ a: 1, b: [2, 3] }, ";", ":"), qs.stringify({ a: 1, b: 2 }, "", ""), qs.stringify({ a: 1, b: 2 }, "--", "->"));
    out.push(qs.stringify({ a: "x y", b: 5, c: [true, null] }, null, null, { encodeURIComponent: (s) => `<${typeof s}:${s}>` }), qs.stringify({ a: "x y" }, null, null, { encodeURIComponent: 5 }));
    out.push(qs.stringify(Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } })), qs.stringify({ a: [] , b: 1 }), qs.stringify({ b: 1, a: [] }));
    return out;
  },
  "escape and unescape": (require, { Buffer }, { random, attempt }) => {
    const qs = require("querystring");
    const r = random(61);
    const out = [];
    for (let i = 0; i < 1500; i++) {
      const text = r.text(r.below(12));
      out.push(qs.escape(text), qs.unescape(qs.escape(text)) === text);
      let odd = "";
      for (let n = r.below(9); n > 0; n--) odd += r.pick(["%", "%4", "%41", "%e9", "%C3%A9", "+", "a", "\u00e9", "\u20ac", "%zz", "&", "=", "b", "%F0%9F%98%80", "%2B", "%00"]);
      out.push(qs.unescape(odd), qs.unescapeBuffer(odd), qs.unescapeBuffer(odd, true), qs.unescape(odd, true), qs.parse(odd));
    }
    for (const odd of [undefined, null, 5, {}, [], true]) out.push(attempt(() => qs.unescape(odd)), attempt(() => qs.unescapeBuffer(odd)));
    return out;
  },
  "a replaced escape is used": (require) => {
    const qs = require("querystring");
    const { escape, unescape } = qs;
    try {
      qs.escape = (s) => `E(${s})`;
      qs.unescape = (s) => `U(${s})`;
      return [qs.stringify({ a: "b", c: 1 }), qs.parse("a=b+c")];
    } finally {
      Object.assign(qs, { escape, unescape });
    }
  },
};
