const SALT = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.";
const HASH = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.4K7lyz.nKATbsiu/RcZjqWyDNnj87qG";

const literal = (text) => (0, eval)(text);

function each(name, call, lists) {
  return Object.fromEntries(lists.map((args) => [`${name}(${args})`, literal(call.replaceAll("ARGS", () => args))]));
}

const SHAPE = String.raw`(salt) => [salt.replace(/[./A-Za-z0-9]{22}$/, '#'), salt.length]`;

const ROUNDS = [
  "", "undefined", "null", "0", "NaN", "''", "4", "10", "3", "-1", "31", "32", "256", "4.9", "12.5", "Infinity", "-Infinity", "'10'", "true",
  "{}", "10n",
];
const SALTS = [
  "'$2b$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$2a$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$2y$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$2$04$CCCCCCCCCCCCCCCCCCCCC.'",
  "'$2b$04$CCCCCCCCCCCCCCCCCCCCCh'", "'$2b$05$CCCCCCCCCCCCCCCCCCCCC.trailing'", "''", "'bad'", "'$'", "'$2'", "'$2b'", "'$2b$'", "'$2b$1'",
  "'$2b$10'", "'$2b$10$'", "'$2z$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$2x$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$2bx04$CCCCCCCCCCCCCCCCCCCCC.'",
  "'$3b$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$1b$04$CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$03$CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$32$CCCCCCCCCCCCCCCCCCCCC.'",
  "'$2b$99$CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$004$CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$04#CCCCCCCCCCCCCCCCCCCCC.'", "'$2b$04$CCCCCCCCCCCCCCCCCCCC'",
  "'$2b$04$CCCC+CCCCCCCCCCCCCCCC.'", "'$2b$04$CC+CCCCCCCCCCCCCCCCCC.'", "'$2b$04$CCC+CCCCCCCCCCCCCCCCC.'", "'$2b$xx$short'", "'$2b$4$CCCCCCCCCCCCCCCCCCCCC.'",
];
const PASSWORDS = [
  "''", "'\\0'", "'a'", "'secret'", "'a\\0b'", "'p\\u00e4ss'", "'\\u5bc6\\u7801'", "'\\ud83d\\udd11'", "'\\ud83d'", "'x\\udd11y'", "'\\udd11\\ud83d'",
  "'k'.repeat(71)", "'k'.repeat(72)", "'k'.repeat(73)", "'0123456789'.repeat(30).slice(0, 255)", "'0123456789'.repeat(30)", "'\\u20ac'.repeat(24)",
  "'\\u20ac'.repeat(25)", "'k' + '\\u20ac'.repeat(24)",
];
const BAD = ["5, 5", "null, 4", "'a', null", "Buffer.from('a'), 4", "'a', {}", "{}, '$2b$04$CCCCCCCCCCCCCCCCCCCCC.'", "undefined, 4", "'a', () => 1", "Symbol.iterator, 4"];
const STORED = [
  `'${HASH}'`, `'${HASH.replace("$2b", "$2y")}'`, `'${HASH.replace("$2b", "$2a")}'`, `'${HASH.replace("$2b", "$2x")}'`, `'${HASH.replace("$2b", "$2")}'`,
  `'${HASH}x'`, `'${HASH.slice(1)}'`, "''", "'x'.repeat(60)", "'$'.repeat(60)", `'${HASH.replace("$04$", "$03$")}'`, `'${HASH.replace("$04$", "$32$")}'`,
  `'${HASH.replace("$04$", "$xx$")}'`, `'${HASH.replace("$04$", "$4x$")}'`, `'${HASH.replace("$04$", "$ 4$")}'`, `'${HASH.replace("CCCC", "C+CC")}'`,
  `'${HASH.replace("4K7", "4k7")}'`, `'${HASH.replace("C.4", "CA4")}'`, `'${HASH.replace("$04$CC", "$xx$C+")}'`, "'5f4dcc3b5aa765d61d8327deb882cf99'",
];

const callback = (name) => `(require) => new Promise((done) => {
  const given = require('bcryptjs').${name}(ARGS, function (...args) { done([given, args, arguments.length]); });
})`;

export const bcryptjsCases = {
  "bcryptjs: keys": (require) => Object.keys(require("bcryptjs")),
  "bcryptjs: function lengths": (require) => Object.entries(require("bcryptjs")).map(([name, f]) => [name, f.name, f.length]),

  ...each("bcryptjs.genSaltSync", `(require) => (${SHAPE})(require('bcryptjs').genSaltSync(ARGS))`, [...ROUNDS, "'x', 5", "{}, 'y'", "5, 'y'"]),
  ...each("bcryptjs.genSalt", `(require) => require('bcryptjs').genSalt(ARGS).then(${SHAPE})`, [...ROUNDS, "5, 5", "5, 5, null"]),
  ...each("bcryptjs.genSalt with callback", `(require) => new Promise((done) => {
    const given = require('bcryptjs').genSalt(ARGS function (...args) { done([given, args.length, args[0], args[1] && (${SHAPE})(args[1])]); });
  })`, ["", "10,", "10, 5,", "undefined,", "undefined, undefined,", "0,"]),
  ...each("bcryptjs.genSalt", `(require) => require('bcryptjs').genSalt(ARGS)`, ["5, 5, 'x'", "5, 5, {}", "'x', 5, 'x'"]),
  "bcryptjs.genSalt: a throwing callback is called again": (require) => new Promise((done) => {
    const calls = [];
    require("bcryptjs").genSalt(4, (error, salt) => {
      calls.push([error, salt && salt.length]);
      if (calls.length === 1) {
        throw new Error("mine");
      }
      done(calls);
    });
  }),

  ...each("bcryptjs.hashSync", `(require) => require('bcryptjs').hashSync(ARGS)`, [
    ...PASSWORDS.map((p) => `${p}, '${SALT}'`), ...PASSWORDS.filter((p) => /repeat|\\0|''/.test(p)).map((p) => `${p}, '${SALT.replace("2b", "2a")}'`),
    ...PASSWORDS.slice(0, 3).map((p) => `${p}, '${SALT.replace("2b", "2")}'`), ...SALTS.map((s) => `'secret', ${s}`), ...BAD, "", "5",
  ]),
  ...each("bcryptjs.hashSync with rounds", `(require) => {
    const hash = require('bcryptjs').hashSync(ARGS);
    return [hash.slice(0, 7), hash.length, require('bcryptjs').compareSync('secret', hash), require('bcrypt').compareSync('secret', hash)];
  }`, ["'secret'", "'secret', undefined", "'secret', 4", "'secret', 1", "'secret', 0"]),
  ...each("bcryptjs.hash", `(require) => require('bcryptjs').hash(ARGS)`, [
    ...PASSWORDS.map((p) => `${p}, '${SALT}'`), ...SALTS.map((s) => `'secret', ${s}`), ...BAD, "", "'a'", `'a', '${SALT}', null`, `'a', '${SALT}', 0`,
    `'a', '${SALT}', 5`, `'a', '${SALT}', {}`, "5, 5, 'x'",
  ]),
  ...each("bcryptjs.hash with callback", callback("hash"), [`'secret', '${SALT}'`, "5, 5", "'a', undefined", ...SALTS.slice(6).map((s) => `'secret', ${s}`)]),
  "bcryptjs.hash(data, rounds, cb)": (require) => new Promise((done) => {
    require("bcryptjs").hash("a", 4, (error, hash) => done([error, hash.slice(0, 7), require("bcryptjs").compareSync("a", hash)]));
  }),
  "bcryptjs.hash(data, cb) takes the callback for a salt": (require) => require("bcryptjs").hash("a", () => {}),
  "bcryptjs.hash: progress": (require) => new Promise((done) => {
    const order = [];
    require("bcryptjs").hash("a", "$2b$04$CCCCCCCCCCCCCCCCCCCCC.", () => { order.push("callback"); done(order); }, (part) => order.push(part));
    order.push("after");
  }),
  "bcryptjs.hash: progress with a promise": async (require) => {
    const order = [];
    const hash = await require("bcryptjs").hash("a", "$2b$04$CCCCCCCCCCCCCCCCCCCCC.", null, (part) => order.push(part));
    return [order, hash];
  },
  "bcryptjs.compare: progress": async (require) => {
    const order = [];
    const same = await require("bcryptjs").compare("secret", "$2b$04$CCCCCCCCCCCCCCCCCCCCC.4K7lyz.nKATbsiu/RcZjqWyDNnj87qG", null, (part) => order.push(part));
    return [order, same];
  },
  "bcryptjs.hash: a throwing progress": (require) =>
    require("bcryptjs").hash("a", "$2b$04$CCCCCCCCCCCCCCCCCCCCC.", () => {}, () => { throw new Error("mine"); }),

  ...each("bcryptjs.compareSync", `(require) => require('bcryptjs').compareSync(ARGS)`, [
    ...STORED.map((h) => `'secret', ${h}`), `'Secret', '${HASH}'`, `5, '${HASH}'`, "'a', 5", "", "null, null", `Buffer.from('secret'), '${HASH}'`,
  ]),
  ...each("bcryptjs.compare", `(require) => require('bcryptjs').compare(ARGS)`, [
    ...STORED.map((h) => `'secret', ${h}`), `'Secret', '${HASH}'`, `5, '${HASH}'`, "'a', 5", "", "null, null", `'a', '${HASH}', 'x'`, "5, 5, 'x'",
  ]),
  ...each("bcryptjs.compare with callback", callback("compare"), [
    `'secret', '${HASH}'`, `'wrong', '${HASH}'`, "'a', 'short'", "5, 5", `'secret', '${HASH.replace("$2b", "$2x")}'`, `'secret', '${HASH.replace("$04$", "$03$")}'`,
  ]),
  "bcryptjs: a round trip with bcrypt": async (require) => {
    const [native, js] = [require("bcrypt"), require("bcryptjs")];
    return [js.compareSync("secret", native.hashSync("secret", 4)), await native.compare("secret", await js.hash("secret", 4))];
  },

  ...each("bcryptjs.getRounds", `(require) => require('bcryptjs').getRounds(ARGS)`, [`'${HASH}'`, "'$2b$99$'", "'$2b'", "''", "'$$10x'", "'a$b$0x1f'", "5", ""]),
  ...each("bcryptjs.getSalt", `(require) => require('bcryptjs').getSalt(ARGS)`, [`'${HASH}'`, "'x'", "''", "'x'.repeat(60)", "5", ""]),
  ...each("bcryptjs.truncates", `(require) => require('bcryptjs').truncates(ARGS)`, [
    "''", "'k'.repeat(72)", "'k'.repeat(73)", "'\\u20ac'.repeat(24)", "'\\u20ac'.repeat(25)", "'\\ud83d\\udd11'.repeat(18)", "'\\ud83d\\udd11'.repeat(18) + 'x'",
    "'\\ud83d'.repeat(24)", "'\\ud83d'.repeat(25)", "'k'.repeat(70) + '\\u20ac'", "5", "",
  ]),
  ...each("bcryptjs.encodeBase64", `(require) => require('bcryptjs').encodeBase64(ARGS)`, [
    "[1, 2, 3], 3", "[1, 2, 3, 4], 4", "[1, 2], 2", "[255], 1", "[1, 2, 3], 2", "[1, 2, 3], 2.5", "[1, 2], 3", "[1], 0", "[1], -1", "[1]", "[], NaN",
    "[300, -1, 'x', null], 4", "Buffer.from('hello'), 5", "'12', 2",
  ]),
  ...each("bcryptjs.decodeBase64", `(require) => require('bcryptjs').decodeBase64(ARGS)`, [
    "'CCCC', 3", "'CCCC', 2", "'CCCC', 1", "'CCCC', 4", "'CCC', 3", "'CC', 3", "'C', 3", "'', 3", "'CCCCC', 9", "'CCCCCC', 9", "'C+CC', 3", "'+CCC', 3",
    "'CC+C', 3", "'CCC+', 3", "'CCC+CCCC', 9", "'CCC\\u20acCC', 9", "'CCCCCCCC', 4.5", "'CC', 0", "'CC', -1", "'CC'", "'./AB', NaN", "'9999', 3",
  ]),
  "bcryptjs.setRandomFallback": (require) => [require("bcryptjs").setRandomFallback(() => [1]), require("bcryptjs").genSaltSync(4).length],
};
