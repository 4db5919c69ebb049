//! How findings are written.

use std::fmt::Write as _;

use anstyle::Style;
use connector_check::{Finding, Report, Severity, sarif};
use connector_contract::{Limits, Position, Script, code_frame};
use serde::Serialize;

use crate::args::CheckFormat;
use crate::commands::check::Checked;
use crate::printer::{BAD, BOLD, DIM, GOOD, Printer, WARN, out, printable};

/// The JSON document; `crates/check/check.schema.json` describes it.
#[derive(Serialize)]
struct Document<'a> {
    files: Vec<&'a Report>,
    errors: usize,
    warnings: usize,
    notes: usize,
    /// Fixes that were applied.
    fixed: usize,
}

impl Printer {
    /// What `check` found.
    pub(crate) fn checked(&self, all: &[Checked], format: CheckFormat) -> anyhow::Result<()> {
        let count = |severity| {
            all.iter()
                .map(|one| one.report.count(severity))
                .sum::<usize>()
        };
        let document = Document {
            files: all.iter().map(|one| &one.report).collect(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            fixed: all.iter().map(|one| one.fixed).sum(),
        };
        match format {
            CheckFormat::Json => self.json(&document),
            CheckFormat::Sarif => {
                let reports: Vec<Report> = all.iter().map(|one| one.report.clone()).collect();
                self.json(&sarif::log(&reports, env!("CARGO_PKG_VERSION")))
            }
            CheckFormat::Pretty => {
                for one in all {
                    for finding in &one.report.findings {
                        out(&picture(one, finding)?);
                    }
                }
                out(&summary(all, &document));
                Ok(())
            }
        }
    }
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => BAD,
        Severity::Warning => WARN,
        Severity::Note => DIM,
    }
}

fn picture(checked: &Checked, finding: &Finding) -> anyhow::Result<String> {
    let style = style(finding.severity);
    let start = finding.range.start;
    let mut text = String::new();
    writeln!(
        text,
        "{style}{}[{}]{style:#}: {BOLD}{}{BOLD:#}",
        finding.severity.word(),
        finding.code,
        printable(&finding.message)
    )?;
    writeln!(
        text,
        "  {DIM}at{DIM:#} {}:{}:{}",
        printable(&checked.report.file),
        start.line,
        start.column
    )?;
    let file = "script";
    if let Ok(script) = Script::new(file, checked.text.as_str(), Limits::default().source_bytes)
        && let Ok(line) = start.line.try_into()
        && let Ok(column) = start.column.try_into()
        && let Some(frame) = code_frame(
            &script,
            &Position {
                file: file.to_owned(),
                line,
                column,
            },
        )
    {
        for line in frame.lines() {
            writeln!(text, "  {}", printable(line))?;
        }
    }
    writeln!(text, "  {DIM}{}{DIM:#}", finding.why)?;
    if let Some(fix) = &finding.fix {
        writeln!(
            text,
            "  {DIM}--fix can mend it: {}{DIM:#}",
            printable(&fix.title)
        )?;
    }
    Ok(text)
}

fn summary(all: &[Checked], document: &Document<'_>) -> String {
    let plural =
        |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let scripts = plural(all.len(), "script");
    let mut text = if document.errors + document.warnings + document.notes == 0 {
        format!("{GOOD}nothing found{GOOD:#} in {scripts}")
    } else {
        let parts: Vec<String> = [
            (document.errors, "error"),
            (document.warnings, "warning"),
            (document.notes, "note"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| plural(count, what))
        .collect();
        format!("{} in {scripts}", parts.join(", "))
    };
    if document.fixed > 0 {
        let _ = write!(text, "; {} mended", document.fixed);
    }
    let open = all
        .iter()
        .flat_map(|one| &one.report.findings)
        .filter(|finding| finding.fix.is_some())
        .count();
    if open > 0 {
        let _ = write!(text, "; --fix can mend {open}");
    }
    text
}
