//! `connector.toml`: what a connection folder says about its scripts.

use std::path::Path;

use connector_contract::{Action, Dialect, IdShape, Limits};
use serde::Deserialize;

use crate::commands::Usage;

/// The file's name.
const NAME: &str = "connector.toml";

/// What `connector.toml` may hold. Unknown keys are refused: a misspelt limit must not go unnoticed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Folder {
    /// The connection's name.
    #[serde(default)]
    pub(crate) name: Option<String>,
    /// Whether the database is the only store of users, or one they migrate out of.
    #[serde(default)]
    pub(crate) mode: Option<Mode>,
    /// The shape of users' ids.
    #[serde(default)]
    pub(crate) id: IdShape,
    /// How the scripts expect to be called: `contract` or `auth0`; left out, their functions tell.
    #[serde(default)]
    pub(crate) dialect: Dialect,
    /// Limits other than the defaults, by the names that `--limits` takes.
    #[serde(default)]
    pub(crate) limits: toml::Table,
}

/// How the provider uses the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    /// Users are copied to the provider at their first login.
    Lazy,
    /// Users stay in the tenant's database.
    Full,
}

impl Folder {
    /// Reads the file beside a script; a folder without one is a folder with defaults.
    pub(crate) fn beside(script: &Path) -> Result<Self, Usage> {
        let path = script.parent().unwrap_or(Path::new("")).join(NAME);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(Usage::new(format!(
                    "cannot read {}: {error}",
                    path.display()
                )));
            }
        };
        toml::from_str(&text).map_err(|error| Usage::new(format!("{}: {error}", path.display())))
    }

    /// What is odd about running this action of this connection, if anything.
    pub(crate) fn note(&self, action: Action) -> Option<String> {
        let lazy = self.mode == Some(Mode::Lazy);
        let called = matches!(action, Action::Login | Action::GetUser);
        let name = self.name.as_deref().unwrap_or("this connection");
        (lazy && !called).then(|| {
            format!(
                "{name} is in lazy mode: a provider calls login and getUser only, never {action}"
            )
        })
    }

    /// Its limits over the defaults.
    pub(crate) fn limits(&self) -> Result<Limits, Usage> {
        let mut limits = Limits::default();
        for (name, value) in &self.limits {
            let value = match value {
                toml::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            limits
                .set(name, &value)
                .map_err(|error| Usage::new(format!("{NAME}: {error}")))?;
        }
        Ok(limits)
    }
}
