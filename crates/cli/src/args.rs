//! The command line: names, help and examples. What they mean is resolved in `commands`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

mod test;

pub(crate) use test::{ReporterArg, ReporterKind, Test};

/// The hidden word that makes this program a worker process.
pub(crate) const WORKER_WORD: &str = "__worker";

/// Runs identity providers' custom-database scripts.
#[derive(Debug, Parser)]
#[command(name = "connector", version, about, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Print one JSON document on stdout; human text goes to stderr.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run one script once, against a real or a throw-away PostgreSQL, and say what came of it.
    Run(Box<Run>),
    /// Run the cases of connection folders, each on a database of its own.
    Test(Box<Test>),
    /// List the modules that scripts can require.
    Modules,
}

const RUN_EXAMPLES: &str = "\
Examples:
  # update one field, on a throw-away PostgreSQL filled from schema.sql
  connector run examples/postgres-full/updateUser.js --id 1 --updates '{\"nickname\":\"Nick\"}' --sql examples/postgres-full/schema.sql

  # the same on a database of your own, and the changed row afterwards
  connector run updateUser.js --id 1 --updates @updates.json --db postgres://me:secret@127.0.0.1/users --show 'SELECT * FROM users WHERE id = 1'

  # any of the eight actions, with positional arguments as JSON
  connector run login.js --args '[{\"email\":\"a@example.com\"},\"secret\"]' --env-file .env

Exit codes:
  0  success or unchanged
  1  the script's own refusal: not_found, already_exists, invalid_password, script_error, contract_violation, not_implemented
  2  the command line or what it names is wrong; nothing was run
  3  the host ended it: timeout, cpu_limit, memory_limit, output_limit, stalled, cancelled, crashed
  4  the host failed
  130  interrupted";

#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
pub(crate) struct Run {
    /// The script: JavaScript that defines the action's function.
    pub(crate) script: PathBuf,

    /// Which function to call [default: the file's stem, else the one contract function the script defines].
    #[arg(long, value_name = "NAME")]
    pub(crate) action: Option<String>,

    /// The positional arguments without context, as a JSON array; @FILE reads a file, @- standard input.
    #[arg(long, value_name = "JSON|@FILE", conflicts_with_all = ["id", "updates", "query", "userinfo", "password", "keyword", "page", "limit"])]
    pub(crate) args: Option<String>,

    #[command(flatten)]
    pub(crate) sugar: Sugar,

    /// The script's last argument, a JSON object [default: a made-up local one].
    #[arg(long, value_name = "JSON|@FILE")]
    pub(crate) context: Option<String>,

    /// A variable of the script's env; may be repeated, and wins over --env-file.
    #[arg(long = "env", value_name = "KEY=VALUE")]
    pub(crate) env: Vec<String>,

    /// Variables of the script's env, one KEY=VALUE a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Vec<PathBuf>,

    /// The database: `temp` starts a throw-away PostgreSQL, `none` sets nothing, a URL is handed to the script as
    /// DB_CONNECTION_URI [default: temp when --sql is given or the script speaks of a database and no DB_* variable is set].
    #[arg(long, value_name = "temp|none|URL")]
    pub(crate) db: Option<String>,

    /// SQL to load into the throw-away database before the script runs; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) sql: Vec<PathBuf>,

    /// A query to run after the script; its rows are shown.
    #[arg(long, value_name = "SQL")]
    pub(crate) show: Option<String>,

    /// Limits other than the defaults, such as wall=10s,heap=128MiB; a wrong name prints them all.
    #[arg(long, value_name = "NAME=VALUE,...")]
    pub(crate) limits: Option<String>,

    /// What users' ids look like: text, integer or uuid [default: connector.toml beside the script, else text].
    #[arg(long, value_name = "SHAPE")]
    pub(crate) id_shape: Option<String>,
}

/// One flag for each parameter of the eight actions.
#[derive(Debug, Args)]
#[command(next_help_heading = "Arguments, one by one")]
pub(crate) struct Sugar {
    /// The user's id (updateUser, deleteUser, validatePassword). A whole number is passed as a number; '"1"' is a string.
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub(crate) id: Option<String>,

    /// The changed fields (updateUser).
    #[arg(long, value_name = "JSON|@FILE")]
    pub(crate) updates: Option<String>,

    /// Which user (login, getUser).
    #[arg(long, value_name = "JSON|@FILE")]
    pub(crate) query: Option<String>,

    /// The new user's fields (createUser).
    #[arg(long, value_name = "JSON|@FILE")]
    pub(crate) userinfo: Option<String>,

    /// The password as plain text (login, validatePassword); @FILE reads a file, so that it stays out of the shell's history.
    #[arg(long, value_name = "TEXT|@FILE")]
    pub(crate) password: Option<String>,

    /// What to look for (searchUser).
    #[arg(long, value_name = "TEXT")]
    pub(crate) keyword: Option<String>,

    /// Which page, from 1 (listUsers).
    #[arg(long, value_name = "N")]
    pub(crate) page: Option<u64>,

    /// Users a page (listUsers).
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
}
