//! Scripts made of dice: each statement takes something that a module exports or a prototype has, and calls it.

use std::fmt::Write as _;

use crate::dice::Dice;

/// Where to start looking for something to call.
const ROOTS: &[&str] = &[
    "require('pg')",
    "require('bcrypt')",
    "require('bcryptjs')",
    "require('lodash')",
    "require('crypto')",
    "require('crypto').webcrypto.subtle",
    "require('crypto').createHash('sha1')",
    "require('crypto').createHmac('md5', 'k')",
    "require('crypto').createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12))",
    "require('crypto').createDecipheriv('aes-256-cbc', Buffer.alloc(32), Buffer.alloc(16))",
    "require('util')",
    "require('util').types",
    "require('buffer')",
    "Buffer",
    "Buffer.from('connector')",
    "require('events')",
    "new (require('events'))()",
    "require('url')",
    "new URL('https://u:p@h.example:1/p?q=1#f')",
    "new URLSearchParams('a=1&a=2')",
    "require('querystring')",
    "require('string_decoder')",
    "new (require('string_decoder').StringDecoder)('utf8')",
    "require('timers')",
    "require('timers/promises')",
    "require('assert')",
    "require('path')",
    "require('os')",
    "require('perf_hooks')",
    "require('pg').types",
    "new (require('pg').Client)('postgres://u:p@h/d')",
    "new (require('pg').Pool)({ connectionString: 'postgres://u:p@h/d', max: 2 })",
    "new (require('pg-cursor'))('SELECT 1')",
    "require('pg-connection-string')",
    "process",
    "console",
    "new TextDecoder('utf-16le')",
    "new TextEncoder()",
    "new AbortController()",
    "new EventTarget()",
    "new Event('e')",
    "structuredClone",
    "globalThis",
    "Reflect",
    "Object",
    "Promise",
    "new Proxy(require('lodash'), {})",
    "(function () { return arguments; })(1, 2)",
];

/// What to call it with.
const JUNK: &[&str] = &[
    "undefined",
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1",
    "4",
    "16",
    "255",
    "65537",
    "2 ** 31",
    "2 ** 32 - 1",
    "2 ** 53",
    "1e300",
    "NaN",
    "-Infinity",
    "0.5",
    "10n",
    "''",
    "'x'",
    "'sha256'",
    "'aes-128-cbc'",
    "'utf8'",
    "'hex'",
    "'base64url'",
    "'\\ud800'",
    "'\\u0000\\uffff'",
    "'a'.repeat(70000)",
    "'$2b$04$' + '.'.repeat(53)",
    "'postgres://u:p@127.0.0.1:1/d?sslmode=require'",
    "'SELECT $1'",
    "'constructor'",
    "'__proto__'",
    "Symbol.iterator",
    "Symbol('s')",
    "[]",
    "[1, [2, [3]]]",
    "new Array(5)",
    "Object.assign([], { length: 2 ** 32 - 1 })",
    "{}",
    "{ length: 2 ** 40 }",
    "{ __proto__: null }",
    "{ then(go) { go(this); } }",
    "{ toString() { throw new Error('toString'); } }",
    "{ valueOf() { return {}; }, [Symbol.toPrimitive]: 1 }",
    "{ get id() { throw new Error('getter'); } }",
    "{ iterations: 2 ** 31, cost: 2 ** 20, N: 3, r: 1e9, maxmem: -1 }",
    "{ host: '::1', port: 'x', ssl: { ca: '-----BEGIN' }, password() { return 1; } }",
    "{ text: 'SELECT 1', values: [Symbol()], rowMode: 'array' }",
    "{ name: 'AES-GCM', iv: new Uint8Array(12), tagLength: 7 }",
    "{ signal: { aborted: 1 } }",
    "cyclic",
    "new Proxy({}, { get() { throw new Error('trap'); } })",
    "new Proxy(function () {}, { apply() { return this; }, ownKeys() { return ['a', 'a']; } })",
    "revoked",
    "new Uint8Array(0)",
    "new Uint8Array(17)",
    "new Uint8Array(70000)",
    "new Float64Array(3)",
    "new DataView(new ArrayBuffer(9), 1)",
    "detached",
    "Buffer.alloc(8, 'ab')",
    "new Date(NaN)",
    "/(?:)/gy",
    "new Map([[1, new Set([2])]])",
    "new WeakMap()",
    "new Error('junk')",
    "Promise.reject(1)",
    "() => { throw new Error('callback'); }",
    "(...all) => all[0]",
    "async function* () { yield 1; }",
    "class extends Array {}",
    "Buffer",
    "process.env",
    "console",
];

const START: &str = "\
const cyclic = {}; cyclic.self = cyclic;
const { proxy: revoked, revoke } = Proxy.revocable({}, {}); revoke();
const detached = new Uint8Array(32); structuredClone(detached.buffer, { transfer: [detached.buffer] });
const found = [];
const soon = (promise) => Promise.race([promise, new Promise((go) => setTimeout(go, 20))]);
function part(from, which) {
  const names = [];
  for (let at = from, depth = 0; at !== null && at !== undefined && depth < 4; at = Object.getPrototypeOf(Object(at)), depth++) {
    for (const name of Reflect.ownKeys(Object(at))) if (name !== 'constructor' || depth === 0) names.push(name);
  }
  return names[which % (names.length || 1)];
}
async function updateUser(id) {
";

/// The script that these bytes stand for.
pub fn script_text(bytes: &[u8]) -> String {
    let dice = &mut Dice::new(bytes);
    let mut text = START.to_owned();
    // Some statements: a script that does a thousand things is no easier to understand than one that does ten.
    for _ in 0..24 {
        if dice.is_empty() {
            break;
        }
        statement(dice, &mut text);
    }
    text.push_str("  return { id, found: found.length };\n}\n");
    text
}

fn junk(dice: &mut Dice<'_>) -> String {
    match dice.below(6) {
        0 => format!("found[{}]", dice.below(8)),
        1 => {
            let text = dice.text(16);
            serde_json::Value::String(text).to_string()
        }
        // In parentheses a brace begins an object.
        _ => format!("({})", dice.pick(JUNK)),
    }
}

fn arguments(dice: &mut Dice<'_>) -> String {
    let count = dice.below(5);
    let all: Vec<String> = (0..count).map(|_| junk(dice)).collect();
    all.join(", ")
}

fn statement(dice: &mut Dice<'_>, text: &mut String) {
    let root = match dice.below(5) {
        0 => format!("found[{}]", dice.below(8)),
        _ => dice.pick(ROOTS).to_owned(),
    };
    let which = dice.below(4096);
    let what = match dice.below(8) {
        // The thing itself.
        0 => format!("on({})", arguments(dice)),
        1 => format!("new on[part(on, {which})]({})", arguments(dice)),
        2 => format!("Reflect.get(on, part(on, {which}), {})", junk(dice)),
        3 => format!("Reflect.set(on, part(on, {which}), {})", junk(dice)),
        4 => format!(
            "on[part(on, {which})].call({})",
            joined(junk(dice), arguments(dice))
        ),
        _ => format!("on[part(on, {which})]({})", arguments(dice)),
    };
    let wait = if dice.below(2) == 0 { "await soon" } else { "" };
    // Whatever is thrown is kept, to be handed to what comes next.
    let _ = writeln!(
        text,
        "  try {{ const on = {root}; found.unshift({wait}({what})); }} catch (error) {{ found.unshift(error); }}"
    );
}

fn joined(first: String, rest: String) -> String {
    if rest.is_empty() {
        first
    } else {
        format!("{first}, {rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutate::Random;

    #[test]
    fn bytes_become_statements() {
        assert!(!script_text(b"").contains("try {"));
        let mut random = Random::new(7);
        let bytes: Vec<u8> = (0..400).map(|_| random.number().to_le_bytes()[3]).collect();
        let text = script_text(&bytes);
        assert!(text.matches("try {").count() > 5, "{text}");
        assert_eq!(text, script_text(&bytes));
    }
}
