//! Which lines, branches and functions of the scripts the cases ran.
//!
//! V8 says which pieces of source ran how often, call by call, and leaves out what it takes for granted; the tree says
//! which statements and branches there are. Each call's pieces are painted over the source, the paintings are added
//! up, and every landmark takes the number at its place: so what no call reached counts too.

use std::collections::BTreeMap;
use std::path::PathBuf;

use connector_contract::{Language, Script};
use connector_host::Coverage;
use connector_syntax::lines::Lines;
use serde::Serialize;

use crate::connection::Connection;
use crate::report::CaseReport;

/// One script's coverage.
#[derive(Debug, Clone, Serialize)]
pub struct ScriptCoverage {
    /// The script.
    pub file: PathBuf,
    /// Lines on which a statement begins, from 1, and how often the most frequent of these ran.
    pub lines: BTreeMap<usize, u64>,
    /// Where the way parts.
    pub branches: Vec<BranchCoverage>,
    /// Functions.
    pub functions: Vec<FunctionCoverage>,
}

/// A place where the way parts.
#[derive(Debug, Clone, Serialize)]
pub struct BranchCoverage {
    /// The line where it is decided, from 1.
    pub line: usize,
    /// How often it was decided.
    pub count: u64,
    /// How often each way was taken.
    pub ways: Vec<u64>,
}

/// A function.
#[derive(Debug, Clone, Serialize)]
pub struct FunctionCoverage {
    /// Its name; functions without one are told apart by their line.
    pub name: String,
    /// The line where it begins, from 1.
    pub line: usize,
    /// How often it was called.
    pub count: u64,
}

/// All scripts of all connections that have cases, called or not. One that does not parse has no landmarks to count.
pub(crate) fn of(connections: &[Connection], cases: &[CaseReport]) -> Vec<ScriptCoverage> {
    let mut all = Vec::new();
    for connection in connections
        .iter()
        .filter(|connection| !connection.is_empty())
    {
        for (action, script) in &connection.scripts {
            let runs = cases
                .iter()
                .filter(|case| case.connection == connection.folder)
                .flat_map(|case| &case.covered)
                .filter(|(ran, _)| ran == action)
                .map(|(_, coverage)| coverage);
            all.extend(script_coverage(connection, script, runs));
        }
    }
    all
}

fn script_coverage<'c>(
    connection: &Connection,
    script: &Script,
    runs: impl Iterator<Item = &'c Coverage>,
) -> Option<ScriptCoverage> {
    // V8 gets the text without it, and counts from there.
    let source = script.source();
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let typescript = Language::of(script.name()).is_typescript();
    let landmarks = connector_syntax::landmarks(source, typescript)?;
    let mut counts = vec![0_u64; source.encode_utf16().count()];
    let mut steps = vec![0_u64; landmarks.statements.len()];
    for run in runs {
        let painted = painted(source, run);
        // V8 now and then takes what stands behind a `return` for reached again. A statement runs no more often than
        // the one before it in its block.
        let mut ran: Vec<u64> = Vec::with_capacity(steps.len());
        for (step, sum) in landmarks.statements.iter().zip(&mut steps) {
            let most = step.after.and_then(|before| ran.get(before).copied());
            let count = painted.get(step.at).copied().unwrap_or(0);
            let count = count.min(most.unwrap_or(u64::MAX));
            *sum = sum.saturating_add(count);
            ran.push(count);
        }
        for (sum, count) in counts.iter_mut().zip(painted) {
            *sum = sum.saturating_add(count);
        }
    }
    let count_at = |unit: usize| counts.get(unit).copied().unwrap_or(0);
    let line_at = lines_by_unit(source);
    let mut lines: BTreeMap<usize, u64> = BTreeMap::new();
    for (step, ran) in landmarks.statements.iter().zip(steps) {
        let count = lines.entry(line_at(step.at)).or_default();
        *count = (*count).max(ran);
    }
    let branches = landmarks.branches.iter().map(|branch| {
        let count = count_at(branch.at);
        let taken: u64 = branch.ways.iter().flatten().map(|way| count_at(*way)).sum();
        let way = |way: &Option<usize>| way.map_or(count.saturating_sub(taken), count_at);
        BranchCoverage {
            line: line_at(branch.at),
            count,
            ways: branch.ways.iter().map(way).collect(),
        }
    });
    let functions = landmarks.functions.iter().map(|function| {
        let line = line_at(function.at);
        FunctionCoverage {
            name: function
                .name
                .clone()
                .unwrap_or_else(|| format!("(anonymous at {line})")),
            line,
            count: count_at(function.body),
        }
    });
    Some(ScriptCoverage {
        file: connection.folder.join(script.name()),
        branches: branches.collect(),
        functions: functions.collect(),
        lines,
    })
}

/// How often each UTF-16 unit of the source ran in one call.
fn painted(source: &str, run: &Coverage) -> Vec<u64> {
    let mut counts = vec![0; source.encode_utf16().count()];
    for piece in run.functions.iter().flatten() {
        let end = piece.end.min(counts.len());
        if let Some(units) = counts.get_mut(piece.start.min(end)..end) {
            units.fill(piece.count);
        }
    }
    counts
}

/// From UTF-16 units to lines.
fn lines_by_unit(source: &str) -> impl Fn(usize) -> usize {
    let starts = Lines::new(source).starts_in_units();
    move |unit| starts.partition_point(|start| *start <= unit).max(1)
}
