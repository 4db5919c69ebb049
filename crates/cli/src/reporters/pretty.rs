//! For people: a line a case, and for those that fail what differs, coloured.

use std::fmt::Write as _;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use connector_suite::{CaseReport, CaseResult, Failure, Report};
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use crate::printer::printable;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const WARN: Style = AnsiColor::Yellow.on_default();

pub(super) fn heading(case: &CaseReport) -> String {
    format!("{BOLD}{}{BOLD:#}", case.connection.display())
}

pub(super) fn whole(report: &Report) -> String {
    let mut text = String::new();
    let mut folder = None;
    for case in &report.cases {
        if folder.replace(&case.connection) != Some(&case.connection) {
            let _ = writeln!(text, "{}", heading(case));
        }
        let _ = writeln!(text, "{}", self::case(case));
    }
    let _ = writeln!(text, "{}", summary(report));
    text
}

pub(super) fn case(case: &CaseReport) -> String {
    let (mark, style) = match case.result {
        CaseResult::Passed if case.updated => ("\u{21bb}", WARN),
        CaseResult::Passed => ("\u{2713}", GOOD),
        CaseResult::Failed => ("\u{2717}", BAD),
        CaseResult::Skipped => ("-", DIM),
    };
    let mut text = format!("  {style}{mark}{style:#} {}", printable(&case.name));
    let _ = write!(text, "  {DIM}{}{DIM:#}", printable(&case.about));
    match case.result {
        CaseResult::Skipped => {
            let _ = write!(text, "  {DIM}not run{DIM:#}");
        }
        _ => {
            let _ = write!(text, "  {DIM}{}{DIM:#}", time(case.duration));
        }
    }
    if case.updated {
        let _ = write!(text, "  {WARN}file rewritten{WARN:#}");
    }
    if case.result == CaseResult::Failed {
        for failure in &case.failures {
            let _ = write!(text, "\n{}", self::failure(case, failure));
        }
        for line in logs(case) {
            let _ = write!(text, "\n      {DIM}{line}{DIM:#}");
        }
    }
    text
}

fn failure(case: &CaseReport, failure: &Failure) -> String {
    let several = case.outcomes.len() > 1;
    let step = failure
        .step
        .filter(|_| several)
        .map(|step| format!("step {step}: "))
        .unwrap_or_default();
    let mut lines = printable_lines(&failure.message);
    let first = if lines.is_empty() {
        String::new()
    } else {
        lines.remove(0)
    };
    let mut text = format!("      {BAD}{step}{first}{BAD:#}");
    let _ = write!(
        text,
        "  {DIM}{}:{}{DIM:#}",
        case.file.display(),
        failure.line
    );
    for line in lines {
        let _ = write!(text, "\n        {line}");
    }
    for line in failure
        .detail
        .iter()
        .flat_map(|detail| printable_lines(detail))
    {
        let _ = write!(text, "\n        {DIM}{line}{DIM:#}");
    }
    // Numbers and short texts stand in the sentence above.
    if let Some((expected, found)) = &failure.sides
        && (expected.is_object() || expected.is_array())
    {
        let _ = write!(
            text,
            "\n        {GOOD}- expected{GOOD:#}  {BAD}+ found{BAD:#}"
        );
        text.push_str(&diff(expected, found));
    }
    text
}

/// Lines that differ, with three around them.
fn diff(expected: &Value, found: &Value) -> String {
    let (expected, found) = (lines_of(expected), lines_of(found));
    let diff = TextDiff::from_lines(&expected, &found);
    let mut text = String::new();
    for (at, group) in diff.grouped_ops(3).iter().enumerate() {
        if at > 0 {
            let _ = write!(text, "\n        {DIM}\u{2026}{DIM:#}");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', GOOD),
                ChangeTag::Insert => ('+', BAD),
                ChangeTag::Equal => (' ', DIM),
            };
            let line = printable(change.value().trim_end_matches('\n'));
            let _ = write!(text, "\n        {style}{sign} {line}{style:#}");
        }
    }
    text
}

/// Pretty JSON; commas are left out, so that a line differs only when its value does.
fn lines_of(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut lines: String = text
        .lines()
        .map(|line| format!("{}\n", line.strip_suffix(',').unwrap_or(line)))
        .collect();
    if lines.is_empty() {
        lines.push('\n');
    }
    lines
}

/// What the scripts of a failing case wrote to their consoles.
fn logs(case: &CaseReport) -> Vec<String> {
    let lines = case.outcomes.iter().flat_map(|outcome| &outcome.logs);
    lines
        .flat_map(|line| {
            printable_lines(&line.message)
                .into_iter()
                .map(|text| format!("console.{}: {text}", line.level.name()))
        })
        .collect()
}

fn printable_lines(text: &str) -> Vec<String> {
    text.lines().map(printable).collect()
}

pub(super) fn summary(report: &Report) -> String {
    let mut parts = Vec::new();
    for (count, what, style) in [
        (report.failed, "failed", BAD),
        (report.passed, "passed", GOOD),
        (report.skipped, "not run", DIM),
        (report.updated, "rewritten", WARN),
    ] {
        if count > 0 {
            parts.push(format!("{style}{count} {what}{style:#}"));
        }
    }
    if parts.is_empty() {
        parts.push("no case matches".to_owned());
    }
    format!(
        "\n{} {DIM}in {}{DIM:#}",
        parts.join(", "),
        time(report.duration)
    )
}

fn time(time: Duration) -> String {
    if time.as_millis() >= 1000 {
        format!("{:.2} s", time.as_secs_f64())
    } else {
        format!("{} ms", time.as_millis())
    }
}
