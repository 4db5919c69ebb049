//! How `connector exam` tells what came of it.

use std::fmt::Write as _;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use connector_suite::{ExamCase, ExamItem, ExamReport, ExamResult, Severity};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use crate::args::{ReporterArg, ReporterKind};
use crate::commands::Usage;
use crate::printer::{self, BAD, BOLD, DIM, GOOD, WARN, printable};

/// All that were asked for.
pub(crate) struct Reporters {
    stdout: ReporterKind,
    files: Vec<(ReporterKind, PathBuf)>,
}

impl Reporters {
    pub(crate) fn new(asked: &[ReporterArg], json: bool) -> Result<Self, Usage> {
        let mut stdout = json.then_some(ReporterKind::Json);
        let mut files = Vec::new();
        for reporter in asked {
            let known = matches!(
                reporter.kind,
                ReporterKind::Pretty | ReporterKind::Json | ReporterKind::Junit
            );
            if !known {
                return Err(Usage::new("an exam's reporter is pretty, json or junit"));
            }
            match &reporter.file {
                Some(file) => files.push((reporter.kind, file.clone())),
                None if stdout.is_some_and(|kind| kind != reporter.kind) => {
                    return Err(Usage::new("two reporters want standard output")
                        .hint("Give all but one a file, as in --reporter junit=exam.xml."));
                }
                None => stdout = Some(reporter.kind),
            }
        }
        Ok(Self {
            stdout: stdout.unwrap_or(ReporterKind::Pretty),
            files,
        })
    }

    pub(crate) fn case(&self, case: &ExamCase) {
        if self.stdout == ReporterKind::Pretty {
            printer::out(&pretty_case(case));
        }
    }

    pub(crate) fn end(&self, report: &ExamReport) -> anyhow::Result<()> {
        match self.stdout {
            ReporterKind::Pretty => printer::out(&summary(report)),
            kind => printer::out(text(kind, report)?.trim_end()),
        }
        for (kind, file) in &self.files {
            let text = anstream::adapter::strip_str(&text(*kind, report)?).to_string();
            std::fs::write(file, text)
                .map_err(|error| Usage::new(format!("cannot write {}: {error}", file.display())))?;
        }
        Ok(())
    }
}

fn text(kind: ReporterKind, report: &ExamReport) -> anyhow::Result<String> {
    Ok(match kind {
        ReporterKind::Json => format!("{}\n", serde_json::to_string_pretty(report)?),
        ReporterKind::Junit => junit(report)?,
        _ => {
            let cases: String = report
                .cases
                .iter()
                .map(|case| format!("{}\n", pretty_case(case)))
                .collect();
            format!("{cases}{}\n", summary(report))
        }
    })
}

/// What would be asked.
pub(crate) fn list(items: &[ExamItem]) -> String {
    let mut text = String::new();
    for item in items {
        let _ = write!(
            text,
            "{}  {DIM}{}  {}{DIM:#}",
            item.name,
            item.severity.name(),
            item.about
        );
        if let Some(reason) = item.skipped {
            let _ = write!(text, "  {WARN}not asked: {reason}{WARN:#}");
        }
        text.push('\n');
    }
    text
}

fn pretty_case(case: &ExamCase) -> String {
    let (mark, style) = match case.result {
        ExamResult::Passed => ("\u{2713}", GOOD),
        ExamResult::Failed => ("\u{2717}", colour(case.severity)),
        ExamResult::Blocked | ExamResult::Skipped => ("-", DIM),
    };
    let mut text = format!(
        "  {style}{mark}{style:#} {}  {DIM}{}{DIM:#}",
        case.name, case.about
    );
    if case.result == ExamResult::Failed {
        let _ = write!(text, "  {style}{}{style:#}", case.severity.name());
    }
    if let Some(reason) = &case.reason {
        let _ = write!(text, "  {DIM}not asked: {}{DIM:#}", printable(reason));
    }
    for finding in &case.findings {
        let _ = write!(
            text,
            "\n      {style}{}{style:#}\n      expected: {}\n      {DIM}why: {}\n      fix: {}{DIM:#}",
            printable(&finding.happened),
            printable(&finding.expected),
            finding.why,
            finding.fix
        );
        if !finding.check.is_empty() {
            let _ = write!(
                text,
                "\n      {DIM}see: connector check, {}{DIM:#}",
                finding.check.join(", ")
            );
        }
    }
    text
}

fn colour(severity: Severity) -> Style {
    match severity {
        Severity::Critical => BAD,
        Severity::Major => AnsiColor::Red.on_default(),
        Severity::Minor => WARN,
    }
}

fn summary(report: &ExamReport) -> String {
    let style = if report.score == 100 { GOOD } else { BAD };
    let mut parts = Vec::new();
    for (count, what) in [
        (report.failed, "failed"),
        (report.passed, "passed"),
        (report.blocked, "blocked"),
        (report.skipped, "not asked"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    format!(
        "\n{BOLD}{}{BOLD:#}: {style}{} of 100{style:#}  {}  {DIM}in {:.1} s{DIM:#}",
        report.connection.display(),
        report.score,
        parts.join(", "),
        report.duration.as_secs_f64()
    )
}

fn junit(report: &ExamReport) -> anyhow::Result<String> {
    let mut document = quick_junit::Report::new("connector exam");
    document.set_time(report.duration);
    let folder = report.connection.display().to_string();
    let mut suite = TestSuite::new(folder.clone());
    suite.set_time(report.cases.iter().map(|case| case.duration).sum());
    suite.add_property(("score", report.score.to_string().as_str()));
    for case in &report.cases {
        let mut status = match case.result {
            ExamResult::Passed => TestCaseStatus::success(),
            ExamResult::Skipped => TestCaseStatus::skipped(),
            ExamResult::Failed | ExamResult::Blocked => {
                TestCaseStatus::non_success(NonSuccessKind::Failure)
            }
        };
        let lines: Vec<String> = case
            .findings
            .iter()
            .map(|finding| {
                format!(
                    "{}\nexpected: {}\nwhy: {}\nfix: {}",
                    finding.happened, finding.expected, finding.why, finding.fix
                )
            })
            .chain(case.reason.clone())
            .collect();
        if let Some(first) = case
            .findings
            .first()
            .map(|finding| &finding.happened)
            .or(case.reason.as_ref())
        {
            status.set_message(first.clone());
        }
        if !matches!(status, TestCaseStatus::Success { .. }) {
            status.set_description(lines.join("\n"));
        }
        let mut test = TestCase::new(case.name.clone(), status);
        test.set_classname(folder.clone());
        test.set_time(case.duration);
        test.add_property(("about", case.about.as_str()));
        test.add_property(("severity", case.severity.name()));
        suite.add_test_case(test);
    }
    document.add_test_suite(suite);
    Ok(document.to_string()?)
}
