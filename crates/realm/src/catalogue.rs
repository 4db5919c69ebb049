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
    /// How much of the package is covered.
    pub coverage: &'static str,
}

const fn module(
    name: &'static str,
    follows: &'static str,
    summary: &'static str,
    coverage: &'static str,
) -> Module {
    Module {
        name,
        follows,
        summary,
        coverage,
    }
}

const NODE: &str = "Node.js 20";

/// All of them, in the order `connector modules` prints.
#[rustfmt::skip]
pub const MODULES: &[Module] = &[
    module("pg", "pg 8.23.0", "PostgreSQL: Client, Pool, Query, Result, types, defaults, escaping", "every export"),
    module("pg-pool", "pg-pool 3.14.0", "the Pool class of pg", "whole"),
    module("pg-cursor", "pg-cursor 2.22.0", "rows a few at a time", "whole"),
    module("pg-types", "pg-types 2.2.0", "type parsers: pg.types", "whole, but for parsers of the binary format"),
    module("pg-connection-string", "pg-connection-string 2.14.0", "connection strings to options", "whole, but for files"),
    module("bcrypt", "bcrypt 6.0.0", "password hashes, asynchronous ones off the script's thread", "every function in every form; bcrypt/promises too"),
    module("bcryptjs", "bcryptjs 3.0.3", "the same hashes with bcryptjs' own functions and messages", "every function in every form"),
    module("lodash", "lodash 4.17.21", "also as lodash/NAME and lodash.NAME", "the whole public API: 305 functions; lodash/fp is absent"),
    module("assert", NODE, "assertions; assert/strict too", "all but CallTracker"),
    module("buffer", NODE, "Buffer, also a global", "Buffer, constants, atob, btoa; no Blob, no File"),
    module("console", NODE, "the global console", "all but console.Console"),
    module("crypto", NODE, "hashes, HMAC, random values, key derivation, AES and 3DES ciphers, WebCrypto", "secret keys only: no RSA, elliptic curves or Diffie-Hellman"),
    module("events", NODE, "EventEmitter", "all but EventEmitterAsyncResource"),
    module("os", NODE, "EOL, and what follows from having no machine of one's own", "EOL and constants"),
    module("path", NODE, "functions on POSIX paths", "all but path.win32"),
    module("perf_hooks", NODE, "performance.now, in whole milliseconds", "now, timeOrigin, toJSON"),
    module("process", NODE, "the global process: env is the script's own", "env, nextTick, hrtime, events; what would end or change the process throws"),
    module("querystring", NODE, "parse and stringify", "whole"),
    module("string_decoder", NODE, "bytes to text across chunks", "whole"),
    module("timers", NODE, "setTimeout and its family; timers/promises too", "whole"),
    module("url", NODE, "URL, URLSearchParams, parse, format, resolve", "all but createObjectURL"),
    module("util", NODE, "inspect, format, promisify, types; util/types too", "all but parseArgs and MIMEType"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The table that require() reads stands in JavaScript; this keeps the two from drifting apart.
    #[test]
    fn every_module_of_the_table_is_listed_and_the_other_way_round() {
        let script = include_str!("js/15_modules.js");
        let table = script
            .split("export const table = {")
            .nth(1)
            .and_then(|rest| rest.split("\n};").next())
            .unwrap();
        let names: Vec<&str> = table
            .lines()
            .map(|line| line.trim().trim_end_matches(','))
            .filter(|line| !line.is_empty() && *line != "__proto__: null")
            .map(|line| line.split(':').next().unwrap_or(line).trim_matches('"'))
            .collect();
        assert!(names.len() > 20, "{names:?}");
        for name in &names {
            // A subpath is told of by the module it belongs to.
            let module = name.split('/').next().unwrap_or(name);
            assert!(
                MODULES.iter().any(|listed| listed.name == module),
                "{name} is not listed"
            );
        }
        for listed in MODULES {
            assert!(
                names.contains(&listed.name),
                "{} is listed and cannot be required",
                listed.name
            );
        }
    }
}
