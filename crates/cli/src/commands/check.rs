//! `connector check`: reads scripts and says what will hurt. Nothing is run.

use std::path::{Path, PathBuf};

use connector_check::{Modules, Report, Severity, Source};
use connector_contract::{Action, Limits};

use crate::args::{Check, CheckFormat};
use crate::commands::{Exit, Usage};
use crate::input::read_bounded;
use crate::printer::Printer;

/// A script, as it is after any fixes, and what was found in it.
pub(crate) struct Checked {
    pub(crate) text: String,
    pub(crate) report: Report,
    /// How many fixes were applied.
    pub(crate) fixed: usize,
}

pub(crate) fn run(arguments: &Check, printer: &Printer) -> anyhow::Result<Exit> {
    let action = match &arguments.action {
        Some(name) => Some(
            name.parse::<Action>()
                .map_err(|error| Usage::new(format!("--action: {error}")))?,
        ),
        None => None,
    };
    let limit = Limits::default().source_bytes;
    // Everything is read before anything is written.
    let mut scripts = Vec::new();
    for path in files(&arguments.paths, action.is_some())? {
        let text = String::from_utf8(read_bounded(&path, limit)?).map_err(|error| {
            Usage::new(format!(
                "{} is not UTF-8: see byte {}",
                path.display(),
                error.utf8_error().valid_up_to()
            ))
        })?;
        scripts.push((path, text));
    }
    let mut all = Vec::new();
    for (path, text) in scripts {
        let action = action.or_else(|| action_of(&path));
        let checked = one(&path.display().to_string(), text, action, arguments.fix);
        if checked.fixed > 0 {
            std::fs::write(&path, &checked.text)
                .map_err(|error| Usage::new(format!("cannot write {}: {error}", path.display())))?;
        }
        all.push(checked);
    }

    let format = if printer.is_json() {
        CheckFormat::Json
    } else {
        arguments.format
    };
    printer.checked(&all, format)?;
    let worst = all
        .iter()
        .flat_map(|one| &one.report.findings)
        .map(|finding| finding.severity)
        .max();
    let bound = if arguments.strict {
        Severity::Warning
    } else {
        Severity::Error
    };
    Ok(if worst >= Some(bound) {
        Exit::Refused
    } else {
        Exit::Ok
    })
}

/// Checks one script, fixing nothing.
pub(crate) fn look(name: &str, text: String, action: Option<Action>) -> Checked {
    one(name, text, action, false)
}

/// Rounds of fixes: one can make room for another, and none takes back what another did.
const ROUNDS: usize = 10;

fn one(name: &str, text: String, action: Option<Action>, fix: bool) -> Checked {
    let names: Vec<&str> = connector_host::catalogue::MODULES
        .iter()
        .map(|module| module.name)
        .collect();
    let modules = Modules(&names);
    let look = |text: &str| connector_check::check(Source { name, text, action }, modules);
    let mut checked = Checked {
        report: look(&text),
        text,
        fixed: 0,
    };
    for _ in 0..if fix { ROUNDS } else { 0 } {
        let (text, applied) = connector_check::apply(&checked.text, &checked.report.findings);
        if applied == 0 {
            break;
        }
        let report = look(&text);
        checked = Checked {
            text,
            report,
            fixed: checked.fixed + applied,
        };
    }
    checked
}

fn action_of(path: &Path) -> Option<Action> {
    path.file_stem()?.to_str()?.parse().ok()
}

/// The scripts that the paths name, folders opened, each once.
fn files(paths: &[PathBuf], action_given: bool) -> Result<Vec<PathBuf>, Usage> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        if action_given {
            return Err(Usage::new(format!(
                "--action names one script's function, but {} is a folder",
                path.display()
            )));
        }
        let found: Vec<PathBuf> = Action::ALL
            .iter()
            .flat_map(|action| {
                ["js", "mjs", "ts"].map(|ending| path.join(format!("{action}.{ending}")))
            })
            .filter(|file| file.is_file())
            .collect();
        if found.is_empty() {
            return Err(
                Usage::new(format!("{} has no script", path.display())).hint(
                    "A connection folder keeps one file for each action, such as updateUser.js.",
                ),
            );
        }
        files.extend(found);
    }
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(file.clone()));
    Ok(files)
}
