//! `connector schema`: what a command prints with `--json`, and what files look like, as JSON Schema.

use anyhow::Context as _;
use clap::Args;
use connector_contract::OUTCOME_SCHEMA;
use connector_suite::{CASE_SCHEMA, EXAM_SCHEMA};
use serde_json::{Map, Value, json};

use crate::commands::{Exit, Usage};
use crate::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  # the commands that have one
  connector schema

  # what `connector test --json` prints
  connector schema test > report.schema.json

  # what a file in tests/ looks like, for an editor
  connector schema case > case.schema.json";

/// What is typed after `schema`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Schema {
    /// The command, in one word or two, or `case` for the files in tests/ [default: list them].
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

/// The documents that small commands print.
const COMMANDS: &str = include_str!("../../schema/commands.schema.json");

/// Where a command's schema is.
#[derive(Debug, Clone, Copy)]
enum Schemas {
    /// It is a file of its own.
    Whole(&'static str),
    /// It is a definition of [`COMMANDS`].
    Definition(&'static str),
}

use Schemas::{Definition, Whole};

/// Every command whose `--json` prints documents. `logs` prints one a line.
const TABLE: &[(&str, Schemas)] = &[
    ("run", Whole(OUTCOME_SCHEMA)),
    ("invoke", Whole(OUTCOME_SCHEMA)),
    ("case", Whole(CASE_SCHEMA)),
    ("test", Definition("cases")),
    ("check", Whole(connector_check::CHECK_SCHEMA)),
    ("exam", Whole(EXAM_SCHEMA)),
    ("modules", Definition("modules")),
    ("init", Definition("written")),
    ("types", Definition("written")),
    ("push", Definition("changes")),
    ("diff", Definition("changes")),
    ("rollback", Definition("rolled_back")),
    ("logs", Definition("record")),
    ("env set", Definition("env_set")),
    ("env list", Definition("env_list")),
    ("tenant create", Definition("tenant")),
    ("tenant list", Definition("tenants")),
    ("tenant delete", Definition("deleted")),
    ("keys create-operator", Definition("made_key")),
    ("keys create", Definition("made_key")),
    ("keys list", Definition("keys")),
    ("keys rotate", Definition("made_key")),
    ("keys rotate-password", Definition("password_keys")),
    ("keys revoke", Definition("key")),
    ("registry backup", Definition("counted")),
    ("registry restore", Definition("counted")),
    ("registry reseal", Definition("counted")),
    ("registry new-sealing-key", Definition("written")),
    ("completions", Definition("completions")),
    ("man", Definition("written")),
];

pub(crate) fn run(args: &Schema, printer: &Printer) -> anyhow::Result<Exit> {
    let wanted = args.command.join(" ");
    if wanted.is_empty() {
        let names: Vec<&str> = TABLE.iter().map(|(name, _)| *name).collect();
        if printer.is_json() {
            printer.json(&json!({ "schemas": names }))?;
        } else {
            printer.text(&names.join("\n"));
        }
        return Ok(Exit::Ok);
    }
    let found = TABLE.iter().find(|(name, _)| *name == wanted);
    let Some((name, schemas)) = found else {
        let known: Vec<&str> = TABLE.iter().map(|(name, _)| *name).collect();
        return Err(Usage::new(format!("there is no schema of {wanted:?}"))
            .hint(format!("There are: {}.", known.join(", ")))
            .into());
    };
    match schemas {
        Whole(text) => printer.text(text),
        Definition(definition) => printer.json(&alone(name, definition)?)?,
    }
    Ok(Exit::Ok)
}

/// A schema that stands alone: one definition, and those it speaks of.
fn alone(name: &str, definition: &str) -> anyhow::Result<Value> {
    let commands: Value = serde_json::from_str(COMMANDS)?;
    let all = commands.get("$defs").and_then(Value::as_object);
    let all = all.context("the schemas have definitions")?;
    let mut outcome: Value = serde_json::from_str(OUTCOME_SCHEMA)?;
    let mut needed = Map::new();
    // The outcome's own definitions are spoken of as it knows them, from the top.
    let inner = outcome.as_object_mut().and_then(|outcome| {
        outcome.remove("$schema");
        outcome.remove("$defs")
    });
    // History keeps a value only where the connection asks for it.
    let mut kept = outcome.clone();
    if let Some(kept) = kept.as_object_mut() {
        for condition in ["if", "then", "else"] {
            kept.remove(condition);
        }
    }
    let mut open = vec![definition.to_owned()];
    while let Some(next) = open.pop() {
        if needed.contains_key(&next) {
            continue;
        }
        let schema = match next.as_str() {
            "outcome" => &outcome,
            "kept_outcome" => &kept,
            other => all
                .get(other)
                .or_else(|| inner.as_ref()?.get(other))
                .with_context(|| format!("the schemas lack {other}"))?,
        };
        references(schema, &mut open);
        needed.insert(next, schema.clone());
    }
    Ok(json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("What connector {name} --json prints"),
        "$ref": format!("#/$defs/{definition}"),
        "$defs": needed,
    }))
}

/// The definitions that a schema speaks of.
fn references(schema: &Value, into: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                match value.as_str().and_then(|to| to.strip_prefix("#/$defs/")) {
                    Some(name) if key == "$ref" => into.push(name.to_owned()),
                    _ => references(value, into),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, into)),
        _ => {}
    }
}
