//! Reads authors' source text, which may be written to hurt its reader.
//!
//! - [`deep`]: parsing on a thread whose stack the text cannot exhaust.
//! - [`erase`]: TypeScript to JavaScript by blanking out types, so that every line and column stays the author's own.
//! - [`landmarks`]: the statements, branches and functions that coverage counts.
//! - [`lines`]: from bytes to lines and columns.

pub mod deep;
mod erase;
mod landmarks;
pub mod lines;

pub use erase::{Erased, erase, top_level_await};
pub use landmarks::{Branch, Function, Landmarks, Step, landmarks};

/// Why a text was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    /// What is wrong, in a sentence.
    pub message: String,
    /// The byte it is about.
    pub offset: usize,
}

impl Fault {
    fn new(message: impl Into<String>, offset: usize) -> Self {
        Self {
            message: message.into(),
            offset,
        }
    }
}
