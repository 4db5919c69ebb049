//! What a script threw, described in plain data.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A thrown value. The runtime bounds every text in it (see [`text::bounded`](crate::text::bounded)) and reads it
/// without running the script's getters beyond its limits.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Thrown {
    /// What sort of value it was.
    pub kind: ThrownKind,
    /// An error's `name` (`TypeError`); empty for other values.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// An error's `message`, a thrown string itself, or how another value shows itself.
    #[serde(default)]
    pub message: String,
    /// The value's `code`, when it is a string: `42P01`, `ECONNREFUSED`, `USER_NOT_FOUND`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The stack as V8 writes it, frames of our own modules left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack: Option<String>,
    /// Where in the script it was thrown, or where the syntax is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The chain of `cause`s, nearest first, bounded in length.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
    /// Other own properties worth showing (`detail`, `constraint`, … of a database error), bounded.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub details: Map<String, Value>,
}

/// What sort of value was thrown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThrownKind {
    /// An instance of `Error`, of whatever realm or subclass.
    #[default]
    Error,
    /// A string.
    String,
    /// `null`.
    Null,
    /// `undefined`.
    Undefined,
    /// Anything else: a number, a symbol, a plain object, a Proxy.
    Other {
        /// Its type as an author would name it: `number`, `symbol`, `Object`, `Proxy`.
        type_name: String,
    },
}

/// A place in a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The script's file name.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, counted in UTF-16 units as V8 does.
    pub column: u32,
}

/// One link of a chain of causes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cause {
    /// Its message, or how the value shows itself.
    pub message: String,
    /// Its `code`, when that is a string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl Thrown {
    /// An error of this name and message, with nothing else known.
    pub fn error(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            message: message.into(),
            ..Self::default()
        }
    }
}
