//! What an end user may read of a throw.
//!
//! Authing shows a script's message to the end user. The script's own words may pass; a driver's may not: they name
//! hosts, tables, columns and other people's values.

use super::refusal;
use crate::rule::Rule;
use crate::status::Status;
use crate::thrown::Thrown;
use crate::verdict::Evidence;

const REPORTED: &str = "The user store reported an error.";
const UNREACHABLE: &str = "The user store could not be reached.";

/// How Node and node-postgres speak of a connection that failed or broke.
const UNREACHABLE_TEXTS: [&str; 15] = [
    "ECONNREFUSED",
    "ECONNRESET",
    "ECONNABORTED",
    "ECONNFAILED",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "EADDRNOTAVAIL",
    "ETIMEDOUT",
    "EACCES",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EPIPE",
    "getaddrinfo ",
    "Connection terminated",
    "Client has encountered a connection error",
];

/// How a server speaks before it takes statements, and TLS libraries about certificates.
const DRIVER_TEXTS: [&str; 8] = [
    "password authentication failed",
    "no pg_hba.conf entry",
    "SASL",
    "does not support SSL",
    "self signed certificate",
    "self-signed certificate",
    "certificate has expired",
    "too many clients already",
];

/// The thrown text, or generic words where it holds a driver's.
pub(super) fn message(
    status: Status,
    rule: Rule,
    thrown: &Thrown,
    message: &str,
    evidence: &Evidence,
) -> String {
    let own_code = thrown.code.as_deref().unwrap_or_default();
    let says = |text: &&str| message.contains(*text) || own_code == *text;
    if status == Status::NotImplemented {
        return "The user store does not offer this.".to_owned();
    }
    if rule == Rule::SyntaxError || rule == Rule::TopLevelThrew {
        return REPORTED.to_owned();
    }
    let generic = if UNREACHABLE_TEXTS.iter().any(&says) {
        UNREACHABLE
    } else if DRIVER_TEXTS.iter().any(&says)
        || is_sqlstate(own_code)
        || evidence.incomplete
        || quotes_database(message, evidence)
    {
        REPORTED
    } else {
        return message.to_owned();
    };
    refusal::text(status).unwrap_or(generic).to_owned()
}

/// Five capitals and digits with at least one digit, as every SQLSTATE that servers report has.
fn is_sqlstate(code: &str) -> bool {
    code.len() == 5
        && code
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && code.bytes().any(|b| b.is_ascii_digit())
}

/// Whether the message holds a database's text, or ends in a piece of one.
fn quotes_database(message: &str, evidence: &Evidence) -> bool {
    // A few letters occur in honest messages by chance.
    const TELLING: usize = 4;
    const TELLING_PIECE: usize = 12;
    // Wrappers go before the text they wrap, and there are never many.
    const WRAPPERS: usize = 8;
    let tails = message
        .rmatch_indices(": ")
        .take(WRAPPERS)
        .filter_map(|(at, colon)| message.get(at + colon.len()..));
    let pieces: Vec<&str> = tails
        .chain([message])
        .map(str::trim)
        .filter(|piece| piece.len() >= TELLING_PIECE)
        .collect();
    evidence
        .database_errors
        .iter()
        .map(|error| error.trim())
        .any(|error| {
            error == message.trim()
                || (error.len() >= TELLING && message.contains(error))
                || pieces.iter().any(|piece| error.contains(piece))
        })
}
