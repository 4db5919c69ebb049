// Strings.

const TEXTS = [
  "fooBar2Baz",
  "XMLHttpRequest",
  "--foo-bar--",
  "__FOO_BAR__",
  "Foo Bar",
  "fooBAR",
  "12 feet",
  "enable 6h format",
  "enable 24H format",
  "too legit 2 quit",
  "walk 500 miles",
  "xhr2 request",
  "LETTERSAeiouAreVowels",
  "PRODUCTS2ndEdition",
  "1ST 2ND 3RD 4TH 11th 21st 22nd",
  "don't you're I'll",
  "DON\u2019T YOU\u2019RE",
  "\xe9l\xe8ve d\xe9j\xe0 vu",
  "\xc6gir \xdea\xf0 stra\xdfe",
  "\u0141\xf3d\u017a \u0132ssel \u0149",
  "hello\u2014world",
  "a\u2019b",
  "a,b;c.d",
  "caf\xe9's",
  "\u4f60\u597d world",
  "\u041f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440",
  "\ud83d\ude00smile\ud83d\ude00",
  "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 family",
  "\u2700\u2701",
  "a\u0301e\u0301",
  "A",
  "aB",
  "Ab",
  "ABc",
  "AbC1d",
  "1a",
  "a1",
  "a1B2c3",
  "_.camelCase",
  "foo\x00bar",
  "\tfoo\n",
  "x\xd7y \xf7 z",
  "\xabquoted\xbb",
  "\ufeffbom",
  "i\u0307",
  "\u0130",
  "\u0131",
  "\ufb01ne",
  "\u01c4",
  "foo\u2028bar",
  "IPv4Address",
  "getHTTPSUrl",
  "a_b-c d.e/f",
  "1\u00bd",
  "\u00aa\u00ba",
  "\u{1d400}bold",
];
const CASES =
  "camelCase capitalize deburr kebabCase lowerCase lowerFirst snakeCase startCase upperCase upperFirst words toLower toUpper toArray size".split(
    " ",
  );
const overTexts = (name) =>
  Object.assign((_) => TEXTS.map((text) => _[name](text)), { toString: () => `_.${name}(each text)` });

// Every unit of the basic plane, alone and between letters.
const overUnits = (name) =>
  Object.assign(
    (_) => {
      const results = [];
      for (let code = 0; code < 0x10000; code += name === "deburr" ? 1 : 7) {
        const char = String.fromCharCode(code);
        const result = _[name](`a${char}B`);
        results.push(typeof result === "string" ? result : result.join("|"));
      }
      return results.join("\n");
    },
    { toString: () => `_.${name}(each unit)` },
  );

export const STRINGS = {
  ...Object.fromEntries(
    CASES.map((name) => [
      name,
      [overTexts(name), (_) => _[name](), (_) => _[name](null), (_) => _[name](-0), (_) => _[name](["a", "b"])],
    ]),
  ),
  deburr: [overTexts("deburr"), overUnits("deburr")],
  words: [
    overTexts("words"),
    overUnits("words"),
    (_) => _.words("fred, barney, & pebbles", /[^, ]+/g),
    (_) => _.words("fred, barney", "b"),
    (_) => _.map(["a b", "c d"], _.words),
    (_) => _.words("abc", /x/),
  ],
  endsWith: [
    (_) => [
      _.endsWith("abc", "c"),
      _.endsWith("abc", "b", 2),
      _.endsWith("abc", ""),
      _.endsWith("abc", "c", NaN),
      _.endsWith("abc"),
      _.endsWith(undefined, "undefined"),
      _.endsWith("abc", "abcd"),
    ],
  ],
  startsWith: [
    (_) => [
      _.startsWith("abc", "a"),
      _.startsWith("abc", "b", 1),
      _.startsWith("abc", ""),
      _.startsWith("abc", "c", 9),
      _.startsWith("abc"),
      _.startsWith(1234, 12),
    ],
  ],
  escape: [(_) => _.escape("fred, barney, & \"pebbles\" 'x' <y> `z`")],
  unescape: [(_) => _.unescape("fred &amp; &lt;b&gt; &quot;x&quot; &#39;y&#39; &#96; &copy; &amp;lt; &#x27; &#039;")],
  escapeRegExp: [(_) => _.escapeRegExp("[lodash](https://lodash.com/) ^$\\.*+?(){}|-/")],
  pad: [
    (_) => [
      _.pad("abc", 8),
      _.pad("abc", 8, "_-"),
      _.pad("abc", 3),
      _.pad("abc"),
      _.pad("\ud83d\ude00", 4, "\ud83d\ude01"),
      _.pad("abc", 6, ""),
      _.pad("", 3),
      _.pad("ab", 5, null),
    ],
    (_) => _.map(["a", "b"], _.pad),
  ],
  padEnd: [(_) => [_.padEnd("abc", 6), _.padEnd("abc", 6, "_-"), _.padEnd("abc", 3), _.padEnd("abc", "5")]],
  padStart: [(_) => [_.padStart("abc", 6), _.padStart("abc", 6, "_-"), _.padStart("abc", -1), _.padStart(5, 3, 0)]],
  repeat: [
    (_) => [_.repeat("*", 3), _.repeat("abc", 0), _.repeat("abc"), _.repeat("ab", 2.9), _.repeat("a", Infinity)],
    (_) => _.map(["a", "b"], _.repeat),
  ],
  replace: [
    (_) => [
      _.replace("Hi Fred", "Fred", "Barney"),
      _.replace("aa", /a/g, (m) => `${m}!`),
      _.replace("abc"),
      _.replace("abc", "b"),
      _.replace(undefined, "x", "y"),
    ],
  ],
  split: [
    (_) => [
      _.split("a-b-c", "-", 2),
      _.split("a-b", /-/),
      _.split("\ud83d\ude00e\u0301", ""),
      _.split("abc"),
      _.split("abc", undefined),
      _.split("abc", null),
      _.split("a,b", ",", 0),
      _.split("", ""),
      _.split("abc", "", -1),
    ],
    (_) => _.map(["abc", "def"], _.split),
  ],
  trim: [
    (_) => [
      _.trim("  abc  "),
      _.trim("-_-abc-_-", "_-"),
      _.trim("abc", ""),
      _.trim("\ud83d\ude00a\ud83d\ude00", "\ud83d\ude00"),
      _.trim("\ufeff\xa0x\u2028"),
      _.trim("aXa", ["a"]),
      _.trim("xax", null),
    ],
    (_) => _.map([" foo ", " bar "], _.trim),
  ],
  trimEnd: [(_) => [_.trimEnd("  abc  "), _.trimEnd("-_-abc-_-", "_-")]],
  trimStart: [(_) => [_.trimStart("  abc  "), _.trimStart("-_-abc-_-", "_-")]],
  truncate: [
    (_) => _.truncate("hi-diddly-ho there, neighborino"),
    (_) => _.truncate("hi-diddly-ho there, neighborino", { length: 24, separator: " " }),
    (_) => _.truncate("hi-diddly-ho there, neighborino", { length: 24, separator: /,? +/ }),
    (_) => _.truncate("hi-diddly-ho there, neighborino", { omission: " [...]" }),
    (_) => _.truncate("abc", { length: 2 }),
    (_) => _.truncate("\ud83d\ude00\ud83d\ude01\ud83d\ude02\ud83d\ude03", { length: 3, omission: "." }),
    (_) => _.truncate("\ud83d\ude00 \ud83d\ude01 \ud83d\ude02 x", { length: 5, omission: ".", separator: " " }),
    (_) => _.truncate("abcdef", { length: 4, omission: "" }),
    (_) => _.truncate("aXbXcXd", { length: 6, omission: "", separator: /X/g }),
    (_) => _.truncate(null),
  ],
};
