//! `connector init`: a connection folder that runs at once.

mod cases;
mod template;
mod texts;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use connector_contract::IdShape;

use crate::commands::{Exit, Usage};
use crate::files;
use crate::folder::Mode;
use crate::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  # ask for what is not said, where there is a terminal to ask on
  connector init shop

  # ask nothing: eight scripts over a table whose ids are UUIDs
  connector init shop --mode full --id uuid --name shop

  # login and getUser only, for users who move to the provider at their first login
  connector init old-shop --mode lazy --id integer

Then:
  cd shop
  connector run updateUser.js --id 1 --updates '{\"nickname\":\"Nick\"}' --sql schema.sql";

/// What is typed after `init`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Init {
    /// The folder; made if it is not there. No file in it is ever overwritten.
    #[arg(default_value = ".")]
    folder: PathBuf,

    /// The tenant's database.
    #[arg(long, value_enum, default_value_t = Database::Postgres)]
    database: Database,

    /// full: users live in the tenant's database only. lazy: they move to the provider at their first login
    /// [default: full].
    #[arg(long, value_enum)]
    mode: Option<ModeName>,

    /// The connection's name [default: the folder's].
    #[arg(long)]
    name: Option<String>,

    /// What users' ids look like [default: integer].
    #[arg(long, value_enum)]
    id: Option<IdName>,

    /// Replace declarations that `connector types` or `connector init` has written before. Nothing else is replaced.
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Database {
    Postgres,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ModeName {
    Full,
    Lazy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum IdName {
    Integer,
    Uuid,
    Text,
}

/// What decides a folder's content.
#[derive(Debug, Clone)]
struct Choice {
    name: String,
    mode: Mode,
    id: IdShape,
}

/// The longest name, in characters.
const NAME_MAX: usize = 100;

pub(crate) fn run(args: &Init, printer: &Printer) -> anyhow::Result<Exit> {
    let Database::Postgres = args.database;
    let choice = choose(args, printer)?;
    let written = files::write_all(&args.folder, &template::files(&choice), args.force)?;
    printer.written(&written)?;
    printer.progress(&texts::next_steps(&choice, &args.folder));
    Ok(Exit::Ok)
}

/// The flags, then a person if there is one, then the defaults.
fn choose(args: &Init, printer: &Printer) -> anyhow::Result<Choice> {
    let missing = args.mode.is_none() || args.name.is_none() || args.id.is_none();
    let ask = missing
        && !printer.is_json()
        && std::io::stdin().is_terminal()
        && std::io::stdout().is_terminal();
    let default_name = folder_name(&args.folder)?;
    let name = match &args.name {
        Some(name) => name.clone(),
        None if ask => dialoguer::Input::new()
            .with_prompt("The connection's name")
            .default(default_name)
            .interact_text()?,
        None => default_name,
    };
    check_name(&name)?;
    let mode = match args.mode {
        Some(ModeName::Full) => Mode::Full,
        Some(ModeName::Lazy) => Mode::Lazy,
        None if ask => {
            let answers = [
                "full: users live in this database only (all eight scripts)",
                "lazy: users move to the provider at their first login (login, getUser)",
            ];
            [Mode::Full, Mode::Lazy]
                .get(pick("How the provider uses it", &answers)?)
                .copied()
                .unwrap_or(Mode::Full)
        }
        None => Mode::Full,
    };
    let id = match args.id {
        Some(IdName::Integer) => IdShape::Integer,
        Some(IdName::Uuid) => IdShape::Uuid,
        Some(IdName::Text) => IdShape::Text,
        None if ask => {
            let answers = ["integer: 1, 2, 3", "uuid", "text: anything short"];
            [IdShape::Integer, IdShape::Uuid, IdShape::Text]
                .get(pick("What users' ids look like", &answers)?)
                .copied()
                .unwrap_or(IdShape::Integer)
        }
        None => IdShape::Integer,
    };
    Ok(Choice { name, mode, id })
}

fn pick(prompt: &str, answers: &[&str]) -> anyhow::Result<usize> {
    Ok(dialoguer::Select::new()
        .with_prompt(prompt)
        .items(answers)
        .default(0)
        .interact()?)
}

fn folder_name(folder: &Path) -> Result<String, Usage> {
    // `.` and `shop/..` have no last part of their own before the folder is there.
    let path = folder
        .canonicalize()
        .or_else(|_| std::path::absolute(folder))
        .map_err(|error| Usage::new(format!("{}: {error}", folder.display())))?;
    Ok(path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| check_name(name).is_ok())
        .unwrap_or_else(|| "users".to_owned()))
}

fn check_name(name: &str) -> Result<(), Usage> {
    let count = name.chars().count();
    if count == 0 || count > NAME_MAX || name.chars().any(char::is_control) || name.trim() != name {
        return Err(Usage::new(format!(
            "--name: 1 to {NAME_MAX} characters, none of them a control character, no blank at an end"
        )));
    }
    Ok(())
}
