//! The one document that travels back up: command line, API, history and console show the same.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::action::Action;
use crate::frame::code_frame;
use crate::invocation::{Invocation, InvocationId};
use crate::receipt::Receipt;
use crate::redact::Redactor;
use crate::script::Script;
use crate::status::Status;
use crate::text::bounded;
use crate::verdict::{Failure, Verdict};

/// The JSON Schema of an [`Outcome`] as `connector run --json` and the native API write it.
pub const OUTCOME_SCHEMA: &str = include_str!("../schema/outcome.schema.json");

/// The most of a message that is kept, in bytes.
pub const MESSAGE_BYTES: usize = 8 * 1024;
/// The most of a stack, and of a code frame, that is kept, in bytes.
pub const STACK_BYTES: usize = 16 * 1024;
/// The most of a code or a name that is kept, in bytes.
pub const NAME_BYTES: usize = 256;

/// What a call came to, with everything a caller, an author or an operator may see of it. Absent parts are omitted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outcome {
    /// The call.
    pub invocation: InvocationId,
    /// Which function was called.
    pub action: Action,
    /// What it came to.
    pub status: Status,
    /// What the script returned, verbatim to the order of keys and the digits of numbers. With `success` and
    /// `unchanged` only.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub value: Option<Box<RawValue>>,
    /// What went wrong. With every other status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<OutcomeError>,
    /// Which rule gave this status, as a sentence.
    pub rule: String,
    /// The script that ran.
    pub script: ScriptRef,
    /// What it cost.
    pub receipt: Receipt,
    /// What the script wrote to its console.
    #[serde(default)]
    pub logs: Vec<LogLine>,
}

impl Outcome {
    /// Puts the parts together. Here, after the judgement, secrets are redacted and texts bounded; the returned value
    /// stays as it is.
    pub fn new(
        invocation: &Invocation,
        script: &Script,
        verdict: Verdict,
        receipt: Receipt,
        logs: Vec<LogLine>,
        redactor: &Redactor,
    ) -> Self {
        let limits = &invocation.limits;
        let logs = logs
            .into_iter()
            // One more than scripts may write: the host's own note of how many lines were dropped.
            .take(limits.console_lines.saturating_add(1))
            .map(|line| LogLine {
                level: line.level,
                message: clean(redactor, &line.message, limits.console_line_bytes),
            });
        Self {
            invocation: invocation.id,
            action: invocation.action,
            status: verdict.status,
            value: verdict.value,
            error: verdict
                .failure
                .map(|failure| OutcomeError::new(failure, script, redactor)),
            rule: verdict.rule.to_string(),
            script: ScriptRef {
                version: script.version(),
            },
            receipt,
            logs: logs.collect(),
        }
    }
}

impl OutcomeError {
    fn new(failure: Failure, script: &Script, redactor: &Redactor) -> Self {
        let frame = failure
            .position
            .and_then(|position| Some((code_frame(script, &position)?, position)))
            .map(|(frame, at)| format!("{}:{}:{}\n{frame}", at.file, at.line, at.column));
        let optional = |text: Option<String>, bytes| text.map(|text| clean(redactor, &text, bytes));
        Self {
            code: optional(failure.code, NAME_BYTES),
            message: clean(redactor, &failure.message, MESSAGE_BYTES),
            public_message: clean(redactor, &failure.public_message, MESSAGE_BYTES),
            name: optional(failure.name, NAME_BYTES),
            stack: optional(failure.stack, STACK_BYTES),
            frame: optional(frame, STACK_BYTES),
        }
    }
}

/// Redacted first: a secret that is cut in two is no longer found.
fn clean(redactor: &Redactor, text: &str, bytes: usize) -> String {
    bounded(&redactor.text(text), bytes).into_owned()
}

/// `Option` alone would read a returned `null` as no value at all.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::<RawValue>::deserialize(deserializer).map(Some)
}

/// What went wrong. Every text is redacted and bounded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeError {
    /// The thrown value's `code`, or ours for what the host decided: `CONNECTOR_TIMEOUT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The thrown text.
    pub message: String,
    /// The same for end users: a driver's text is made generic.
    pub public_message: String,
    /// An error's `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The stack as V8 writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack: Option<String>,
    /// The place as `file:line:column`, then the lines of the script around it; for the author only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame: Option<String>,
}

/// The script that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptRef {
    /// See [`Script::version`](crate::Script::version).
    pub version: String,
}

/// One console line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// How it was written.
    pub level: LogLevel,
    /// The text, redacted and bounded.
    pub message: String,
}

/// Which console method wrote a line; `console.log` is `info`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// `console.debug`, `console.trace`.
    Debug,
    /// `console.log`, `console.info` and all without a level of their own.
    Info,
    /// `console.warn`.
    Warn,
    /// `console.error`.
    Error,
}

impl LogLevel {
    /// How it is written: `info`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}
