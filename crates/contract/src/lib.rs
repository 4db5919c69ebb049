//! The vocabulary: actions, arguments, endings, outcomes, limits. Plain data: no I/O, no async, no V8.
//!
//! The way of one call, and the file each step lives in:
//!
//! - [`action`]: the eight actions, their parameters, and what each may return.
//! - [`script`], [`language`], [`dialect`], [`env`](mod@env): what the tenant brought.
//! - [`invocation`], [`id`]: one call, and the checks its arguments pass before any script runs.
//! - [`limits`]: every bound, declared once.
//! - [`ending`], [`thrown`]: what the runtime saw, before any judgement.
//! - [`status`], [`rule`], [`verdict`], [`classify`]: what it is taken for, and why.
//! - [`outcome`], [`receipt`]: the one document that travels back up, [redacted](redact), with a [code frame](frame).

pub mod action;
mod classify;
pub mod dialect;
pub mod ending;
pub mod env;
pub mod frame;
pub mod id;
pub mod invocation;
pub mod language;
pub mod limits;
mod millis;
pub mod outcome;
pub mod receipt;
pub mod redact;
pub mod rule;
pub mod script;
pub mod status;
pub mod text;
pub mod thrown;
pub mod verdict;

pub use action::{Action, Parameter, ParameterKind, UnknownAction};
pub use classify::classify;
pub use dialect::Dialect;
pub use ending::{Ending, Phase, Returned, Termination, TerminationCause};
pub use env::Env;
pub use frame::code_frame;
pub use id::{IdShape, InvalidId};
pub use invocation::{ArgumentError, Invocation, InvocationId};
pub use language::Language;
pub use limits::{Limits, LimitsError};
pub use outcome::{LogLevel, LogLine, OUTCOME_SCHEMA, Outcome, OutcomeError, ScriptRef};
pub use receipt::{Receipt, Start, WaitTimes};
pub use redact::Redactor;
pub use rule::Rule;
pub use script::{Script, ScriptError};
pub use status::Status;
pub use thrown::{Cause, Position, Thrown, ThrownKind};
pub use verdict::{Evidence, Failure, Verdict};
