//! What can go wrong.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why there is no throw-away server, or why it did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// No folder on this machine has both `initdb` and `postgres`.
    #[error(
        "found no PostgreSQL server on this machine (looked in {}): install one (Debian: apt install postgresql; \
         macOS: brew install postgresql) or name the folder of initdb and postgres in CONNECTOR_PG_BIN",
        list(.looked)
    )]
    NoBinaries {
        /// The folders that were looked into.
        looked: Vec<PathBuf>,
    },
    /// The folder that was named has not both programs.
    #[error("{} has no initdb and postgres, though {named_by} names it", .folder.display())]
    WrongFolder {
        /// The folder.
        folder: PathBuf,
        /// Who named it: `CONNECTOR_PG_BIN`, `the options`.
        named_by: &'static str,
    },
    /// Files or processes could not be handled.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done, with the path or program it was done to.
        doing: String,
        /// What the system said.
        source: io::Error,
    },
    /// `initdb` failed.
    #[error("initdb failed:\n{log}")]
    InitFailed {
        /// The end of what it wrote.
        log: String,
    },
    /// The server ended, or did not answer in time.
    #[error("the throw-away PostgreSQL did not start: {reason}\n{log}")]
    StartFailed {
        /// What was seen of it.
        reason: String,
        /// The end of its log.
        log: String,
    },
    /// A statement or connection of ours failed.
    #[error("{doing}: {}", describe(.source))]
    Database {
        /// What was being done.
        doing: String,
        /// What the server or the driver said.
        source: tokio_postgres::Error,
    },
    /// A statement of an SQL file failed.
    #[error(transparent)]
    Sql(Box<SqlError>),
}

/// A statement of an SQL file that failed, and where it stands: `schema.sql:3:14: relation "x" does not exist (42P01)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlError {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What the server said.
    pub message: String,
    /// Its SQLSTATE, when it came from the server.
    pub code: Option<String>,
    /// The server's detail.
    pub detail: Option<String>,
    /// The server's hint.
    pub hint: Option<String>,
}

impl fmt::Display for SqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.file, self.line, self.column, self.message
        )?;
        if let Some(code) = &self.code {
            write!(f, " ({code})")?;
        }
        if let Some(detail) = &self.detail {
            write!(f, "\n  detail: {detail}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SqlError {}

impl ScratchError {
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }

    pub(crate) fn database(doing: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Database { doing, source }
    }
}

fn list(folders: &[PathBuf]) -> String {
    let shown: Vec<_> = folders
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    shown.join(", ")
}

/// The driver's own text says no more than "db error".
pub(crate) fn describe(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => format!("{} ({})", said.message(), said.code().code()),
        None => {
            let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
            format!("{error}{}", cause.unwrap_or_default())
        }
    }
}
