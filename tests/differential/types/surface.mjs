// What the declarations promise, against what a script finds: a promise that isn't kept sends an author astray, and
// what is there but not declared is underlined in red.

import { ts } from "./compiler.mjs";

// What every object has.
const OF_OBJECTS = new Set(Object.getOwnPropertyNames(Object.prototype));

const MODULES = [
  "assert", "assert/strict", "bcrypt", "bcryptjs", "buffer", "console", "crypto", "events", "lodash", "os", "path",
  "path/posix", "perf_hooks", "pg", "pg-connection-string", "pg-cursor", "pg-pool", "pg-types", "process",
  "querystring", "string_decoder", "timers", "timers/promises", "url", "util", "util/types",
];

// Things that have members of their own, as expressions.
const INSTANCES = {
  "a Client": "new (require('pg').Client)()",
  "a Pool": "new (require('pg').Pool)()",
  "a Query": "new (require('pg').Query)('SELECT 1')",
  "a Result": "new (require('pg').Result)()",
  "a TypeOverrides": "new (require('pg').TypeOverrides)()",
  "a Cursor": "new (require('pg-cursor'))('SELECT 1')",
  "a Pool of pg-pool": "new (require('pg-pool'))()",
  "pg.defaults": "require('pg').defaults",
  "Buffer": "Buffer",
  "a Buffer": "Buffer.alloc(1)",
  "an EventEmitter": "new (require('events'))()",
  "a Hash": "require('crypto').createHash('md5')",
  "an Hmac": "require('crypto').createHmac('md5', 'k')",
  "a KeyObject": "require('crypto').createSecretKey(Buffer.alloc(4))",
  "a cipher": "require('crypto').createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12))",
  "a decipher": "require('crypto').createDecipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12))",
  "a StringDecoder": "new (require('string_decoder').StringDecoder)()",
  "an AssertionError": "new (require('assert').AssertionError)({})",
  "a timer": "setTimeout(() => {}, 0)",
  "an immediate": "setImmediate(() => {})",
  "an old Url": "require('url').parse('http://a')",
  "URL": "URL",
  "a URL": "new URL('http://a')",
  "a URLSearchParams": "new URLSearchParams()",
  "a TextEncoder": "new TextEncoder()",
  "a TextDecoder": "new TextDecoder()",
  "an AbortController": "new AbortController()",
  "AbortSignal": "AbortSignal",
  "an AbortSignal": "new AbortController().signal",
  "an Event": "new Event('x')",
  "an EventTarget": "new EventTarget()",
  "performance": "performance",
  "Web Crypto": "crypto",
  "crypto.subtle": "crypto.subtle",
  "process.stdout": "process.stdout",
};

const expressions = {
  ...Object.fromEntries(MODULES.map((name) => [`require('${name}')`, `require('${name}')`])),
  ...INSTANCES,
};

// Names that are there and deliberately not declared: refused at run time, or nobody's business.
const REFUSED = {
  "require('crypto')": [
    "checkPrime", "checkPrimeSync", "createDiffieHellman", "createDiffieHellmanGroup", "createECDH",
    "createPrivateKey", "createPublicKey", "createSign", "createVerify", "diffieHellman", "generateKeyPair",
    "generateKeyPairSync", "generatePrime", "generatePrimeSync", "getDiffieHellman", "privateDecrypt",
    "privateEncrypt", "publicDecrypt", "publicEncrypt", "sign", "verify", "createCipher", "createDecipher", "fips",
    "prng", "pseudoRandomBytes", "rng",
  ],
  "require('process')": ["exit", "abort", "kill", "chdir", "binding", "dlopen"],
  "require('lodash')": [
    "all", "any", "backflow", "callback", "collect", "compose", "contains", "createCallback", "detect", "findWhere",
    "foldl", "foldr", "include", "indexBy", "inject", "methods", "modArgs", "object", "padLeft", "padRight", "pairs",
    "pluck", "restParam", "select", "sortByAll", "sortByOrder", "support", "trimLeft", "trimRight", "trunc", "unique",
    "where",
  ],
  "require('events')": ["init"],
  "require('pg-cursor')": ["init"],
  "require('pg-pool')": ["init"],
  "require('console')": ["profile", "profileEnd", "timeStamp", "context"],
  // Newer than the ECMAScript of jsconfig.json.
  Buffer: ["fromBase64", "fromHex"],
  "a Buffer": ["0", "toBase64", "setFromBase64", "toHex", "setFromHex"],
  // How these keep house.
  "a Client": [
    "replication", "enableChannelBinding", "scramMaxIterations", "pipeline", "binary", "secretKey", "ssl",
    "sslNegotiation",
  ],
  "a Pool": ["log", "Client", "Promise", "newClient"],
  "a Pool of pg-pool": ["log", "Promise", "newClient"],
  "a Query": ["rows", "types", "queryMode", "binary", "portal", "callback"],
  "a Result": ["RowCtor"],
  "a TypeOverrides": ["text", "binary"],
  "a Cursor": ["text", "values", "connection", "state"],
  "an AssertionError": ["toString"],
  "an old Url": ["parseHost"],
};

// Parts that upstream keeps for itself: how a Query talks to its connection, slices that toString uses.
const INNER = /^(_.*|handle[A-Z].*|.*(Slice|Write)$|constructor|length|name|prototype|arguments|caller|hasBeenParsed|prepare)$/;

// Declared, but optional or only there at times.
const AT_TIMES = {
  "a KeyObject": ["symmetricKeySize", "export"],
  "an AssertionError": ["cause", "stack"],
};

/** A script that tells what it finds. */
export const probe = `async function getUser() {
  const names = (value) => {
    const found = new Set();
    for (let at = Object(value); at && at !== Object.prototype && at !== Function.prototype; at = Object.getPrototypeOf(at)) {
      for (const name of Object.getOwnPropertyNames(at)) found.add(name);
    }
    return [...found];
  };
  const found = {};
${Object.entries(expressions).map(([what, text]) => `  found[${JSON.stringify(what)}] = names(${text});`).join("\n")}
  return { id: 1, found };
}
`;

/** The same expressions as a file for the compiler. */
export const declared = Object.values(expressions).map((text, at) => `const e${at} = ${text};`).join("\n");

/** What is promised and not there, and what is there and not promised: a sentence each. */
export function differences(made, path, found) {
  const checker = made.getTypeChecker();
  const source = made.getSourceFile(path);
  const wrong = [];
  const whats = Object.keys(expressions);
  source.statements.forEach((statement, at) => {
    const what = whats[at];
    const [{ name }] = statement.declarationList.declarations;
    const type = checker.getTypeAtLocation(name);
    if (type.flags & ts.TypeFlags.Any) {
      wrong.push(`${what}: the declarations know nothing of it`);
      return;
    }
    // Members that functions have anyway come with the call signature, not as properties.
    const promised = checker.getPropertiesOfType(type).map((property) => property.name).filter((n) => !n.startsWith("__"));
    const there = new Set(found[what]);
    const optional = new Set(AT_TIMES[what] ?? []);
    for (const one of promised) {
      const callable = ["prototype", "length", "name"].includes(one) || OF_OBJECTS.has(one);
      if (!there.has(one) && !optional.has(one) && !callable) wrong.push(`${what}: ${one} is declared and not there`);
    }
    const known = new Set(promised);
    const refused = new Set(REFUSED[what] ?? []);
    for (const one of there) {
      if (!known.has(one) && !refused.has(one) && !INNER.test(one)) wrong.push(`${what}: ${one} is there and not declared`);
    }
    for (const one of refused) {
      if (!there.has(one)) wrong.push(`${what}: ${one} is listed as refused and not there at all`);
    }
  });
  return { wrong, compared: whats.length };
}
