//! Where ours differs from the real package on purpose: the one list, with the reason for each.
//!
//! The differential tests know the same differences case by case and fail when one is no longer one.

use serde::Serialize;

/// One deliberate difference.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Difference {
    /// The module, as [`MODULES`](crate::catalogue::MODULES) names it, or `globals`.
    pub module: &'static str,
    /// Where it shows.
    pub what: &'static str,
    /// What the real package does.
    pub theirs: &'static str,
    /// What ours does.
    pub ours: &'static str,
    /// Why.
    pub reason: &'static str,
}

const fn differs(
    module: &'static str,
    what: &'static str,
    theirs: &'static str,
    ours: &'static str,
    reason: &'static str,
) -> Difference {
    Difference {
        module,
        what,
        theirs,
        ours,
        reason,
    }
}

/// All of them, by module.
#[rustfmt::skip]
pub const DIFFERENCES: &[Difference] = &[
    differs("pg", "pg.connect, pg.end", "gone since version 7", "present, hidden from the key list", "a quarter of public scripts still call them"),
    differs("pg", "ssl: 'require' and other odd values", "an uncaught TypeError, and a hang", "connect rejects and names the value", "an author must see what is wrong"),
    differs("pg", "authentication that fails on the client's side", "the socket stays open", "closed, so an end event follows", "no session may be left behind"),
    differs("pg", "connect() twice at once", "the first call never settles", "both settle", "a hung script would cost its whole time limit"),
    differs("pg", "pool.end() with waiters", "they never settle", "rejected: Cannot use a pool after calling end on the pool", "the same"),
    differs("pg", "host names with several addresses that all refuse", "an AggregateError without a message", "the same code, and a message that names the addresses", "an author must see what is wrong"),
    differs("pg", "an IPv6 address in a connection string", "keeps its brackets, and no lookup finds it", "without brackets", "it can't have been meant otherwise"),
    differs("pg", "sslcert, sslkey, sslrootcert, .pgpass, Unix sockets, stream, connection, replication", "local files and sockets", "refused by name", "scripts have neither"),
    differs("pg", "pipeline: rows, Cursor", "half working, or an error of the server", "refused", "there is no wire to hand out before its turn"),
    differs("pg", "binary results", "parsers of the binary format", "every result is text, whatever 'binary' says", "one form on the wire, and the same values"),
    differs("pg", "an idle client", "keeps the process alive", "doesn't, unless it LISTENs", "a forgotten client must not cost the whole time limit"),
    differs("pg", "clients, rows, bytes of a query", "unbounded", "an Error with code CONNECTOR_LIMIT beyond the limit", "one script must not exhaust a database"),
    differs("pg", "connect() where the host serves many invocations", "a new session each time", "a session that an earlier invocation of the same tenant gave back, with the same settings and password, reset to how it began", "a connection costs more than most scripts' whole work"),
    differs("pg", "processID, backend start, session statistics of such a client", "new each time", "the session's", "it is the session's"),
    differs("pg", "a custom setting (SET my.var) after another client set it", "unset: current_setting('my.var', true) is null", "the empty text", "PostgreSQL has no way back to unset"),
    differs("pg", "what functions keep outside of what DISCARD ALL clears, such as PL globals", "goes with the session", "may be seen by the same tenant's next client", "no reset reaches it; setseed, DO, dblink and the like close the session instead"),
    differs("pg", "query(text, values) that comes again", "parsed each time", "stays prepared on a lent session, and is listed in pg_prepared_statements", "parsing costs the server more than running it"),
    differs("pg", "a password changed on the server", "refused from then on", "a session opened before may be used for up to 5 minutes; another password in the script never is", "the server asks only when a session is opened"),
    differs("pg", "a server that failed several times in a row", "is tried each time", "an Error with code CONNECTOR_UNAVAILABLE at once, until a pause of 1 to 30 s is over", "callers would pile up, each waiting for its time limit"),
    differs("bcrypt", "compare with a $2y$ hash", "false", "compared as $2b$", "PHP wrote most of the hashes that users bring along"),
    differs("bcrypt", "cost", "up to 30", "an Error with code CONNECTOR_LIMIT beyond the limit, asked for or found in a hash", "cost 31 would take days"),
    differs("bcrypt", "a salt with characters outside the alphabet", "hashes with uninitialised memory", "Invalid salt", "nothing could ever match it"),
    differs("bcryptjs", "a cost that is not a number", "taken as 0 or NaN", "refused", "nobody means it"),
    differs("bcryptjs", "the progress callback", "called as it goes", "called with 0 and 1", "the work is done on another thread"),
    differs("lodash", "unset, omit with __proto__ or constructor in a path", "delete from prototypes (CVE-2025-13465)", "refuse", "a path may come from a user's profile"),
    differs("lodash", "fromPairs, invert, invertBy with the key __proto__", "change the result's prototype", "make an own property", "the same"),
    differs("lodash", "lazy chains", "lose or exchange some steps, and fuse others", "give what the same calls give outside a chain", "the results are those that are documented"),
    differs("lodash", "template", "compiles JavaScript", "interprets it; classes, try, switch, generators and async are refused by name", "no code is made from text"),
    differs("lodash", "names of lodash 2 and 3, such as contains and pluck", "undefined", "throw when read and name the successor", "an undefined callback hides the mistake"),
    differs("lodash", "functions called without an object", "this is the global object", "this is undefined", "our modules are strict"),
    differs("lodash", "runInContext", "another library altogether", "shares our functions", "there is only one realm"),
    differs("lodash", "memoize.Cache, truncate with an empty match", "MapCache; loops for ever", "Map; moves on", "the built-in has the same methods"),
    differs("crypto", "RSA, elliptic curves, Diffie-Hellman", "present", "throw ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", "not offered yet"),
    differs("crypto", "pbkdf2 beyond 10 000 000 iterations, scrypt beyond 64 MiB", "as long as it takes", "an Error with code CONNECTOR_LIMIT", "time and memory are bounded"),
    differs("crypto", "Hash and Cipher", "are streams too", "are not", "there are no streams"),
    differs("assert", "messages", "quote the source of assert.ok, fold long diffs", "don't", "there is no source file to read"),
    differs("console", "a message", "any length, any number", "8 KiB each, 256 of them; the rest is counted", "logs are bounded"),
    differs("os, path", "what depends on the machine; path.win32", "the machine's", "absent or empty", "scripts have no machine of their own"),
    differs("perf_hooks", "performance.now, process.hrtime", "microseconds", "whole milliseconds", "fine clocks measure neighbours"),
    differs("process", "exit, abort, kill, chdir", "act", "throw", "a script is not the process"),
    differs("process", "process.env.TZ", "changes the zone", "changes nothing: the zone is UTC", "a process has one zone, and its scripts must agree on it"),
    differs("process", "memoryUsage", "the process's", "zeros", "the process is not the script's"),
    differs("url", "drive letters, backslashes outside http:", "as Node 20", "as the URL standard", "the parser is the standard's"),
    differs("buffer", "Blob, File; TextDecoder beyond UTF-8, UTF-16, windows-1252", "present", "absent, refused by name", "not offered"),
    differs("globals", "eval, new Function, WebAssembly, SharedArrayBuffer, Atomics, import()", "present", "throw or are absent", "what they make can't be bounded"),
    differs("globals", "Function.prototype.call", "can be replaced", "can't; assigning to it does nothing in sloppy code", "whoever replaced it would be handed the host's own functions"),
    differs("globals", "an unhandled rejection", "ends the process", "a warning among the log lines", "un-awaited client.end() is what most scripts do, and older Node only warned"),
    differs("globals", "a sourceURL comment", "renames the script in stack traces", "is ignored", "where a script comes from is for the host to say"),
    differs("globals", "ArrayBuffer with maxByteLength, resize", "present", "throw", "their memory escapes the count"),
];
