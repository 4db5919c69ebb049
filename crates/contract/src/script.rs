//! A tenant's script.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::dialect::Dialect;

/// The source of one action's script. Immutable: what runs is what was hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    name: String,
    source: String,
    #[serde(default)]
    dialect: Dialect,
}

/// Why a script was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// More source than the limit allows.
    #[error("{name} has {size} bytes of source, the limit is {limit} bytes")]
    TooLarge {
        /// The script's file name.
        name: String,
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A name that cannot stand in a stack trace.
    #[error("{name:?} cannot name a script: 1 to 255 characters, none of them a control character")]
    BadName {
        /// The name as given.
        name: String,
    },
}

impl Script {
    /// A script of at most `source_bytes` bytes (see [`Limits`](crate::Limits)); `name` is the file name that stack
    /// traces show, such as `updateUser.js`.
    ///
    /// # Errors
    /// When the source is too large, or the name is empty, overlong, or has control characters.
    pub fn new(
        name: impl Into<String>,
        source: impl Into<String>,
        source_bytes: usize,
    ) -> Result<Self, ScriptError> {
        let (name, source) = (name.into(), source.into());
        if name.is_empty() || name.chars().count() > 255 || name.chars().any(char::is_control) {
            return Err(ScriptError::BadName { name });
        }
        if source.len() > source_bytes {
            let size = source.len();
            return Err(ScriptError::TooLarge {
                name,
                size,
                limit: source_bytes,
            });
        }
        Ok(Self {
            name,
            source,
            dialect: Dialect::default(),
        })
    }

    /// The same script, called in this dialect.
    #[must_use]
    pub fn in_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// How its functions expect to be called.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The file name shown in stack traces.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The version, which is the content: `sha256:` and 64 hexadecimal digits of the source alone.
    pub fn version(&self) -> String {
        use std::fmt::Write as _;
        let mut version = String::from("sha256:");
        for byte in Sha256::digest(self.source.as_bytes()) {
            // Writing to a String cannot fail.
            let _ = write!(version, "{byte:02x}");
        }
        version
    }
}
