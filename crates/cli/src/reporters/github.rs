//! Workflow commands of GitHub Actions: a mark at the line of the case file that was not met.

use std::fmt::Write as _;

use connector_suite::{CaseResult, Report};

pub(super) fn text(report: &Report) -> String {
    let mut text = String::new();
    for case in report
        .cases
        .iter()
        .filter(|case| case.result == CaseResult::Failed)
    {
        for failure in &case.failures {
            let title = format!("{}: {}", case.name, failure.part.name());
            let detail = failure.detail.iter().map(|detail| format!("\n{detail}"));
            let message = format!("{}{}", failure.message, detail.collect::<String>());
            let _ = writeln!(
                text,
                "::error file={},line={},title={}::{}",
                property(&case.file.display().to_string()),
                failure.line,
                property(&title),
                data(&message)
            );
        }
    }
    let _ = writeln!(
        text,
        "{} failed, {} passed, {} not run",
        report.failed, report.passed, report.skipped
    );
    text
}

/// What follows `::` is one line; the runner decodes these three.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Between `,` and `::` two more must not be taken for separators.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
