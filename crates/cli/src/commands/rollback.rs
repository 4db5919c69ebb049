//! `connector rollback`: another version of a script, at once.

use std::path::Path;

use clap::Args;
use connector_contract::Action;
use serde_json::{Value, json};
use ureq::http::Method;

use crate::commands::{Exit, Usage};
use crate::printer::Printer;
use crate::remote::At;

const EXAMPLES: &str = "\
Examples:
  # the version that was active before
  connector rollback updateUser --tenant acme --connection shop

  # one by its label or its hash
  connector rollback updateUser --to v1.2 --tenant acme --connection shop";

/// What is typed after `rollback`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Rollback {
    /// Which script.
    action: String,

    /// A version or a label [default: the version that was active before].
    #[arg(long, value_name = "VERSION|LABEL")]
    to: Option<String>,

    #[command(flatten)]
    at: At,
}

pub(crate) fn run(args: &Rollback, printer: &Printer) -> anyhow::Result<Exit> {
    let action: Action = args
        .action
        .parse()
        .map_err(|error| Usage::new(format!("{error}")))?;
    let path = format!(
        "{}/scripts/{action}/rollback",
        args.at.path(Path::new("."))?
    );
    let body = json!({ "version": args.to });
    let now: Value = args.at.remote.client()?.send(Method::POST, &path, &body)?;
    if printer.is_json() {
        printer.json(&now)?;
    } else {
        let version = now
            .get("version")
            .and_then(Value::as_str)
            .unwrap_or_default();
        printer.text(&format!("{action} is {version}"));
    }
    Ok(Exit::Ok)
}
