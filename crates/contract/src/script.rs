//! A tenant's script.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::dialect::Dialect;

/// The source of one action's script. Immutable: what runs is what was hashed. Clones share the text.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Written<'static>")]
pub struct Script {
    text: Arc<Text>,
    dialect: Dialect,
}

#[derive(Debug)]
struct Text {
    name: String,
    source: String,
    version: OnceLock<String>,
}

/// A script as it is written down.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Script")]
struct Written<'a> {
    name: Cow<'a, str>,
    source: Cow<'a, str>,
    #[serde(default)]
    dialect: Dialect,
}

impl From<Written<'_>> for Script {
    fn from(written: Written<'_>) -> Self {
        Self {
            text: Arc::new(Text {
                name: written.name.into_owned(),
                source: written.source.into_owned(),
                version: OnceLock::new(),
            }),
            dialect: written.dialect,
        }
    }
}

impl Serialize for Script {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            name: Cow::Borrowed(self.name()),
            source: Cow::Borrowed(self.source()),
            dialect: self.dialect,
        };
        written.serialize(serializer)
    }
}

impl PartialEq for Script {
    fn eq(&self, other: &Self) -> bool {
        let same = || self.name() == other.name() && self.source() == other.source();
        self.dialect == other.dialect && (Arc::ptr_eq(&self.text, &other.text) || same())
    }
}

impl Eq for Script {}

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
            text: Arc::new(Text {
                name,
                source,
                version: OnceLock::new(),
            }),
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
        &self.text.name
    }

    /// The source.
    pub fn source(&self) -> &str {
        &self.text.source
    }

    /// The version, which is the content: `sha256:` and 64 hexadecimal digits of the source alone.
    pub fn version(&self) -> String {
        let version = self.text.version.get_or_init(|| {
            use std::fmt::Write as _;
            let mut version = String::from("sha256:");
            for byte in Sha256::digest(self.source().as_bytes()) {
                // Writing to a String cannot fail.
                let _ = write!(version, "{byte:02x}");
            }
            version
        });
        version.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_down_and_read_again_it_is_the_same() {
        let script = Script::new("a.js", "let a;\n", 100).unwrap();
        let text = serde_json::to_string(&script).unwrap();
        let expected = r#"{"name":"a.js","source":"let a;\n","dialect":"any"}"#;
        assert_eq!(text, expected);
        let again: Script = serde_json::from_str(&text).unwrap();
        assert_eq!(again, script);
        assert_eq!(again.version(), script.version());
        for other in [
            Script::new("b.js", script.source(), 100).unwrap(),
            Script::new("a.js", "let a;", 100).unwrap(),
            script.clone().in_dialect(Dialect::Auth0),
        ] {
            assert_ne!(other, script);
        }
    }
}
