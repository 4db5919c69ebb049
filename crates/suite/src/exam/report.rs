//! What an exam came to, for people and programs.

use std::path::PathBuf;
use std::time::Duration;

use connector_contract::{Action, Status};
use schemars::JsonSchema;
use serde::Serialize;

use crate::report::millis;

/// What an exam of one connection folder came to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamReport {
    /// The connection folder.
    pub connection: PathBuf,
    /// The table that was taken for the users', as schema.table.
    pub table: String,
    /// 0 to 100: the share of what was asked for that passed, weighed by severity and rounded down.
    pub score: u8,
    /// Cases that passed.
    pub passed: usize,
    /// Cases that failed.
    pub failed: usize,
    /// Cases that were not run because the plainest call of their action fails; they count as failed in the score.
    pub blocked: usize,
    /// Cases that this folder gives no occasion for; they do not count.
    pub skipped: usize,
    /// From the first case's start to the last one's end.
    #[serde(rename = "duration_ms", serialize_with = "millis")]
    #[schemars(with = "f64")]
    pub duration: Duration,
    /// The cases, by action.
    pub cases: Vec<ExamCase>,
}

/// One generated case.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamCase {
    /// Its name: login/wrong_password.
    pub name: String,
    /// The action whose script it examines.
    #[schemars(schema_with = "crate::schema::action")]
    pub action: Action,
    /// What it shows, in one sentence.
    pub about: String,
    /// How bad it is to fail it.
    pub severity: Severity,
    /// How it ended.
    pub result: ExamResult,
    /// Its database included.
    #[serde(rename = "duration_ms", serialize_with = "millis")]
    #[schemars(with = "f64")]
    pub duration: Duration,
    /// Why it was not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How its calls ended, in order.
    #[schemars(with = "Vec<String>")]
    pub statuses: Vec<Status>,
    /// What is wrong.
    pub findings: Vec<ExamFinding>,
}

/// Something a script does that will hurt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamFinding {
    /// What happened.
    pub happened: String,
    /// What should have.
    pub expected: String,
    /// Why it matters.
    pub why: String,
    /// How to mend it.
    pub fix: String,
    /// Findings of `connector check` that point at the lines, where there are such.
    pub check: Vec<String>,
}

/// How bad it is to fail a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Strangers get in, or users lose data. Weighs 10.
    Critical,
    /// Users or administrators are told something wrong. Weighs 5.
    Major,
    /// An unusual value or day is not coped with. Weighs 2.
    Minor,
}

impl Severity {
    /// Its share of the score.
    pub const fn weight(self) -> u32 {
        match self {
            Self::Critical => 10,
            Self::Major => 5,
            Self::Minor => 2,
        }
    }

    /// How it is written: `critical`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Major => "major",
            Self::Minor => "minor",
        }
    }
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExamResult {
    /// All is well.
    Passed,
    /// Something is not.
    Failed,
    /// Not run: the plainest call of the action fails already.
    Blocked,
    /// Not run: there is no occasion for it.
    Skipped,
}

impl ExamReport {
    /// Counts and scores.
    pub(super) fn new(
        connection: PathBuf,
        table: String,
        duration: Duration,
        cases: Vec<ExamCase>,
    ) -> Self {
        let count = |result| cases.iter().filter(|case| case.result == result).count();
        Self {
            score: score(&cases),
            passed: count(ExamResult::Passed),
            failed: count(ExamResult::Failed),
            blocked: count(ExamResult::Blocked),
            skipped: count(ExamResult::Skipped),
            connection,
            table,
            duration,
            cases,
        }
    }
}

/// 100 only for what passes everything.
fn score(cases: &[ExamCase]) -> u8 {
    let weight = |wanted: fn(ExamResult) -> bool| -> u32 {
        let counted = cases.iter().filter(|case| wanted(case.result));
        counted.map(|case| case.severity.weight()).sum()
    };
    let all = weight(|result| result != ExamResult::Skipped);
    let passed = weight(|result| result == ExamResult::Passed);
    let share = (passed * 100).checked_div(all).unwrap_or(100);
    u8::try_from(share).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(severity: Severity, result: ExamResult) -> ExamCase {
        ExamCase {
            name: String::new(),
            action: Action::Login,
            about: String::new(),
            severity,
            result,
            duration: Duration::ZERO,
            reason: None,
            statuses: Vec::new(),
            findings: Vec::new(),
        }
    }

    #[test]
    fn severe_failures_cost_more_and_nothing_is_rounded_up_to_a_hundred() {
        use ExamResult::{Blocked, Failed, Passed, Skipped};
        use Severity::{Critical, Major, Minor};
        for (cases, expected) in [
            (vec![], 100),
            (vec![(Critical, Passed), (Minor, Skipped)], 100),
            (vec![(Critical, Passed), (Minor, Failed)], 83),
            (vec![(Critical, Failed), (Minor, Passed)], 16),
            (vec![(Major, Passed), (Major, Blocked)], 50),
            (vec![(Critical, Failed)], 0),
        ] {
            let cases: Vec<_> = cases
                .into_iter()
                .map(|(severity, result)| case(severity, result))
                .collect();
            assert_eq!(score(&cases), expected);
        }
        let mut many: Vec<_> = (0..200).map(|_| case(Critical, Passed)).collect();
        many.push(case(Minor, Failed));
        assert_eq!(score(&many), 99);
    }
}
