//! `connector invoke`: one call of a script on a server.

use std::path::Path;

use clap::Args;
use connector_contract::{Action, Limits, Outcome};
use serde_json::{Value, json};
use ureq::http::Method;

use crate::args::Sugar;
use crate::commands::run::exit;
use crate::commands::{Exit, Usage};
use crate::input;
use crate::printer::Printer;
use crate::remote::At;

const EXAMPLES: &str = "\
Examples:
  connector invoke updateUser --id 1 --updates '{\"nickname\":\"Nick\"}' --tenant acme --connection shop

  # once, however often it is sent
  connector invoke createUser --userinfo @user.json --idempotency-key 7f3a --tenant acme --connection shop";

/// What is typed after `invoke`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Invoke {
    /// Which function.
    action: String,

    /// The positional arguments without context, as a JSON array; @FILE reads a file, @- standard input.
    #[arg(long, value_name = "JSON|@FILE", conflicts_with_all = ["id", "updates", "query", "userinfo", "password", "keyword", "page", "limit"])]
    args: Option<String>,

    #[command(flatten)]
    sugar: Sugar,

    /// The script's last argument, a JSON object.
    #[arg(long, value_name = "JSON|@FILE")]
    context: Option<String>,

    /// A repeated call with this key gets the first one's outcome.
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,

    #[command(flatten)]
    at: At,
}

pub(crate) fn run(args: &Invoke, printer: &Printer) -> anyhow::Result<Exit> {
    let action: Action = args
        .action
        .parse()
        .map_err(|error| Usage::new(format!("{error}")))?;
    let bytes = Limits::default().argument_bytes;
    let arguments = input::arguments(args.args.as_deref(), &args.sugar, action, bytes)?;
    let context = match &args.context {
        Some(text) => input::json("--context", text, bytes)?,
        None => Value::Null,
    };
    let path = format!("{}/invoke/{action}", args.at.path(Path::new("."))?);
    let headers: Vec<(&str, &str)> = args
        .idempotency_key
        .iter()
        .map(|key| ("idempotency-key", key.as_str()))
        .collect();
    let body = json!({ "arguments": arguments, "context": context });
    let outcome: Outcome =
        args.at
            .remote
            .client()?
            .ask(Method::POST, &path, Some(&body), &headers)?;
    printer.remote_outcome(&outcome)?;
    Ok(exit(&outcome))
}
