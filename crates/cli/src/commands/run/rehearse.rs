//! `connector run --rehearse`: the database that is rehearsed on, and what came of it.

use anyhow::Context as _;
use connector_contract::Env;
use connector_rehearse::{Changes, Rehearsal, RehearsalError};

use crate::commands::Usage;

/// The database that a script would find in env: a URI, or its parts.
pub(super) fn url_of(env: &Env) -> Option<String> {
    if let Some(url) = env.get(Env::DB_CONNECTION_URI) {
        return Some(url.to_owned());
    }
    let host = env.get("DB_HOST")?;
    let port = env.get("DB_PORT").unwrap_or("5432");
    let part = |key| env.get(key).map(encoded).unwrap_or_default();
    let (user, password, database) = (
        part("DB_USERNAME"),
        part(Env::DB_PASSWORD),
        part("DB_DATABASE"),
    );
    Some(format!(
        "postgres://{user}:{password}@{host}:{port}/{database}"
    ))
}

/// Everything but letters and digits, as URLs write it.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| {
        if byte.is_ascii_alphanumeric() {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(byte).collect()
}

pub(super) fn no_database() -> Usage {
    Usage::new(
        "--rehearse needs a database: give --db, or DB_CONNECTION_URI in --env or --env-file",
    )
}

pub(super) async fn begin(url: &str) -> anyhow::Result<Rehearsal> {
    Rehearsal::begin(url).await.map_err(told)
}

pub(super) async fn finish(rehearsal: Rehearsal) -> anyhow::Result<Changes> {
    let finished = rehearsal.finish().await.map_err(told);
    finished.context("nothing was committed, but what would have changed is not known")
}

/// What the caller can mend is a usage error.
fn told(error: RehearsalError) -> anyhow::Error {
    if error.is_usage() {
        Usage::new(error.to_string()).into()
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_is_the_one_that_env_names() {
        let env: Env = [
            ("DB_HOST", "db"),
            ("DB_USERNAME", "me"),
            ("DB_PASSWORD", "a/b@c"),
            ("DB_DATABASE", "users"),
        ]
        .into_iter()
        .collect();
        assert_eq!(
            url_of(&env).as_deref(),
            Some("postgres://me:a%2Fb%40c@db:5432/users")
        );
        let env: Env = [("DB_CONNECTION_URI", "postgres://x"), ("DB_HOST", "db")]
            .into_iter()
            .collect();
        assert_eq!(url_of(&env).as_deref(), Some("postgres://x"));
        assert_eq!(url_of(&Env::new()), None);
    }
}
