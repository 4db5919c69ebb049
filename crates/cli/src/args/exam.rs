//! `connector exam`.

use std::path::PathBuf;

use clap::Args;

use super::ReporterArg;

const EXAMPLES: &str = "\
Examples:
  # everything that can be asked of a folder's scripts, on databases made from its schema.sql
  connector exam examples/postgres-full

  # what would be asked, and nothing else
  connector exam examples/postgres-full --list

  # one subject only
  connector exam examples/postgres-full --filter injection

  # in CI: fail below 90 of 100 only, with a file for the build server
  connector exam examples/postgres-full --min-score 90 --reporter junit=exam.xml

Exit codes:
  0  the score is at least that of --min-score
  1  it is less
  2  the command line, a script or schema.sql is wrong
  4  the host failed
  130  interrupted";

#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Exam {
    /// The connection folder, with scripts and schema.sql [default: the current folder].
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,

    /// Only cases whose name or sentence contains this, and the plainest call of their actions.
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Option<String>,

    /// Tell what would be asked, and ask nothing.
    #[arg(long, conflicts_with = "reporters")]
    pub(crate) list: bool,

    /// The least score, of 100, that is good enough.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) min_score: u8,

    /// The users' table [default: the one called users or the like, or the only one with e-mails].
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,

    /// Cases at once [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) jobs: Option<u16>,

    /// How to tell: pretty, json or junit; with =FILE into a file. May be repeated [default: pretty].
    #[arg(long = "reporter", value_name = "NAME[=FILE]")]
    pub(crate) reporters: Vec<ReporterArg>,

    /// The server to make the cases' databases on, as a URL; its role needs CREATEDB [default: a throw-away PostgreSQL].
    #[arg(long, value_name = "URL")]
    pub(crate) db: Option<String>,

    /// A variable of every script's env; may be repeated, and wins over --env-file.
    #[arg(long = "env", value_name = "KEY=VALUE")]
    pub(crate) env: Vec<String>,

    /// Variables of every script's env, one KEY=VALUE a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Vec<PathBuf>,

    /// Print the JSON Schema of the report, and ask nothing.
    #[arg(long)]
    pub(crate) schema: bool,
}
