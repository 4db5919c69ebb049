//! `connector test`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use super::Confinement;

const EXAMPLES: &str = "\
Examples:
  # all cases of a connection folder, each on its own copy of the database that schema.sql makes
  connector test examples/postgres-full

  # one action's cases again whenever a file changes
  connector test --filter updateUser --watch

  # in CI: marks on the pull request, and a file for the build server
  connector test --reporter github --reporter junit=results.xml

  # which lines and branches the cases ran, for people and for other tools
  connector test --coverage --coverage=lcov=coverage.info

  # what a case may hold, for your editor
  connector test --schema > case.schema.json

A case, tests/rename.json:
  { \"about\": \"A user gets another name\", \"action\": \"updateUser\", \"id\": 1, \"updates\": { \"name\": \"Ada\" },
    \"expect\": { \"status\": \"success\", \"value\": { \"name\": \"Ada\" },
                \"rows\": { \"SELECT name FROM users WHERE id = 1\": [[\"Ada\"]] } } }

Exit codes:
  0  every case passed
  1  at least one failed
  2  the command line, a case file or schema.sql is wrong
  4  the host failed
  130  interrupted";

#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Test {
    /// Connection folders, folders that hold some, or single case files [default: the current folder].
    #[arg(value_name = "FOLDER|CASE")]
    pub(crate) paths: Vec<PathBuf>,

    /// Only cases whose folder, name, sentence or action contains this.
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Option<String>,

    /// Cases at once [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) jobs: Option<u16>,

    /// Start nothing more after the first failure.
    #[arg(long)]
    pub(crate) bail: bool,

    /// Rewrite the case files: what was found becomes what is expected.
    #[arg(long, conflicts_with = "watch")]
    pub(crate) update: bool,

    /// Run again whenever something in the folders changes, until Ctrl-C.
    #[arg(long)]
    pub(crate) watch: bool,

    /// How to tell: pretty, json, junit, tap or github; with =FILE into a file. May be repeated [default: pretty].
    #[arg(long = "reporter", value_name = "NAME[=FILE]")]
    pub(crate) reporters: Vec<ReporterArg>,

    /// Tell which lines, branches and functions of the scripts the cases ran: text, or lcov=FILE for other tools. May be
    /// repeated.
    #[arg(long, value_name = "text|lcov=FILE", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub(crate) coverage: Vec<CoverageArg>,

    /// The server to make the cases' databases on, as a URL; its role needs CREATEDB [default: a throw-away PostgreSQL].
    #[arg(long, value_name = "URL")]
    pub(crate) db: Option<String>,

    /// A variable of every script's env; may be repeated, and wins over --env-file.
    #[arg(long = "env", value_name = "KEY=VALUE")]
    pub(crate) env: Vec<String>,

    /// Variables of every script's env, one KEY=VALUE a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Vec<PathBuf>,

    /// Print the JSON Schema of a case file, and run nothing.
    #[arg(long)]
    pub(crate) schema: bool,

    #[command(flatten)]
    pub(crate) confinement: Confinement,
}

/// `lcov=coverage.info`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CoverageArg {
    Text,
    Lcov(PathBuf),
}

impl FromStr for CoverageArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            None if text == "text" => Ok(Self::Text),
            Some(("lcov", file)) if !file.is_empty() => Ok(Self::Lcov(PathBuf::from(file))),
            _ => Err("coverage is text or lcov=FILE".to_owned()),
        }
    }
}

/// `junit=results.xml`
#[derive(Debug, Clone)]
pub(crate) struct ReporterArg {
    pub(crate) kind: ReporterKind,
    pub(crate) file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReporterKind {
    Pretty,
    Json,
    Junit,
    Tap,
    Github,
}

impl FromStr for ReporterArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("there is no file after =".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let kind = match name {
            "pretty" => ReporterKind::Pretty,
            "json" => ReporterKind::Json,
            "junit" => ReporterKind::Junit,
            "tap" => ReporterKind::Tap,
            "github" => ReporterKind::Github,
            _ => return Err("a reporter is pretty, json, junit, tap or github".to_owned()),
        };
        Ok(Self { kind, file })
    }
}
