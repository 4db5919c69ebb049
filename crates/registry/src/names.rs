//! What tenants, connections and labels may be called: they stand in paths, logs and metrics.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Text that is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} cannot name a {what}: {rule}")]
pub struct InvalidName {
    what: &'static str,
    rule: &'static str,
    given: String,
}

const SLUG: &str =
    "1 to 63 lower-case letters, digits and hyphens, beginning with a letter or a digit";

fn slug(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut bytes = text.bytes();
    text.len() <= 63
        && bytes.next().is_some_and(allowed)
        && bytes.all(|byte| allowed(byte) || byte == b'-')
}

const LABEL: &str = "1 to 63 letters, digits and any of . _ - +";

fn label(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte);
    // A version stands wherever a label may: it must not be taken for one.
    (1..=63).contains(&text.len()) && text.bytes().all(allowed)
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $what:literal, $valid:ident, $rule:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $type {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, InvalidName> {
                Self::try_from(text.to_owned())
            }
        }

        impl TryFrom<String> for $type {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                if $valid(&text) {
                    Ok(Self(text))
                } else {
                    let given = text.chars().take(80).collect();
                    Err(InvalidName { what: $what, rule: $rule, given })
                }
            }
        }

        impl From<$type> for String {
            fn from(name: $type) -> Self {
                name.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// A tenant's id: 1 to 63 lower-case letters, digits and hyphens.
    TenantId, "tenant", slug, SLUG
);
name!(
    /// A connection's id within its tenant: 1 to 63 lower-case letters, digits and hyphens.
    ConnectionId, "connection", slug, SLUG
);
name!(
    /// A label of a script version, such as `v1.2` or `2026-11-22`.
    Label, "script version", label, LABEL
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_slugs() {
        for good in ["a", "postgres-full", "7-eleven", &"a".repeat(63)] {
            assert_eq!(good.parse::<TenantId>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "-a",
            "A",
            "a_b",
            "a/b",
            "..",
            "a b",
            "ä",
            &"a".repeat(64),
        ] {
            let error = bad.parse::<ConnectionId>().unwrap_err();
            assert!(error.to_string().contains("connection"), "{error}");
        }
    }

    #[test]
    fn a_label_is_never_a_version() {
        assert!("v1.2+hotfix_3".parse::<Label>().is_ok());
        for bad in ["", "sha256:00", "a b", &"a".repeat(64)] {
            assert!(bad.parse::<Label>().is_err(), "{bad}");
        }
    }
}
