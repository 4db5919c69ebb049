//! `serve`'s settings from a file, beneath variables and flags, and where each comes from.
//!
//! The file's values become the flags' defaults, so that one definition, clap's, says what there is and what is right.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};
use connector_contract::Redactor;
use serde::Serialize;

use crate::args::Cli;
use crate::commands::Usage;
use crate::commands::store::SEALING_KEY;
use crate::printer::{self, Printer};

use super::face::{SMTP_URL, WEBHOOK_KEY};

const SERVE: &str = "serve";
/// Flags that are no settings.
const NOT_SETTINGS: [&str; 4] = ["config", "print_config", "help", "json"];

/// Secrets that a variable may hold itself, and no flag.
const SECRETS: [&str; 3] = [SEALING_KEY, SMTP_URL, WEBHOOK_KEY];

/// Every setting with its value and where that comes from.
#[derive(Debug, Default)]
pub(crate) struct Origins(Vec<Setting>);

#[derive(Debug, Serialize)]
struct Setting {
    name: String,
    value: Option<String>,
    origin: String,
}

/// Reads the command line and, for `serve`, the file it names.
pub(crate) fn parse() -> anyhow::Result<(Cli, Origins)> {
    let command = Cli::command();
    let matches = command
        .clone()
        .try_get_matches()
        .unwrap_or_else(|error| error.exit());
    let Some(serve) = matches.subcommand_matches(SERVE) else {
        return Ok((cli(&matches), Origins::default()));
    };
    let Some(path) = serve.get_one::<PathBuf>("config").cloned() else {
        let origins = Origins::of(serve, &BTreeMap::new(), "");
        return Ok((cli(&matches), origins));
    };
    let file = read(&path)?;
    let settings = names(&command);
    let mut command = command;
    for (name, value) in &file {
        let id = settings.get(name).ok_or_else(|| {
            let known: Vec<&str> = settings.keys().map(String::as_str).collect();
            Usage::new(format!("{}: {name:?} is no setting", path.display()))
                .hint(format!("The settings: {}", known.join(", ")))
        })?;
        // clap keeps defaults for as long as the program runs.
        let value: &'static str = Box::leak(value.clone().into_boxed_str());
        let id = id.clone();
        command = command.mut_subcommand(SERVE, |serve| {
            serve.mut_arg(id, |argument| argument.default_value(value))
        });
    }
    let matches = command
        .try_get_matches()
        .unwrap_or_else(|error| error.exit());
    let origins = matches
        .subcommand_matches(SERVE)
        .map(|serve| Origins::of(serve, &file, &path.display().to_string()));
    Ok((cli(&matches), origins.unwrap_or_default()))
}

fn cli(matches: &ArgMatches) -> Cli {
    Cli::from_arg_matches(matches).unwrap_or_else(|error| error.exit())
}

/// The settings by the names they have in the file, with clap's names for them.
fn names(command: &clap::Command) -> BTreeMap<String, String> {
    let serve = command.find_subcommand(SERVE);
    let arguments = serve.into_iter().flat_map(clap::Command::get_arguments);
    arguments
        .filter(|argument| !NOT_SETTINGS.contains(&argument.get_id().as_str()))
        .filter_map(|argument| {
            let name = argument.get_long()?.to_owned();
            Some((name, argument.get_id().to_string()))
        })
        .collect()
}

fn read(path: &std::path::Path) -> Result<BTreeMap<String, String>, Usage> {
    let failed = |error: &dyn std::fmt::Display| Usage::new(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
    let table: toml::Table = toml::from_str(&text).map_err(|error| failed(&error))?;
    table
        .into_iter()
        .map(|(name, value)| match value {
            toml::Value::String(text) => Ok((name, text)),
            toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) => {
                Ok((name, value.to_string()))
            }
            _ => Err(failed(&format!(
                "{name} must be a text, a number, true or false"
            ))),
        })
        .collect()
}

impl Origins {
    fn of(serve: &ArgMatches, file: &BTreeMap<String, String>, path: &str) -> Self {
        let named = names(&Cli::command()).into_iter().map(|(name, id)| {
            let given = serve.get_raw(&id).and_then(|mut values| values.next());
            let value = given.map(|value| shown(&value.to_string_lossy()));
            let origin = match serve.value_source(&id) {
                Some(ValueSource::CommandLine) => format!("--{name}"),
                Some(ValueSource::EnvVariable) => format!("CONNECTOR_{}", id.to_uppercase()),
                _ if file.contains_key(&name) => path.to_owned(),
                _ => "default".to_owned(),
            };
            let (value, origin) = match (value, super::traces::standard()) {
                (None, Some((variable, endpoint))) if name == "otlp-endpoint" => {
                    (Some(shown(&endpoint)), variable.to_owned())
                }
                (value, _) => (value, origin),
            };
            Setting {
                name,
                value,
                origin,
            }
        });
        let mut settings: Vec<Setting> = named.collect();
        settings.extend(SECRETS.iter().filter_map(|variable| {
            std::env::var_os(variable)?;
            let name = variable.trim_start_matches("CONNECTOR_").to_lowercase();
            Some(Setting {
                name: name.replace('_', "-"),
                value: Some("(not shown)".to_owned()),
                origin: (*variable).to_owned(),
            })
        }));
        Self(settings)
    }

    pub(crate) fn print(&self, printer: &Printer) -> anyhow::Result<()> {
        if printer.is_json() {
            return printer.json(&self.0);
        }
        for Setting {
            name,
            value,
            origin,
        } in &self.0
        {
            let line = match value {
                Some(value) => format!("{name} = {value:?}"),
                None => format!("# {name} is not set"),
            };
            printer::out(&format!("{line:50} # {origin}"));
        }
        Ok(())
    }
}

/// Without the password that a URL may have.
fn shown(value: &str) -> String {
    Redactor::default().text(value).into_owned()
}
