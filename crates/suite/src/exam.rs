//! Cases nobody writes, made up from a folder's own schema and asked of its own scripts: `connector exam`.
//!
//! - `users`: the users' table, as the database's catalogue has it.
//! - `subject`: two of its users, and values nobody writes by hand.
//! - `question`, `questions`: one case; all cases, a file an action.
//! - `fault`: a line to the database that refuses, lags or breaks.
//! - `prepare`, `ask`: what can be known beforehand; one case, run.
//! - `seen`, `judge`, `report`: what it came to.

mod ask;
mod fault;
mod judge;
mod prepare;
mod question;
mod questions;
mod report;
mod schema;
mod seen;
mod subject;
mod users;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use connector_contract::{Action, Env, Status};
use connector_host::Host;
use futures::StreamExt as _;
use serde_json::Value;

pub use report::{ExamCase, ExamFinding, ExamReport, ExamResult, Severity};
pub use schema::EXAM_SCHEMA;

use self::ask::Examiner;
use self::question::Question;
use crate::connection::Connection;
use crate::database::Databases;
use crate::error::SuiteError;

/// How to examine.
pub struct ExamOptions<'a> {
    /// Cases at once.
    pub jobs: usize,
    /// Only cases whose name or sentence contains this, whatever the case of letters; and the plainest call of their
    /// actions, without which nothing can be said.
    pub filter: Option<String>,
    /// The users' table, if it can't be found by its name or columns.
    pub table: Option<String>,
    /// The scripts' last argument.
    pub context: Value,
    /// Variables of every script's env; the database's win.
    pub env: Env,
    /// Where scripts run.
    pub host: &'a Host,
}

/// A case that would be run, for `--list`.
#[derive(Debug, serde::Serialize)]
pub struct ExamItem {
    /// Its name: login/wrong_password.
    pub name: String,
    /// How bad it is to fail it.
    pub severity: Severity,
    /// What it shows, in one sentence.
    pub about: String,
    /// Why there is no occasion for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<&'static str>,
}

/// The cases that an exam of this folder would have.
///
/// # Errors
/// As with [`exam`].
pub async fn exam_list(
    connection: &Connection,
    databases: &Databases,
    options: &ExamOptions<'_>,
) -> Result<Vec<ExamItem>, SuiteError> {
    let prepared = prepare::prepare(connection, databases, options).await?;
    let questions = chosen(&prepared, options)?;
    let item = |question: &Question| ExamItem {
        name: question.full_name(),
        severity: question.severity,
        about: question.about.clone(),
        skipped: question.skipped,
    };
    Ok(questions.iter().map(item).collect())
}

/// Examines a folder's scripts; `tell` hears of each case in the order of the report.
///
/// # Errors
/// When the folder has no script, schema.sql does not load, there are no two users to ask for, nothing matches the
/// filter, or the host or the server failed. A failing case is part of the report.
pub async fn exam(
    connection: &Connection,
    databases: &Databases,
    options: &ExamOptions<'_>,
    mut tell: impl FnMut(&ExamCase),
) -> Result<ExamReport, SuiteError> {
    let begun = Instant::now();
    let prepared = prepare::prepare(connection, databases, options).await?;
    let questions = chosen(&prepared, options)?;
    let examiner = Examiner {
        connection,
        databases,
        options,
        prepared: &prepared,
    };
    let mut cases: BTreeMap<usize, ExamCase> = BTreeMap::new();
    let mut blocked: BTreeSet<Action> = BTreeSet::new();
    // What can't be done on the plainest day says nothing on any other.
    for plain in [true, false] {
        let asked = questions
            .iter()
            .enumerate()
            .filter(|(_, question)| question.plain == plain);
        let (blocked_now, asked): (Vec<_>, Vec<_>) =
            asked.partition(|(_, question)| blocked.contains(&question.action));
        cases.extend(blocked_now.into_iter().map(|(at, question)| {
            let mut case = ask::unasked(question, ExamResult::Blocked);
            case.reason = Some("the plainest call of the action fails".to_owned());
            (at, case)
        }));
        let runs = asked.into_iter().map(|(at, question)| {
            let examiner = &examiner;
            async move { Ok::<_, SuiteError>((at, examiner.ask(question).await?)) }
        });
        let mut ended = futures::stream::iter(runs).buffer_unordered(options.jobs.max(1));
        while let Some(result) = ended.next().await {
            let (at, case) = result?;
            let works = case
                .statuses
                .first()
                .is_some_and(|status| Status::is_ok(*status));
            if plain && case.result == ExamResult::Failed && !works {
                blocked.insert(case.action);
            }
            cases.insert(at, case);
        }
    }
    let cases: Vec<ExamCase> = cases.into_values().collect();
    cases.iter().for_each(&mut tell);
    Ok(ExamReport::new(
        connection.folder().to_owned(),
        prepared.subject.users.name.clone(),
        begun.elapsed(),
        cases,
    ))
}

/// The questions that the filter leaves, with the plain ones that they stand on.
fn chosen(
    prepared: &prepare::Prepared,
    options: &ExamOptions<'_>,
) -> Result<Vec<Question>, SuiteError> {
    let mut all = questions::all(&prepared.subject);
    let Some(filter) = &options.filter else {
        return Ok(all);
    };
    let wanted = filter.to_lowercase();
    let matches = |question: &Question| {
        let texts = [question.full_name(), question.about.clone()];
        texts
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    };
    let actions: BTreeSet<Action> = all
        .iter()
        .filter(|question| matches(question))
        .map(|question| question.action)
        .collect();
    if actions.is_empty() {
        return Err(SuiteError::Exam(format!(
            "--filter: none of {} cases has {filter:?} in its name or sentence",
            all.len()
        )));
    }
    all.retain(|question| {
        matches(question) || (question.plain && actions.contains(&question.action))
    });
    Ok(all)
}

/// A bcrypt hash of the least cost, for a row that lives as long as one case.
fn hash(password: &str) -> Option<String> {
    const LEAST_COST: u32 = 4;
    bcrypt::hash(password, LEAST_COST).ok()
}
