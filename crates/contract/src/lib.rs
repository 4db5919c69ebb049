//! The vocabulary: actions, arguments, endings, outcomes, limits. Plain data: no I/O, no async, no V8.

mod limits;

pub use limits::Limits;
