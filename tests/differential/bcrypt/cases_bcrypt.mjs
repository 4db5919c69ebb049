const SALT = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.";
const HASH = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.4K7lyz.nKATbsiu/RcZjqWyDNnj87qG";

/** A case whose source has the literals in it. */
const literal = (text) => (0, eval)(text);

/** One case for each list of arguments, given as source text. */
function each(name, call, lists) {
  return Object.fromEntries(lists.map((args) => [`${name}(${args})`, literal(call.replaceAll("ARGS", () => args))]));
}

const SHAPE = String.raw`(salt) => [salt.replace(/[./A-Za-z0-9]{22}$/, '#'), salt.length]`;

const ROUNDS = [
  "", "undefined", "null", "0", "NaN", "false", "''", "4", "10", "12", "3", "1", "-1", "-5", "31", "32", "255", "256",
  "260", "4.9", "12.99", "1e10", "Infinity", "-Infinity", "4294967300", "2**31", "0.5", "'10'", "true", "{}", "[]", "10n",
  "Symbol.iterator", "() => 1",
];

const BAD_DATA = ["5", "true", "{}", "[]", "new Uint8Array(3)", "Symbol.iterator", "5n", "new String('a')", "new Date(0)"];
const BAD_SALTS = [
  "''", "'x'", "'$'", "'$2'", "'$2b'", "'$2b$'", "'$2b$10'", "'$2b$10$'", "'$2b$04$CCCCCCCCCCCCCCCCCCCCC'",
  "'$2b$03$CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$00$CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$31$CCCCCCCCCCCCCCCCCCCCC.'",
  "'$2b$99$CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$-4$CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$4$CCCCCCCCCCCCCCCCCCCCC.'",
  "'$2b$004$CCCCCCCCCCCCCCCCCCCCC.'", "'$2c$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$2y$04$CCCCCCCCCCCCCCCCCCCCC.'",
  "'$2x$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$3b$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$2B$04$CCCCCCCCCCCCCCCCCCCCC.'",
  "'2b$04$CCCCCCCCCCCCCCCCCCCCC.'", "' $2b$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$xx$CCCCCCCCCCCCCCCCCCCCC.'",
  "'$2b$04$CCCCCCCC\\0CCCCCCCCCCCCC.'", "'$2b$04'", "-5", "-1",
];
const GOOD_SALTS = [
  "'$2b$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$2a$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$2$04$CCCCCCCCCCCCCCCCCCCCC.'",
  "'$2b$05$CCCCCCCCCCCCCCCCCCCCCA'", "'$2b$04$CCCCCCCCCCCCCCCCCCCCCh'", "'$2b$04$CCCCCCCCCCCCCCCCCCCCC.trailing'",
  "'$2b$04$CCCCCCCCCCCCCCCCCCCCC.\\0more'", "'$1b$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$0$04$CCCCCCCCCCCCCCCCCCCCC.'",
  "'$2b$ 4$CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$+4$CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$4x$CCCCCCCCCCCCCCCCCCCCC.'",
  "'$2bx04$CCCCCCCCCCCCCCCCCCCCC.'", `'${HASH}'`,
];
const PASSWORDS = [
  "''", "'\\0'", "'a'", "'secret'", "'a\\0b'", "'a\\0c'", "'p\\u00e4ssw\\u00f6rd'", "'\\u5bc6\\u7801'", "'\\ud83d\\udd11'",
  "'\\ud83d'", "'x\\udd11y'", "'k'.repeat(71)", "'k'.repeat(72)", "'k'.repeat(73)", "'0123456789'.repeat(30).slice(0, 254)",
  "'0123456789'.repeat(30).slice(0, 255)", "'0123456789'.repeat(30).slice(0, 256)", "'0123456789'.repeat(30)",
  "Buffer.from('secret')", "Buffer.from([0xff, 0xff, 0xa3])", "Buffer.alloc(0)", "Buffer.from('xsecretx').subarray(1, 7)",
  "'x'.repeat(100000)",
];
const STORED = [
  `'${HASH}'`, `'${HASH}\\0zz'`, `'${HASH} '`, `' ${HASH}'`, `'${HASH}x'`, `'${HASH.slice(0, 59)}'`, "''", "'junk'", "'$2b$04$'",
  `'${HASH.replace("$2b", "$2a")}'`, `'${HASH.replace("$2b", "$2")}'`, `'${HASH.replace("$2b", "$2x")}'`,
  `'${HASH.replace("$2b", "$1b")}'`, `'${HASH.replace("$04$", "$ 4$")}'`, `'${HASH.replace("$04$", "$05$")}'`,
  `'${HASH.replace("$04$", "$99$")}'`, `'${HASH.replace("$04$", "$31$")}'`, `'${HASH.replace("C.4", "CA4")}'`,
  `'${HASH.replace("4K7", "4k7")}'`, `'${HASH.replace("CCCC", "C+CC")}'`, `'${HASH.toUpperCase()}'`,
  "'5f4dcc3b5aa765d61d8327deb882cf99'", "'$argon2id$v=19$m=65536,t=3,p=4$abc$def'",
];

const callback = (name) => `(require) => new Promise((done) => {
  const given = require('bcrypt').${name}(ARGS, function (...args) { done([given, args, arguments.length]); });
})`;

export const bcryptCases = {
  "bcrypt: keys": (require) => Object.keys(require("bcrypt")),
  "bcrypt: function lengths": (require) => Object.entries(require("bcrypt")).map(([name, f]) => [name, f.name, f.length]),
  "bcrypt: the same object each time": (require) => require("bcrypt") === require("bcrypt"),

  ...each("bcrypt.genSaltSync", `(require) => (${SHAPE})(require('bcrypt').genSaltSync(ARGS))`, ROUNDS),
  ...each("bcrypt.genSaltSync", `(require) => (${SHAPE})(require('bcrypt').genSaltSync(ARGS))`, [
    "10, 'a'", "10, 'b'", "10, 'c'", "10, 'y'", "10, ''", "10, null", "10, 5", "'x', 'c'", "10, 'ab'", "undefined, 'a'",
  ]),
  ...each("bcrypt.genSalt", `(require) => require('bcrypt').genSalt(ARGS).then(${SHAPE})`, ROUNDS.filter((a) => a !== "() => 1")),
  ...each("bcrypt.genSalt", `(require) => require('bcrypt').genSalt(ARGS).then(${SHAPE})`, ["5, 'a'", "5, 'c'", "5, 7", "'5', 'c'"]),
  ...each("bcrypt.genSalt with callback", `(require) => new Promise((done) => {
    const given = require('bcrypt').genSalt(ARGS function (...args) { done([given, args.length, args[0], args[1] && (${SHAPE})(args[1])]); });
  })`, ["", "10,", "10, 'a',", "10, 'c',", "'x',", "null,", "NaN, 'b',", "10, undefined,", "{}, 'c',"]),
  "bcrypt.genSalt: salts differ": async (require) => {
    const { genSalt, genSaltSync } = require("bcrypt");
    const all = [await genSalt(4), await genSalt(4), genSaltSync(4), genSaltSync(4)];
    return new Set(all).size;
  },
  "bcrypt.genSalt: the callback comes later": (require) => new Promise((done) => {
    const order = [];
    require("bcrypt").genSalt(4, () => { order.push("callback"); done(order); });
    order.push("after");
    Promise.resolve().then(() => order.push("microtask"));
  }),

  ...each("bcrypt.hashSync", `(require) => require('bcrypt').hashSync(ARGS)`, PASSWORDS.map((p) => `${p}, '${SALT}'`)),
  ...each("bcrypt.hashSync", `(require) => require('bcrypt').hashSync(ARGS)`,
    PASSWORDS.filter((p) => /repeat|\\0|''/.test(p)).flatMap((p) => [`${p}, '${SALT.replace("2b", "2a")}'`, `${p}, '${SALT.replace("2b", "2")}'`])),
  ...each("bcrypt.hashSync", `(require) => require('bcrypt').hashSync(ARGS)`, [...GOOD_SALTS, ...BAD_SALTS].map((s) => `'secret', ${s}`)),
  ...each("bcrypt.hashSync", `(require) => require('bcrypt').hashSync(ARGS)`, [
    "", "'a'", "undefined, 4", "null, 4", "null, null", "'a', null", "'a', undefined", ...BAD_DATA.map((d) => `${d}, 4`),
    "'a', true", "'a', {}", "'a', []", "'a', Buffer.from('$2b$04$CCCCCCCCCCCCCCCCCCCCC.')", "'a', () => 1", "() => 1, 4", "'a', 4n",
    "'a', new String('$2b$04$CCCCCCCCCCCCCCCCCCCCC.')",
  ]),
  ...each("bcrypt.hashSync with rounds", `(require) => {
    const hash = require('bcrypt').hashSync(ARGS);
    return [hash.slice(0, 7), hash.length, /^[./A-Za-z0-9]{53}$/.test(hash.slice(7)), require('bcrypt').compareSync('secret', hash)];
  }`, ["'secret', 4", "'secret', 5", "'secret', 1", "'secret', 4.7", "'secret', 260"]),

  ...each("bcrypt.hash", `(require) => require('bcrypt').hash(ARGS)`, PASSWORDS.map((p) => `${p}, '${SALT}'`)),
  // Not with a cost of 31: the addon notes the error, then makes all 2^31 rounds before it tells.
  ...each("bcrypt.hash", `(require) => require('bcrypt').hash(ARGS)`,
    [...GOOD_SALTS, ...BAD_SALTS.filter((s) => !/^-|\$31\$/.test(s))].map((s) => `'secret', ${s}`)),
  ...each("bcrypt.hash", `(require) => require('bcrypt').hash(ARGS)`, [
    "", "'a'", "undefined, 4", "null, 4", "'a', null", ...BAD_DATA.map((d) => `${d}, 4`), "'a', true", "'a', {}", "'a', 4n",
    `'a', '${SALT}', null`, `'a', '${SALT}', 0`, `'a', '${SALT}', ''`, `'a', '${SALT}', 5`, `'a', '${SALT}', {}`, `null, null, 'x'`,
  ]),
  ...each("bcrypt.hash with callback", callback("hash"), [
    `'secret', '${SALT}'`, "'secret', 'bad'", "'secret', null", "null, 4", "5, 4", "'secret', true", "undefined, undefined",
  ]),
  "bcrypt.hash(cb)": (require) => new Promise((done) => require("bcrypt").hash((...args) => done(args))),
  "bcrypt.hash(data, cb)": (require) => new Promise((done) => require("bcrypt").hash("a", (...args) => done(args))),
  "bcrypt.hash(data, rounds, cb)": (require) => new Promise((done) => {
    require("bcrypt").hash("a", 4, (error, hash) => done([error, hash.slice(0, 7), hash.length, require("bcrypt").compareSync("a", hash)]));
  }),
  "bcrypt.hash: errors come later too": (require) => new Promise((done) => {
    const order = [];
    require("bcrypt").hash(null, 4, () => { order.push("callback"); done(order); });
    order.push("after");
  }),
  "bcrypt.hash: a buffer may be changed at once": async (require) => {
    const bytes = Buffer.from("secret");
    const hash = require("bcrypt").hash(bytes, "$2b$04$CCCCCCCCCCCCCCCCCCCCC.");
    bytes.fill(0);
    return hash;
  },
  "bcrypt.hash: the promise is a Promise": (require) => require("bcrypt").hash("a", 4) instanceof Promise,
  "bcrypt.hash: asks the exported genSalt": async (require) => {
    const bcrypt = require("bcrypt");
    const { genSalt, genSaltSync } = bcrypt;
    try {
      bcrypt.genSalt = (rounds, done) => done(undefined, "$2b$04$abcdefghijklmnopqrstuu");
      bcrypt.genSaltSync = () => "$2b$04$abcdefghijklmnopqrstuu";
      return [await bcrypt.hash("a", 10), bcrypt.hashSync("a", 10)];
    } finally {
      Object.assign(bcrypt, { genSalt, genSaltSync });
    }
  },

  ...each("bcrypt.compareSync", `(require) => require('bcrypt').compareSync(ARGS)`, STORED.map((h) => `'secret', ${h}`)),
  ...each("bcrypt.compareSync", `(require) => require('bcrypt').compareSync(ARGS)`, [
    `'Secret', '${HASH}'`, `'', '${HASH}'`, `'secret\\0', '${HASH}'`, `Buffer.from('secret'), '${HASH}'`, "", "'a'", `null, '${HASH}'`,
    "'a', null", "undefined, undefined", ...BAD_DATA.map((d) => `${d}, '${HASH}'`), "'a', 5", "'a', {}", `'a', Buffer.from('${HASH}')`,
    "'a', () => 1", "() => 1, 'a'",
  ]),
  ...each("bcrypt.compare", `(require) => require('bcrypt').compare(ARGS)`, STORED.map((h) => `'secret', ${h}`)),
  ...each("bcrypt.compare", `(require) => require('bcrypt').compare(ARGS)`, [
    `Buffer.from('secret'), '${HASH}'`, "", "'a'", `null, '${HASH}'`, "'a', null", ...BAD_DATA.map((d) => `${d}, '${HASH}'`), "'a', 5",
    `'a', '${HASH}', null`, `'a', '${HASH}', 'x'`, `'a', '${HASH}', {}`, `'a', Buffer.from('${HASH}')`,
  ]),
  ...each("bcrypt.compare with callback", callback("compare"), [
    `'secret', '${HASH}'`, `'wrong', '${HASH}'`, "'secret', 'junk'", "null, 'x'", "'a', null", "5, 'x'", "'a', 5",
  ]),
  "bcrypt.compare(cb)": (require) => new Promise((done) => require("bcrypt").compare((...args) => done(args))),
  "bcrypt.compare(data, cb)": (require) => new Promise((done) => require("bcrypt").compare("a", (...args) => done(args))),
  "bcrypt: a round trip for each minor": async (require) => {
    const bcrypt = require("bcrypt");
    const results = [];
    for (const minor of ["a", "b"]) {
      const hash = await bcrypt.hash("secret", await bcrypt.genSalt(4, minor));
      results.push(await bcrypt.compare("secret", hash), await bcrypt.compare("Secret", hash), bcrypt.getRounds(hash));
    }
    return results;
  },
  "bcrypt: many at once": async (require) => {
    const bcrypt = require("bcrypt");
    const hashes = await Promise.all(Array.from({ length: 20 }, (_, at) => bcrypt.hash(`pw${at}`, 4)));
    const same = await Promise.all(hashes.map((hash, at) => bcrypt.compare(`pw${at}`, hash)));
    const other = await Promise.all(hashes.map((hash, at) => bcrypt.compare(`pw${at + 1}`, hash)));
    return [new Set(hashes).size, same.every(Boolean), other.some(Boolean)];
  },
  "bcrypt: util.promisify works on it": async (require) => {
    const { promisify } = require("util");
    const bcrypt = require("bcrypt");
    const hash = await promisify(bcrypt.hash)("secret", 4);
    return promisify(bcrypt.compare)("secret", hash);
  },
  "bcrypt: functions work without their object": async (require) => {
    const { hash, compare, hashSync, compareSync } = require("bcrypt");
    return [await compare("a", await hash("a", 4)), compareSync("a", hashSync("a", 4))];
  },

  ...each("bcrypt.getRounds", `(require) => require('bcrypt').getRounds(ARGS)`, [
    `'${HASH}'`, `'${HASH.replace("$04$", "$99$")}'`, "'$2y$12$'", "'$1$07$'", "'$2$10$abc'", "'$2b$10'", "'$2b$0$'", "'$2b$00$'",
    "'$2b$-5$'", "'$2b$ 7$'", "'$2b$+7$'", "'$2b$7x'", "'$2b$x7'", "'$2bb$10$'", "'$'", "'$2'", "'$2b'", "'$2b$'", "''", "'10'",
    "'x2b$10$'", "'$$10$'", "'$$$10$'", "'$2\\0$10'", "'$2b$1\\x000'", "'$\\u00e9$10$'", "'$\\u20ac$10$'", "'$2b$99999999999'",
    "'$2b$4294967306$'", "'$2b$99999999999999999999999999'", "'$2b$-99999999999999999999999999'", "'$2b$00000000000000000000000000000012$'",
    "'$2b$\\u00a07$'", "", "null", "undefined", "5", "{}", "Buffer.from('$2b$10$')", "new String('$2b$10$')",
  ]),
};
