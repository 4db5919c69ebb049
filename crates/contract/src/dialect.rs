//! The two ways scripts are called.

use serde::{Deserialize, Serialize};

/// How a connection's scripts expect to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// Not said: the contract's functions, or Auth0's where a function has their name or their parameters.
    #[default]
    Any,
    /// The contract's eight functions, which return what they found.
    Contract,
    /// The functions of Auth0's custom database scripts, which call back.
    Auth0,
}

impl Dialect {
    /// The names of Auth0's functions that are not the contract's: those of its templates, and their files' names.
    pub const AUTH0_NAMES: [&str; 8] = [
        "create",
        "getByEmail",
        "get_user",
        "remove",
        "verify",
        "changePassword",
        "change_password",
        "changeEmail",
    ];

    /// How it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Contract => "contract",
            Self::Auth0 => "auth0",
        }
    }
}
