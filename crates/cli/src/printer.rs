//! What people and programs read.

use std::fmt::Write as _;
use std::sync::Once;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use connector_contract::{LogLevel, Outcome, Receipt, Status};
use connector_host::SandboxReport;
use connector_rehearse::Changes;
use serde::Serialize;

use crate::commands::Usage;
use crate::commands::run::Timing;

/// Writes to the terminal. With `--json`, stdout holds one JSON document and nothing else.
pub(crate) struct Printer {
    json: bool,
}

/// The rows of a `--show` query, as text.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Rows {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Option<String>>>,
}

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();

/// What the sandbox lacks on this machine, on stderr: once, however many workers say so.
pub(crate) fn sandbox_gaps(report: &SandboxReport) {
    static TOLD: Once = Once::new();
    TOLD.call_once(|| {
        err(&format!(
            "{WARN}warning{WARN:#}: the sandbox is not complete on this machine: {report}; --require-sandbox makes this an error"
        ));
    });
}

impl Printer {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// One JSON document on stdout.
    pub(crate) fn json(&self, document: &impl Serialize) -> anyhow::Result<()> {
        out(&serde_json::to_string_pretty(document)?);
        Ok(())
    }

    /// What is being waited for, on stderr.
    pub(crate) fn progress(&self, what: &str) {
        err(&format!("{DIM}{what}{DIM:#}"));
    }

    /// An error that ended the program, with its causes and, where there is one, a hint.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        let mut text = format!("{BAD}error{BAD:#}: {error}");
        for cause in error.chain().skip(1) {
            let _ = write!(text, "\n  because: {cause}");
        }
        if let Some(hint) = error
            .downcast_ref::<Usage>()
            .and_then(|usage| usage.hint.as_deref())
        {
            let _ = write!(text, "\n{DIM}{hint}{DIM:#}");
        }
        err(&text);
    }

    /// What came of a run.
    pub(crate) fn outcome(
        &self,
        outcome: &Outcome,
        rows: Option<&Rows>,
        changes: Option<&Changes>,
        timing: &Timing,
    ) -> anyhow::Result<()> {
        if self.json {
            #[derive(Serialize)]
            struct Document<'a> {
                #[serde(flatten)]
                outcome: &'a Outcome,
                #[serde(skip_serializing_if = "Option::is_none")]
                rows: Option<&'a Rows>,
                #[serde(skip_serializing_if = "Option::is_none")]
                rehearsal: Option<&'a Changes>,
            }
            if rows.is_none() && changes.is_none() {
                return self.json(outcome);
            }
            return self.json(&Document {
                outcome,
                rows,
                rehearsal: changes,
            });
        }
        out(&picture(outcome)?);
        if let Some(rows) = rows {
            out(&table(rows));
        }
        if let Some(changes) = changes {
            out(&crate::printer_changes::picture(changes));
        }
        out(&format!("{DIM}{}{DIM:#}", times(&outcome.receipt, timing)));
        Ok(())
    }

    /// The files a verb wrote.
    pub(crate) fn written(&self, paths: &[std::path::PathBuf]) -> anyhow::Result<()> {
        if self.json {
            return self.json(&serde_json::json!({ "written": paths }));
        }
        for path in paths {
            out(&format!("{GOOD}wrote{GOOD:#} {}", path.display()));
        }
        if paths.is_empty() {
            out("everything is there already");
        }
        Ok(())
    }

    /// A text as it stands, on stdout.
    pub(crate) fn text(&self, text: &str) {
        out(text.trim_end_matches('\n'));
    }

    /// The list of modules, then that of the deliberate differences.
    pub(crate) fn modules(
        &self,
        modules: &[connector_host::catalogue::Module],
        differences: &[connector_host::differences::Difference],
    ) {
        for module in modules {
            out(&format!(
                "{BOLD}{}{BOLD:#} {DIM}follows {}{DIM:#}\n  {}\n  covered: {}",
                module.name, module.follows, module.summary, module.coverage
            ));
        }
        out(&format!("\n{BOLD}Where ours differs on purpose{BOLD:#}"));
        for difference in differences {
            out(&format!(
                "{}: {}\n  there: {}\n  here:  {}\n  {DIM}because {}{DIM:#}",
                difference.module,
                difference.what,
                difference.theirs,
                difference.ours,
                difference.reason
            ));
        }
    }
}

/// An outcome for people.
pub(crate) fn picture(outcome: &Outcome) -> anyhow::Result<String> {
    let mut text = String::new();
    for line in &outcome.logs {
        let (name, style) = match line.level {
            LogLevel::Error => ("error", BAD),
            LogLevel::Warn => ("warn", WARN),
            LogLevel::Info => ("log", DIM),
            LogLevel::Debug => ("debug", DIM),
        };
        for part in line.message.lines() {
            writeln!(text, "{style}{name:>5}{style:#} {}", printable(part))?;
        }
    }
    let style = match outcome.status {
        Status::Success => GOOD,
        Status::Unchanged => WARN,
        _ => BAD,
    };
    writeln!(
        text,
        "{BOLD}{}{BOLD:#}: {style}{}{style:#}",
        outcome.action, outcome.status
    )?;
    writeln!(text, "  {DIM}{}{DIM:#}", outcome.rule)?;
    if let Some(value) = &outcome.value {
        let value: serde_json::Value = serde_json::from_str(value.get())?;
        for line in serde_json::to_string_pretty(&value)?.lines() {
            writeln!(text, "  {line}")?;
        }
    }
    if let Some(error) = &outcome.error {
        let code = error
            .code
            .as_deref()
            .map(|code| format!(" {DIM}({}){DIM:#}", printable(code)))
            .unwrap_or_default();
        let name = error
            .name
            .as_deref()
            .map(|name| format!("{}: ", printable(name)))
            .unwrap_or_default();
        writeln!(text, "  {name}{}{code}", printable(&error.message))?;
        if let Some(frame) = &error.frame {
            for line in frame.lines() {
                writeln!(text, "  {}", printable(line))?;
            }
        } else if let Some(stack) = &error.stack {
            for line in stack.lines().skip(1) {
                writeln!(text, "  {DIM}{}{DIM:#}", printable(line))?;
            }
        }
    }
    Ok(text.trim_end().to_owned())
}

/// A script's text without what a terminal would obey.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\t' {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}

fn times(receipt: &Receipt, timing: &Timing) -> String {
    let whole = |time: Duration| millis(time.as_secs_f64() * 1e3);
    let plural =
        |count: u64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let mut parts = vec![format!("JavaScript {}", millis(receipt.js_ms))];
    for (name, wait) in [
        ("connect", receipt.wait_ms.pool),
        ("query", receipt.wait_ms.query),
        ("bcrypt", receipt.wait_ms.bcrypt),
    ] {
        if wait > 0.0 {
            parts.push(format!("{name} {}", millis(wait)));
        }
    }
    let mut text = format!("script {}: {}", millis(receipt.wall_ms), parts.join(", "));
    if receipt.queries > 0 {
        let _ = write!(
            text,
            " ({}, {})",
            plural(receipt.queries, "statement"),
            plural(receipt.rows, "row")
        );
    }
    let _ = write!(text, "; whole run {}", whole(timing.total));
    let mut whole_of = vec![format!(
        "{} for the worker process",
        whole(timing.invocation)
    )];
    if timing.database > Duration::ZERO {
        let database = format!("{} for the throw-away database", whole(timing.database));
        whole_of.insert(0, database);
    }
    let _ = write!(text, ", of it {}", whole_of.join(" and "));
    text
}

fn millis(ms: f64) -> String {
    if ms >= 1000.0 {
        format!("{:.2} s", ms / 1000.0)
    } else {
        format!("{ms:.1} ms")
    }
}

fn table(rows: &Rows) -> String {
    let cell = |value: &Option<String>| {
        value
            .as_deref()
            .map_or_else(|| "NULL".to_owned(), printable)
    };
    let mut widths: Vec<usize> = rows
        .columns
        .iter()
        .map(|name| name.chars().count())
        .collect();
    for row in &rows.rows {
        for (width, value) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell(value).chars().count());
        }
    }
    let mut text = String::new();
    let line = |cells: Vec<String>| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}", width = *width))
            .collect();
        format!("  {}", padded.join("  ").trim_end())
    };
    let _ = write!(text, "{BOLD}{}{BOLD:#}", line(rows.columns.clone()));
    for row in &rows.rows {
        let _ = write!(text, "\n{}", line(row.iter().map(cell).collect()));
    }
    text
}

/// The one place that writes to stdout.
pub(crate) fn out(text: &str) {
    use std::io::Write as _;
    // A reader that went away (a closed pipe) is no reason to fail.
    let _ = writeln!(anstream::stdout(), "{text}");
}

/// The one place that writes to stderr.
pub(crate) fn err(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Replaces the line that tells how far we are, on a terminal; an empty text removes it.
pub(crate) fn status_line(text: &str) {
    use std::io::Write as _;
    let mut stream = anstream::stderr();
    let _ = write!(stream, "\r\u{1b}[K{DIM}{text}{DIM:#}");
    let _ = stream.flush();
}
