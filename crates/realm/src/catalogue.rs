//! The modules that `require` finds, as authors are told of them. `js/15_modules.js` holds the modules themselves.

use serde::Serialize;

/// A module, or a family of them, as authors see it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Module {
    /// What `require` takes. `node:` before a built-in and `@version` after any name are accepted.
    pub name: &'static str,
    /// The package and version whose behaviour it follows.
    pub follows: &'static str,
    /// What is there, in a sentence.
    pub summary: &'static str,
}

const fn module(name: &'static str, follows: &'static str, summary: &'static str) -> Module {
    Module {
        name,
        follows,
        summary,
    }
}

const NODE: &str = "Node.js 20";

/// All of them, in the order `connector modules` prints.
pub const MODULES: &[Module] = &[
    module(
        "pg",
        "pg 8.23.0",
        "PostgreSQL: Client, Pool, Query, Result, types, defaults, escaping",
    ),
    module("pg-pool", "pg-pool 3.14.0", "the Pool class of pg"),
    module("pg-cursor", "pg-cursor 2.22.0", "rows a few at a time"),
    module("pg-types", "pg-types 2.2.0", "type parsers: pg.types"),
    module(
        "pg-connection-string",
        "pg-connection-string 2.14.0",
        "connection strings to options",
    ),
    module(
        "bcrypt",
        "bcrypt 6.0.0",
        "password hashes, asynchronous ones off the script's thread",
    ),
    module(
        "bcryptjs",
        "bcryptjs 3.0.3",
        "the same hashes with bcryptjs' own functions and messages",
    ),
    module(
        "lodash",
        "lodash 4.17.21",
        "also as lodash/NAME and lodash.NAME",
    ),
    module("assert", NODE, "assertions"),
    module("buffer", NODE, "Buffer, also a global"),
    module("console", NODE, "the global console"),
    module(
        "crypto",
        NODE,
        "hashes, HMAC, random values, key derivation, AES and 3DES ciphers",
    ),
    module("events", NODE, "EventEmitter"),
    module(
        "os",
        NODE,
        "EOL and what follows from having no machine of one's own",
    ),
    module("path", NODE, "pure functions on POSIX paths"),
    module("perf_hooks", NODE, "performance.now, in whole milliseconds"),
    module(
        "process",
        NODE,
        "the global process: env is the script's own",
    ),
    module("querystring", NODE, "parse and stringify"),
    module("string_decoder", NODE, "bytes to text across chunks"),
    module(
        "timers",
        NODE,
        "setTimeout and its family; timers/promises too",
    ),
    module("url", NODE, "URL, URLSearchParams, parse, format"),
    module(
        "util",
        NODE,
        "inspect, format, promisify, types; util/types too",
    ),
];
