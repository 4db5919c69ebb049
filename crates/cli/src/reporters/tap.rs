//! TAP version 14 (<https://testanything.org/tap-version-14-specification.html>).

use std::fmt::Write as _;

use connector_suite::{CaseReport, CaseResult, Report};
use serde_json::{Value, json};

pub(super) fn text(report: &Report) -> String {
    let mut text = format!("TAP version 14\n1..{}\n", report.cases.len());
    for (at, case) in report.cases.iter().enumerate() {
        let ok = if case.result == CaseResult::Failed {
            "not ok"
        } else {
            "ok"
        };
        let _ = write!(text, "{ok} {} - {}", at + 1, description(case));
        if case.result == CaseResult::Skipped {
            text.push_str(" # SKIP not run");
        }
        text.push('\n');
        if case.result != CaseResult::Skipped {
            block(case, &mut text);
        }
    }
    text
}

fn description(case: &CaseReport) -> String {
    let text = format!(
        "{}/{}: {}",
        case.connection.display(),
        case.name,
        case.about
    );
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text.replace('\\', "\\\\").replace('#', "\\#")
}

/// The YAML block; every value in it is JSON, which is YAML too.
fn block(case: &CaseReport, text: &mut String) {
    let _ = writeln!(
        text,
        "  ---\n  duration_ms: {:.3}",
        case.duration.as_secs_f64() * 1e3
    );
    if case.result == CaseResult::Failed {
        let _ = writeln!(
            text,
            "  file: {}\n  failures:",
            Value::from(case.file.display().to_string())
        );
        for failure in &case.failures {
            let line = json!({ "part": failure.part, "step": failure.step, "line": failure.line, "message": failure.message });
            let _ = writeln!(text, "    - {line}");
        }
    }
    text.push_str("  ...\n");
}
