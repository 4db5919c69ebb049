//! JUnit XML as build servers read it: a suite a connection folder.

use connector_suite::{CaseReport, CaseResult, Report};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

pub(super) fn text(report: &Report) -> anyhow::Result<String> {
    let mut document = quick_junit::Report::new("connector test");
    document.set_time(report.duration);
    for cases in report
        .cases
        .chunk_by(|left, right| left.connection == right.connection)
    {
        let Some(first) = cases.first() else {
            continue;
        };
        let mut suite = TestSuite::new(first.connection.display().to_string());
        suite.set_time(cases.iter().map(|case| case.duration).sum());
        suite.add_test_cases(cases.iter().map(case));
        document.add_test_suite(suite);
    }
    Ok(document.to_string()?)
}

fn case(case: &CaseReport) -> TestCase {
    let status = match case.result {
        CaseResult::Passed => TestCaseStatus::success(),
        CaseResult::Skipped => TestCaseStatus::skipped(),
        CaseResult::Failed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let lines: Vec<String> = case
                .failures
                .iter()
                .map(|failure| {
                    let detail = failure
                        .detail
                        .iter()
                        .map(|detail| format!("\n{detail}"))
                        .collect::<String>();
                    format!(
                        "{}:{}: {}{detail}",
                        case.file.display(),
                        failure.line,
                        failure.message
                    )
                })
                .collect();
            if let Some(first) = case.failures.first() {
                status
                    .set_message(first.message.clone())
                    .set_type(first.part.name());
            }
            status.set_description(lines.join("\n"));
            status
        }
    };
    let mut test = TestCase::new(case.name.clone(), status);
    test.set_classname(case.connection.display().to_string());
    test.set_time(case.duration);
    test.add_property(("about", case.about.as_str()));
    test
}
