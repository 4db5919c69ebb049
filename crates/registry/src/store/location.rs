//! Where a registry lies.

use std::fmt;
use std::path::PathBuf;

use secrecy::{ExposeSecret as _, SecretString};

/// A file, or a PostgreSQL. `Debug` shows no password.
#[derive(Clone)]
pub(crate) enum Location {
    /// An SQLite database.
    File(PathBuf),
    /// A URL that begins with `postgres://` or `postgresql://`.
    Postgres(SecretString),
}

impl Location {
    /// A URL of PostgreSQL, else a path.
    pub(crate) fn of(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Postgres(text.into())
        } else {
            Self::File(PathBuf::from(text))
        }
    }

    /// As sqlx reads it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Postgres(url) => url.expose_secret().to_owned(),
            Self::File(path) => {
                use std::fmt::Write as _;
                let mut url = String::from("sqlite://");
                for c in path.display().to_string().chars() {
                    match c {
                        '%' | '?' | '#' => {
                            // Writing to a String cannot fail.
                            let _ = write!(url, "%{:02X}", u32::from(c));
                        }
                        c => url.push(c),
                    }
                }
                url + "?mode=rwc"
            }
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Postgres(_) => f.write_str("the given PostgreSQL URL"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_file_whatever_is_in_its_name() {
        let location = Location::of("/tmp/50% off?#1.db");
        assert_eq!(location.url(), "sqlite:///tmp/50%25 off%3F%231.db?mode=rwc");
    }

    #[test]
    fn a_url_is_never_shown() {
        let location = Location::of("postgres://me:hunter2@db/registry");
        assert!(matches!(location, Location::Postgres(_)));
        assert!(!format!("{location:?}").contains("hunter2"));
    }
}
