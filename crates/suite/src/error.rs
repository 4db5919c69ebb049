//! What can go wrong before or beside the judging.

use std::fmt;
use std::path::PathBuf;

use connector_host::HostError;
use connector_scratch::ScratchError;

use crate::place::Place;

/// A failing case is none of these.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// Case files that say something they may not.
    #[error("{}", list(.0))]
    BadCases(Vec<BadCase>),
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Nothing to run where we were told to look.
    #[error("{} holds no cases: a connection folder keeps them in tests/<case>.json", .path.display())]
    NoCases {
        /// Where.
        path: PathBuf,
    },
    /// A script cannot be one.
    #[error(transparent)]
    Script(#[from] connector_contract::ScriptError),
    /// schema.sql does not load.
    #[error("{0}")]
    Schema(#[source] ScratchError),
    /// The server that was given will not do.
    #[error("--db: {0}")]
    Server(String),
    /// The folder gives an exam nothing to work with.
    #[error("{0}")]
    Exam(String),
    /// A faulty line to the database could not be opened.
    #[error("a line to the database could not be opened: {source}")]
    Line {
        /// What the system said.
        source: std::io::Error,
    },
    /// There is no throw-away server, or it failed.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// A statement of ours failed.
    #[error("{doing}: {}", driver_text(.source))]
    Database {
        /// What was being done.
        doing: String,
        /// What the server or the driver said.
        source: tokio_postgres::Error,
    },
    /// The host failed.
    #[error(transparent)]
    Host(#[from] HostError),
}

impl SuiteError {
    /// Whether whoever called can mend it: a file, a folder, a server's address.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::BadCases(_)
            | Self::Read { .. }
            | Self::NoCases { .. }
            | Self::Script(_)
            | Self::Schema(_)
            | Self::Server(_)
            | Self::Exam(_) => true,
            Self::Line { .. } | Self::Scratch(_) | Self::Database { .. } | Self::Host(_) => false,
        }
    }

    pub(crate) fn database(doing: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Database { doing, source }
    }
}

/// Something wrong in a case file: `tests/login.json:7:5: expect.status: unknown variant …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCase {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// Where inside; empty for the whole.
    pub place: Place,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for BadCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file.display(), self.line, self.column)?;
        if self.place != Place::default() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)
    }
}

fn list(cases: &[BadCase]) -> String {
    let lines: Vec<String> = cases.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// The driver's own text says no more than "db error".
pub(crate) fn driver_text(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => format!("{} ({})", said.message(), said.code().code()),
        None => {
            let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
            format!("{error}{}", cause.unwrap_or_default())
        }
    }
}
