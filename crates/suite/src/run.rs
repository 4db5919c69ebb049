//! Running cases: several at once, told of in order.

mod case;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use connector_contract::Env;
use connector_host::Host;
use futures::StreamExt as _;
use serde_json::Value;

use crate::connection::Connection;
use crate::database::Databases;
use crate::error::SuiteError;
use crate::read::Case;
use crate::report::{CaseReport, CaseResult, Report};

/// How to run.
pub struct Options<'a> {
    /// Cases at once.
    pub jobs: usize,
    /// Start nothing more after the first failure.
    pub bail: bool,
    /// Rewrite the files of cases that fail.
    pub update: bool,
    /// The context of steps that have none of their own.
    pub context: Value,
    /// Variables of every script's env; the database's and the case's own win.
    pub env: Env,
    /// Where scripts run.
    pub host: &'a Host,
}

/// What happens, as it happens.
pub enum Event<'e> {
    /// So many cases have ended, of so many.
    Progress {
        /// Ended.
        done: usize,
        /// All.
        of: usize,
    },
    /// This case has ended, and all that stand before it have been told of.
    Case(&'e CaseReport),
}

/// Runs all cases of all connections.
///
/// # Errors
/// When the host, the server, or a schema failed. A failing case is part of the report.
pub async fn run(
    connections: &[Connection],
    databases: Option<&Databases>,
    options: &Options<'_>,
    mut tell: impl FnMut(Event<'_>),
) -> Result<Report, SuiteError> {
    let begun = Instant::now();
    let all: Vec<(&Connection, &Case)> = connections
        .iter()
        .flat_map(|connection| connection.cases.iter().map(move |case| (connection, case)))
        .collect();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let runs = all.iter().enumerate().map(|(at, (connection, case))| {
        let stop = &stop;
        async move {
            use std::sync::atomic::Ordering::Relaxed;
            if stop.load(Relaxed) {
                return Ok((at, skipped(connection, case)));
            }
            let databases = databases.filter(|_| connection.needs_database());
            let report = case::run(connection, case, databases, options).await?;
            if options.bail && report.result == CaseResult::Failed {
                stop.store(true, Relaxed);
            }
            Ok::<_, SuiteError>((at, report))
        }
    });
    let mut ended = futures::stream::iter(runs).buffer_unordered(options.jobs.max(1));
    let mut waiting: BTreeMap<usize, CaseReport> = BTreeMap::new();
    let mut cases: Vec<CaseReport> = Vec::new();
    let mut done = 0;
    while let Some(result) = ended.next().await {
        let (at, mut report) = result?;
        save(&mut report)?;
        done += 1;
        tell(Event::Progress {
            done,
            of: all.len(),
        });
        waiting.insert(at, report);
        while let Some(report) = waiting.remove(&cases.len()) {
            tell(Event::Case(&report));
            cases.push(report);
        }
    }
    let count = |result| cases.iter().filter(|case| case.result == result).count();
    Ok(Report {
        passed: count(CaseResult::Passed),
        failed: count(CaseResult::Failed),
        skipped: count(CaseResult::Skipped),
        updated: cases.iter().filter(|case| case.updated).count(),
        duration: begun.elapsed(),
        cases,
    })
}

/// Writes a rewritten case back. What could not be rewritten keeps failing.
fn save(report: &mut CaseReport) -> Result<(), SuiteError> {
    if let Some(text) = report.rewritten.take() {
        let written = std::fs::write(&report.file, text);
        written.map_err(|source| SuiteError::Read {
            path: report.file.clone(),
            source,
        })?;
        report.updated = true;
    }
    Ok(())
}

fn skipped(connection: &Connection, case: &Case) -> CaseReport {
    CaseReport {
        connection: connection.folder.clone(),
        name: case.name.clone(),
        file: case.file.clone(),
        about: case.about.clone(),
        result: CaseResult::Skipped,
        duration: Duration::ZERO,
        updated: false,
        failures: Vec::new(),
        outcomes: Vec::new(),
        rewritten: None,
    }
}
