//! `connector env`: what scripts see as `env`, on a server.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use connector_registry::EnvEntry;
use serde_json::{Map, Value, json};
use ureq::http::Method;

use crate::commands::{Exit, Usage};
use crate::input;
use crate::printer::Printer;
use crate::remote::At;

const EXAMPLES: &str = "\
Examples:
  # values are sealed and never shown again
  connector env set --tenant acme --connection shop --env-file production.env
  connector env list --tenant acme --connection shop";

/// What is typed after `env`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Env {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Set variables, and remove some.
    #[command(
        after_help = "Examples:\n  connector env set API_KEY=abc123 --secret API_KEY --unset OLD --tenant acme --connection shop"
    )]
    Set {
        #[command(flatten)]
        at: At,
        /// Variables and their values; a file keeps them out of the shell's history.
        #[arg(value_name = "KEY=VALUE")]
        entries: Vec<String>,
        /// Variables, one KEY=VALUE a line.
        #[arg(long, value_name = "FILE")]
        env_file: Vec<PathBuf>,
        /// A variable whose whole value is redacted in logs and errors; may be repeated.
        #[arg(long, value_name = "KEY")]
        secret: Vec<String>,
        /// A variable that goes; may be repeated.
        #[arg(long, value_name = "KEY")]
        unset: Vec<String>,
        /// Remove every variable that is not named here.
        #[arg(long)]
        replace: bool,
    },
    /// Name the variables; values are never shown.
    #[command(
        after_help = "Examples:\n  connector env list --tenant acme --connection shop --json"
    )]
    List {
        #[command(flatten)]
        at: At,
    },
}

pub(crate) fn run(args: &Env, printer: &Printer) -> anyhow::Result<Exit> {
    match &args.verb {
        Verb::Set {
            at,
            entries,
            env_file,
            secret,
            unset,
            replace,
        } => {
            let env = input::env(entries, env_file)?;
            if env.is_empty() && unset.is_empty() && !replace {
                return Err(
                    Usage::new("nothing to set: give KEY=VALUE, --env-file or --unset").into(),
                );
            }
            let set: Map<String, Value> = env
                .iter()
                .map(|(key, value)| (key.to_owned(), value.into()))
                .collect();
            let names: Vec<&str> = env.keys().collect();
            let method = if *replace { Method::PUT } else { Method::PATCH };
            let body = json!({ "set": set, "unset": unset, "secret": secret });
            let path = format!("{}/env", at.path(Path::new("."))?);
            let _: Value = at.remote.client()?.send(method, &path, &body)?;
            if printer.is_json() {
                printer.json(&json!({ "set": names, "unset": unset }))?;
            } else {
                printer.text(&format!("{} set, {} removed", names.len(), unset.len()));
            }
        }
        Verb::List { at } => {
            let path = format!("{}/env", at.path(Path::new("."))?);
            let found: Value = at.remote.client()?.get(&path)?;
            if printer.is_json() {
                printer.json(&found)?;
            } else {
                let entries = found.get("env").cloned().unwrap_or_default();
                let entries: Vec<EnvEntry> = serde_json::from_value(entries)?;
                for entry in entries {
                    let secret = if entry.secret { " (secret)" } else { "" };
                    printer.text(&format!("{}{secret}", entry.name));
                }
            }
        }
    }
    Ok(Exit::Ok)
}
