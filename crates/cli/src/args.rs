//! The command line: names, help and examples. What they mean is resolved in `commands`.

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand};
use connector_contract::Dialect;

use crate::commands::exit_codes_help;
use crate::inspect::InspectAddress;

mod exam;
mod test;

pub(crate) use exam::Exam;
pub(crate) use test::{CoverageArg, ReporterArg, ReporterKind, Test};

/// The hidden word that makes this program a worker process.
pub(crate) const WORKER_WORD: &str = "__worker";

const EXAMPLES: &str = "\
Examples:
  # a folder with scripts, a schema and cases
  connector init shop --mode full --id integer

  # one script, on a throw-away PostgreSQL
  connector run shop/updateUser.js --id 1 --updates '{\"nickname\":\"Nick\"}' --sql shop/schema.sql

  # the same for programs: one JSON document on stdout
  connector run shop/getUser.js --query '{\"id\":\"1\"}' --sql shop/schema.sql --json";

/// Runs identity providers' custom-database scripts.
#[derive(Debug, Parser)]
#[command(
    name = "connector", version, about, arg_required_else_help = true,
    after_help = format!("{EXAMPLES}\n\n{}", exit_codes_help())
)]
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
    /// Read scripts and say what will hurt: injection, leaks, lost errors, wrong results. Nothing is run.
    Check(Check),
    /// Run the cases of connection folders, each on a database of its own.
    Test(Box<Test>),
    /// Ask a folder's scripts what nobody writes cases for: odd values, injection, broken databases. Scored.
    Exam(Box<Exam>),
    /// List the modules that scripts can require.
    #[command(after_help = MODULES_EXAMPLES)]
    Modules,
    /// Make a connection folder that runs at once: scripts, schema, cases, declarations.
    Init(crate::commands::init::Init),
    /// Write TypeScript declarations of env, the contract and the modules, for an editor.
    Types(crate::commands::types::Types),
    /// Serve the API: invocations over HTTP, scripts and their env in a registry.
    Serve(Box<crate::commands::serve::Serve>),
    /// Upload a connection folder's scripts to a server.
    Push(Box<crate::commands::push::Push>),
    /// Show what a push would change.
    Diff(Box<crate::commands::push::Diff>),
    /// Make an earlier version of a script the active one.
    Rollback(Box<crate::commands::rollback::Rollback>),
    /// Call a script on a server.
    Invoke(Box<crate::commands::invoke::Invoke>),
    /// Show what was invoked on a server.
    Logs(Box<crate::commands::logs::Logs>),
    /// Set what scripts on a server see as env.
    Env(Box<crate::commands::env::Env>),
    /// Make and list a server's tenants.
    Tenant(Box<crate::commands::tenant::Tenants>),
    /// Make, rotate and revoke keys.
    Keys(Box<crate::commands::keys::Keys>),
    /// Back up, restore and look after the registry itself.
    Registry(Box<crate::commands::registry::RegistryArgs>),
    /// Print the JSON Schema of what a command prints with --json.
    Schema(crate::commands::schema::Schema),
    /// Print a shell's completions for this program.
    Completions(crate::commands::completions::Completions),
    /// Write manual pages.
    Man(crate::commands::man::ManPages),
}

const MODULES_EXAMPLES: &str = "\
Examples:
  # what there is, and which version each follows
  connector modules

  # the same for programs
  connector modules --json";
const CHECK_EXAMPLES: &str = "\
Examples:
  # every script of a connection folder
  connector check examples/postgres-full

  # one script under another name, and mend what can be mended safely
  connector check drafts/update.js --action updateUser --fix

  # for a code host: warnings fail too, results as SARIF
  connector check --strict --format sarif connection > check.sarif

A comment silences one finding, on its line or on the line after, and must say why:
  // connector-ignore or-lookup both columns are unique together

Exit codes:
  0  no errors (with --strict: no warnings either)
  1  errors (with --strict: or warnings)
  2  the command line or what it names is wrong";

/// What `check` takes.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct Check {
    /// Scripts, or connection folders: every ACTION.js (.ts, .mjs, .mts, .cjs, .cts) in them.
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub(crate) paths: Vec<PathBuf>,

    /// Which function the script must define [default: the file's stem, else the first contract function it defines].
    #[arg(long, value_name = "NAME")]
    pub(crate) action: Option<String>,

    /// Fail on warnings too.
    #[arg(long)]
    pub(crate) strict: bool,

    /// Rewrite the scripts with the safe fixes applied, and report what is left.
    #[arg(long)]
    pub(crate) fix: bool,

    /// How the findings are written; --json is short for json.
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "pretty")]
    pub(crate) format: CheckFormat,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people, with code frames.
    Pretty,
    /// One JSON document, as crates/check/check.schema.json describes it.
    Json,
    /// SARIF 2.1.0.
    Sarif,
}

const RUN_EXAMPLES: &str = "\
Examples:
  # update one field, on a throw-away PostgreSQL filled from schema.sql
  connector run examples/postgres-full/updateUser.js --id 1 --updates '{\"nickname\":\"Nick\"}' --sql examples/postgres-full/schema.sql

  # the same on a database of your own, and the changed row afterwards
  connector run updateUser.js --id 1 --updates @updates.json --db postgres://me:secret@127.0.0.1/users --show 'SELECT * FROM users WHERE id = 1'

  # what would it do to the real database? Everything is rolled back
  connector run updateUser.js --id 1 --updates @updates.json --env-file .env --rehearse

  # any of the eight actions, with positional arguments as JSON
  connector run login.js --args '[{\"email\":\"a@example.com\"},\"secret\"]' --env-file .env

  # in a debugger, from the first line on
  connector run updateUser.ts --id 1 --updates '{}' --inspect-brk";

#[derive(Debug, Args)]
#[command(after_help = format!("{RUN_EXAMPLES}\n\n{}", exit_codes_help()))]
pub(crate) struct Run {
    /// The script: JavaScript or TypeScript that defines the action's function.
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

    /// Run on the database, then roll everything back and show the rows that would have changed. The database is that of
    /// --db, else the one that DB_CONNECTION_URI or DB_HOST and its like name.
    #[arg(long, conflicts_with = "show")]
    pub(crate) rehearse: bool,

    /// Limits other than the defaults, such as wall=10s,heap=128MiB; a wrong name prints them all.
    #[arg(long, value_name = "NAME=VALUE,...")]
    pub(crate) limits: Option<String>,

    /// Wait for a debugger (Chrome's at chrome://inspect, an editor's) before the script starts, without limits of time.
    #[arg(long, value_name = "[HOST:]PORT", num_args = 0..=1, require_equals = true, default_missing_value = "9229")]
    pub(crate) inspect: Option<InspectAddress>,

    /// The same, and stop at the script's first line.
    #[arg(long, value_name = "[HOST:]PORT", num_args = 0..=1, require_equals = true, default_missing_value = "9229", conflicts_with = "inspect")]
    pub(crate) inspect_brk: Option<InspectAddress>,

    /// How the script's functions expect to be called: contract or auth0 [default: connector.toml beside the script, else
    /// their names and parameters tell].
    #[arg(long, value_name = "DIALECT", value_parser = dialect)]
    pub(crate) dialect: Option<Dialect>,

    /// What users' ids look like: text, integer or uuid [default: connector.toml beside the script, else text].
    #[arg(long, value_name = "SHAPE")]
    pub(crate) id_shape: Option<String>,

    #[command(flatten)]
    pub(crate) confinement: Confinement,
}

/// How worker processes must be confined.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Confinement {
    /// Run nothing unless the kernel has every part of the sandbox that scripts run in.
    #[arg(long, env = "CONNECTOR_REQUIRE_SANDBOX", value_parser = FalseyValueParser::new())]
    pub(crate) require_sandbox: bool,
}

fn dialect(text: &str) -> Result<Dialect, String> {
    match text {
        "contract" => Ok(Dialect::Contract),
        "auth0" => Ok(Dialect::Auth0),
        _ => Err("a dialect is contract or auth0".to_owned()),
    }
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn walk(command: &clap::Command, visit: &mut impl FnMut(&clap::Command)) {
        visit(command);
        for sub in command.get_subcommands() {
            walk(sub, visit);
        }
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    /// A command line as a shell would cut it, as far as our examples go: quotes, comments, redirections.
    fn words(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        let mut word = String::new();
        let mut quoted = false;
        for c in line.chars().chain([' ']) {
            match c {
                '\'' => quoted = !quoted,
                ' ' if !quoted => {
                    if word == ">" {
                        return words;
                    }
                    if !word.is_empty() {
                        words.push(std::mem::take(&mut word));
                    }
                }
                c => word.push(c),
            }
        }
        words
    }

    #[test]
    fn every_command_has_examples_and_they_parse() {
        let mut parsed = 0;
        walk(&Cli::command(), &mut |command| {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(help.starts_with("Examples:\n"), "{}", command.get_name());
            let lines = help.lines().filter(|line| line.starts_with("  connector "));
            for line in lines {
                if let Err(error) = Cli::try_parse_from(words(line)) {
                    panic!("{line}: {error}");
                }
                parsed += 1;
            }
        });
        assert!(parsed > 10, "{parsed} examples");
    }
}
