//! What is expected of a value: JSON with matchers in it.

mod compare;
mod read;

pub use compare::Difference;
pub(crate) use compare::{Captures, compare};
pub(crate) use read::{BadPattern, read};

use regex::Regex;
use serde_json::Value;

/// An expectation, checked and ready to be compared.
#[derive(Debug, Clone)]
pub(crate) enum Pattern {
    /// Exactly this.
    Scalar(Value),
    /// Exactly so many items.
    Array(Vec<Pattern>),
    /// At least these members.
    Object(Vec<(String, Pattern)>),
    /// All of these hold; `source` is how the file has it.
    Tests { tests: Vec<Test>, source: Value },
}

/// One matcher.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    /// There is a value, whichever.
    Any,
    /// Of this JSON type.
    Type(&'static str),
    /// Text in which this is found.
    Regex(Regex),
    /// Text with this part, an array with such an item, an object with such members.
    Contains(Box<Pattern>),
    /// A number at most so far away.
    Near { number: f64, within: f64 },
    /// A bcrypt hash of this text.
    Bcrypt(String),
    /// Not this.
    Not(Box<Pattern>),
    /// Kept under this name for later.
    Capture(String),
    /// What was kept under this name.
    Ref(String),
}

/// The JSON types, as `$type` names them.
pub(crate) const TYPES: [&str; 6] = ["string", "number", "boolean", "null", "array", "object"];

/// A value's JSON type.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "boolean",
        Value::Null => "null",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

impl Pattern {
    /// As the file has it.
    pub(crate) fn source(&self) -> Value {
        match self {
            Self::Scalar(value) | Self::Tests { source: value, .. } => value.clone(),
            Self::Array(items) => items.iter().map(Self::source).collect(),
            Self::Object(members) => {
                let members = members
                    .iter()
                    .map(|(key, pattern)| (key.clone(), pattern.source()));
                Value::Object(members.collect())
            }
        }
    }
}
