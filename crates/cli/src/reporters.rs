//! How `connector test` tells what came of it, a file for each way; and `connector exam`.

pub(crate) mod exam;
mod github;
mod junit;
mod pretty;
mod tap;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use connector_suite::{Event, Report};

use crate::args::{ReporterArg, ReporterKind};
use crate::commands::Usage;
use crate::printer;

/// All that were asked for.
pub(crate) struct Reporters {
    /// What standard output gets.
    stdout: Option<ReporterKind>,
    files: Vec<(ReporterKind, PathBuf)>,
    /// Whether a line on standard error tells how far we are.
    progress: bool,
    /// The folder whose cases were told of last.
    heading: Option<PathBuf>,
}

impl Reporters {
    pub(crate) fn new(asked: &[ReporterArg], json: bool) -> Result<Self, Usage> {
        let mut stdout = json.then_some(ReporterKind::Json);
        let mut files = Vec::new();
        for reporter in asked {
            match &reporter.file {
                Some(file) => files.push((reporter.kind, file.clone())),
                None if stdout.is_some_and(|kind| kind != reporter.kind) => {
                    return Err(Usage::new("two reporters want standard output")
                        .hint("Give all but one a file, as in --reporter junit=results.xml."));
                }
                None => stdout = Some(reporter.kind),
            }
        }
        if stdout.is_none() {
            stdout = Some(ReporterKind::Pretty);
        }
        Ok(Self {
            stdout,
            files,
            progress: std::io::stderr().is_terminal(),
            heading: None,
        })
    }

    /// The names of the files it writes.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let names = self.files.iter().filter_map(|(_, file)| file.file_name());
        names.map(PathBuf::from).collect()
    }

    /// Before a run, and again before each one of `--watch`.
    pub(crate) fn begin(&mut self) {
        self.heading = None;
    }

    pub(crate) fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Progress { done, of } if self.progress => {
                let text = if done == of {
                    String::new()
                } else {
                    format!("{done} of {of}")
                };
                printer::status_line(&text);
            }
            Event::Progress { .. } => {}
            Event::Case(case) if self.stdout == Some(ReporterKind::Pretty) => {
                if self.progress {
                    printer::status_line("");
                }
                if self.heading.as_ref() != Some(&case.connection) {
                    self.heading = Some(case.connection.clone());
                    printer::out(&pretty::heading(case));
                }
                printer::out(&pretty::case(case));
            }
            Event::Case(_) => {}
        }
    }

    pub(crate) fn end(&self, report: &Report) -> anyhow::Result<()> {
        match self.stdout {
            Some(ReporterKind::Pretty) => printer::out(&pretty::summary(report)),
            Some(kind) => printer::out(text(kind, report)?.trim_end()),
            None => {}
        }
        for (kind, file) in &self.files {
            let text = anstream::adapter::strip_str(&text(*kind, report)?).to_string();
            std::fs::write(file, text)
                .map_err(|error| Usage::new(format!("cannot write {}: {error}", file.display())))?;
        }
        Ok(())
    }
}

fn text(kind: ReporterKind, report: &Report) -> anyhow::Result<String> {
    Ok(match kind {
        ReporterKind::Pretty => pretty::whole(report),
        ReporterKind::Json => format!("{}\n", serde_json::to_string_pretty(report)?),
        ReporterKind::Junit => junit::text(report)?,
        ReporterKind::Tap => tap::text(report),
        ReporterKind::Github => github::text(report),
    })
}
