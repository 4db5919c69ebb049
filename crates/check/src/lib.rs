//! The script doctor behind `connector check`: source text in, findings out. Pure: no files, no network, no V8.
//!
//! - [`code`]: every finding there is, its severity and why it matters.
//! - [`finding`]: one finding: where, what, how to mend it.
//! - [`check`](fn@check): a script to a [`Report`].
//! - [`fix`]: a script with its safe fixes applied.
//! - [`sarif`]: reports as SARIF 2.1.0.
//! - `tree`: the script as the findings read it. `facts`: what its values are. `flow`: what becomes of the caller's
//!   values. `findings`: the findings, a file for each theme. `ignore`: the comments that silence one.

mod check;
pub mod code;
mod facts;
pub mod finding;
mod findings;
pub mod fix;
mod flow;
mod ignore;
mod lines;
mod parse;
pub mod sarif;
mod tree;

pub use check::{Modules, Report, Source, check};
pub use code::{Code, Severity};
pub use finding::{Edit, Finding, Fix, Place, Range};
pub use fix::apply;

/// The JSON Schema of what `connector check --json` prints.
pub const CHECK_SCHEMA: &str = include_str!("../check.schema.json");
