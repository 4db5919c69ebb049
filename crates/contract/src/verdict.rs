//! What an ending is taken for.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::rule::Rule;
use crate::status::Status;
use crate::thrown::Position;

/// What else is known about the call when its ending is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The texts of errors that came from a database during the call (message, detail and the like).
    pub database_errors: Vec<String>,
    /// Some texts are missing or cut, so what is here cannot prove a message to be the script's own.
    #[serde(default)]
    pub incomplete: bool,
}

/// The judgement on one call. Nothing in it is redacted yet.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// What the call came to.
    pub status: Status,
    /// Why.
    pub rule: Rule,
    /// The returned value's JSON text, verbatim; with `success` and `unchanged` only.
    pub value: Option<Box<RawValue>>,
    /// What went wrong; with every other status.
    pub failure: Option<Failure>,
}

/// What went wrong, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failure {
    /// The thrown value's `code`, or ours for what the host decided: `CONNECTOR_TIMEOUT`.
    pub code: Option<String>,
    /// What happened, for the author: the thrown text.
    pub message: String,
    /// What happened, for the end user: a driver's text is made generic.
    pub public_message: String,
    /// An error's `name`.
    pub name: Option<String>,
    /// The stack as V8 writes it.
    pub stack: Option<String>,
    /// Where in the script.
    pub position: Option<Position>,
}
