//! One finding, as it is printed and published.

use serde::Serialize;

use crate::code::{Code, Severity};

/// Something in a script that will hurt.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Which one it is; stable.
    pub code: Code,
    /// How bad it is here.
    pub severity: Severity,
    /// What is wrong in this place, in a sentence that names the thing.
    pub message: String,
    /// Why that matters, the same sentence for every finding of this code.
    pub why: &'static str,
    /// Where.
    pub range: Range,
    /// A change that mends it and changes nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A piece of source: `end` is the place after its last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Range {
    /// Its first character.
    pub start: Place,
    /// Behind its last character.
    pub end: Place,
}

/// A place in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in UTF-16 units as V8 and editors count.
    pub column: usize,
    /// The byte of the source, from 0.
    pub offset: usize,
}

/// A change that a machine can make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What the change does.
    pub title: String,
    /// The edits, which belong together and do not overlap.
    pub edits: Vec<Edit>,
}

/// Text in the place of a piece of source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub range: Range,
    /// What stands there afterwards.
    pub text: String,
}
