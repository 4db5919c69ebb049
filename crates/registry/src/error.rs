//! What can go wrong in a registry.

use std::path::PathBuf;

use crate::seal::SealError;
use crate::sealing_key::SealingKeyError;

/// A registry's refusal or failure. No message holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// There is no such thing.
    #[error("there is no {what} {name:?}")]
    Missing {
        /// What was asked for: `tenant`, `connection`.
        what: &'static str,
        /// Its name as given.
        name: String,
    },
    /// There is one already.
    #[error("there is a {what} {name:?} already")]
    Exists {
        /// What was to be made.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Something the caller can mend.
    #[error("{0}")]
    Invalid(String),
    /// The database refused or is away.
    #[error("the registry's database failed")]
    Database(#[from] sqlx::Error),
    /// The connection broke while the database committed: whether it did is not known.
    #[error("the registry's database did not say whether it kept what it was told")]
    Unacknowledged(#[source] sqlx::Error),
    /// The database's tables could not be brought up to date.
    #[error("the registry's tables could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A sealed value did not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The sealing keys are unusable.
    #[error(transparent)]
    SealingKey(#[from] SealingKeyError),
    /// A registry sealed under other keys.
    #[error("none of the given sealing keys is the one this registry was made with")]
    WrongSealingKey,
    /// Another server has it.
    #[error("{} is served by another process already; several nodes need a PostgreSQL registry", .0.display())]
    Served(PathBuf),
    /// A file could not be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// What is stored is not what this version stores.
    #[error("the registry holds a {what} that cannot be read: {reason}")]
    Corrupt {
        /// What.
        what: &'static str,
        /// Why not.
        reason: String,
    },
}

impl RegistryError {
    pub(crate) fn missing(what: &'static str, name: impl Into<String>) -> Self {
        let name = name.into();
        Self::Missing { what, name }
    }

    pub(crate) fn corrupt(what: &'static str, reason: impl ToString) -> Self {
        let reason = reason.to_string();
        Self::Corrupt { what, reason }
    }

    /// Makes a unique constraint's refusal "there is one already", and a foreign key's "there is no such parent".
    pub(crate) fn told(
        error: sqlx::Error,
        (what, name): (&'static str, &str),
        (parent, parent_name): (&'static str, &str),
    ) -> Self {
        match error.as_database_error() {
            Some(told) if told.is_unique_violation() => Self::Exists {
                what,
                name: name.to_owned(),
            },
            Some(told) if told.is_foreign_key_violation() => Self::missing(parent, parent_name),
            _ => Self::Database(error),
        }
    }
}

/// What every part of the registry returns.
pub(crate) type Result<T, E = RegistryError> = std::result::Result<T, E>;
