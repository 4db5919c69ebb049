//! What came of it, for people and programs.

use std::path::PathBuf;
use std::time::Duration;

use connector_contract::Outcome;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::pattern::Difference;

/// Everything that was asked for, in the order of folders and names, however it ran.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Cases that passed.
    pub passed: usize,
    /// Cases that failed.
    pub failed: usize,
    /// Cases that were not run, because of `--bail`.
    pub skipped: usize,
    /// Cases whose file was rewritten.
    pub updated: usize,
    /// From the first case's start to the last one's end.
    #[serde(rename = "duration_ms", serialize_with = "millis")]
    pub duration: Duration,
    /// The cases.
    pub cases: Vec<CaseReport>,
}

/// One case.
#[derive(Debug, Serialize)]
pub struct CaseReport {
    /// The connection folder.
    pub connection: PathBuf,
    /// `tests/login.json` is `login`.
    pub name: String,
    /// Its file.
    pub file: PathBuf,
    /// What it shows.
    pub about: String,
    /// How it ended.
    pub result: CaseResult,
    /// Its database included.
    #[serde(rename = "duration_ms", serialize_with = "millis")]
    pub duration: Duration,
    /// Whether its file now says what was found.
    pub updated: bool,
    /// What is wrong.
    pub failures: Vec<Failure>,
    /// What its calls came to, in order; the rest never ran.
    pub outcomes: Vec<Outcome>,
    /// The file's new text, if rewriting it makes the case pass.
    #[serde(skip)]
    pub(crate) rewritten: Option<String>,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseResult {
    /// All is as expected.
    Passed,
    /// Something is not.
    Failed,
    /// It did not run.
    Skipped,
}

/// Which expectation was not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The case's SQL did not run.
    Sql,
    /// The arguments, with what was captured in them, were refused.
    Arguments,
    /// `expect.status`.
    Status,
    /// `expect.value`.
    Value,
    /// `expect.error`.
    Error,
    /// `expect.logs`.
    Logs,
    /// `expect.rows`.
    Rows,
    /// Database sessions are left behind.
    Sessions,
}

impl Part {
    /// How it is written: `status`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sql => "sql",
            Self::Arguments => "arguments",
            Self::Status => "status",
            Self::Value => "value",
            Self::Error => "error",
            Self::Logs => "logs",
            Self::Rows => "rows",
            Self::Sessions => "sessions",
        }
    }
}

/// One expectation that was not met.
#[derive(Debug, Serialize)]
pub struct Failure {
    /// Which.
    pub part: Part,
    /// The step, from 1; none for what concerns the whole case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// The line of the case file, from 1.
    pub line: usize,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Further words: a code frame, a query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Each place that differs.
    pub differences: Vec<Difference>,
    /// Both sides with what agrees made equal, for a diff.
    #[serde(skip)]
    pub sides: Option<(Value, Value)>,
}

impl Report {
    /// Whether nothing failed.
    pub fn is_ok(&self) -> bool {
        self.failed == 0
    }
}

pub(crate) fn millis<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((time.as_secs_f64() * 1e6).round() / 1e3)
}
