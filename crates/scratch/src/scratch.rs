//! What others use.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio_postgres::Client;

use crate::binaries;
use crate::error::ScratchError;
use crate::load;
use crate::server::Server;
use crate::template::{self, OWNER};
use crate::user::ServerUser;

/// How to start a server; the defaults suit everybody who only wants one.
#[derive(Debug, Clone)]
pub struct ScratchOptions {
    /// The folder of `initdb` and `postgres`. Unless given: `CONNECTOR_PG_BIN`, the search path, `pg_config --bindir`,
    /// and the places where packages put them.
    pub bin: Option<PathBuf>,
    /// Where freshly made clusters are kept.
    pub cache: Cache,
    /// How long the server may take until it answers.
    pub patience: Duration,
    /// Server settings on top of ours, such as `("max_connections", "20")`.
    pub settings: Vec<(String, String)>,
}

/// Where freshly made clusters are kept: some 20 MiB for each PostgreSQL installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cache {
    /// `connector/scratch` in the user's cache folder.
    User,
    /// In this folder.
    At(PathBuf),
    /// Nowhere: every start runs `initdb`.
    Off,
}

impl Default for ScratchOptions {
    fn default() -> Self {
        Self {
            bin: None,
            cache: Cache::User,
            patience: Duration::from_secs(30),
            settings: Vec::new(),
        }
    }
}

impl Cache {
    fn folder(&self) -> Option<PathBuf> {
        match self {
            Self::At(folder) => Some(folder.clone()),
            Self::Off => None,
            Self::User => {
                let home = || {
                    env::var_os("HOME")
                        .map(PathBuf::from)
                        .filter(|home| home.is_absolute())
                };
                let own = if cfg!(target_os = "macos") {
                    "Library/Caches"
                } else {
                    ".cache"
                };
                let named = env::var_os("XDG_CACHE_HOME")
                    .map(PathBuf::from)
                    .filter(|folder| folder.is_absolute());
                let caches = named.or_else(|| Some(home()?.join(own)))?;
                Some(caches.join("connector").join("scratch"))
            }
        }
    }
}

/// A running throw-away PostgreSQL on a loopback port, with one empty database and SCRAM authentication under a random
/// password. Server and data are gone when it is dropped.
#[derive(Debug)]
pub struct Scratch {
    server: Server,
}

impl Scratch {
    /// Starts a server and waits until it answers.
    ///
    /// # Errors
    /// When there are no binaries, no folder for the data, or the server does not start; the message holds the end of
    /// its log.
    pub async fn start(options: ScratchOptions) -> Result<Self, ScratchError> {
        let bin = binaries::find(options.bin.as_deref())?;
        let user = ServerUser::choose();
        let cache = options.cache.folder();
        let cluster = prepare(&bin, user, cache.clone()).await?;
        let copied_from = cluster.copied_from.clone();
        let started = Server::start(&bin, user, cluster, &options.settings, options.patience).await;
        let server = match (started, copied_from) {
            (Err(_), Some(entry)) => {
                // Something may have happened to the cached copy; a fresh cluster decides.
                let cluster = prepare(&bin, user, None).await?;
                let server =
                    Server::start(&bin, user, cluster, &options.settings, options.patience).await?;
                let _ = std::fs::remove_dir_all(entry);
                server
            }
            (started, _) => started?,
        };
        Ok(Self { server })
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    /// The connection URI of the first database.
    pub fn url(&self) -> String {
        self.url_of(OWNER)
    }

    /// The connection URI of a database.
    pub fn url_of(&self, database: &str) -> String {
        let (password, port) = (&self.server.cluster.password, self.server.port);
        format!(
            "postgres://{OWNER}:{password}@127.0.0.1:{port}/{}",
            percent_encoded(database)
        )
    }

    /// The connection as a script's `env` has it: `DB_CONNECTION_URI` and `DB_HOST`, `DB_PORT`, `DB_USERNAME`,
    /// `DB_PASSWORD`, `DB_DATABASE`.
    pub fn env(&self) -> Vec<(String, String)> {
        self.env_of(OWNER)
    }

    /// The same for another database.
    pub fn env_of(&self, database: &str) -> Vec<(String, String)> {
        let pairs = [
            ("DB_CONNECTION_URI", self.url_of(database)),
            ("DB_HOST", "127.0.0.1".to_owned()),
            ("DB_PORT", self.server.port.to_string()),
            ("DB_USERNAME", OWNER.to_owned()),
            ("DB_PASSWORD", self.server.cluster.password.clone()),
            ("DB_DATABASE", database.to_owned()),
        ];
        pairs
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect()
    }

    /// Kills the server in the midst of whatever it does, as a fault would. Its data stays as it is on disk.
    ///
    /// # Errors
    /// When there is no server to kill.
    pub fn kill(&mut self) -> Result<(), ScratchError> {
        self.server.kill()
    }

    /// Starts a killed server again, on the same port and the same data, and waits until it answers.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_again(&mut self) -> Result<(), ScratchError> {
        self.server.start_again().await
    }

    /// A session on the first database, as superuser.
    ///
    /// # Errors
    /// When the server does not let us in.
    pub async fn client(&self) -> Result<Client, ScratchError> {
        self.client_of(OWNER).await
    }

    /// A session on a database, as superuser.
    ///
    /// # Errors
    /// When there is no such database.
    pub async fn client_of(&self, database: &str) -> Result<Client, ScratchError> {
        self.server.connect(database).await
    }

    /// Runs the statements of an SQL file in the first database, each by itself, as `psql -f` does.
    ///
    /// # Errors
    /// When the file cannot be read, or at the first statement that fails: the message names file, line and column.
    pub async fn load_file(&self, path: &Path) -> Result<(), ScratchError> {
        let text = load::read(path)?;
        self.load_sql(&path.display().to_string(), &text).await
    }

    /// Runs the statements of `text` in the first database; errors call it `name`.
    ///
    /// # Errors
    /// At the first statement that fails.
    pub async fn load_sql(&self, name: &str, text: &str) -> Result<(), ScratchError> {
        self.load_sql_into(OWNER, name, text).await
    }

    /// The same for another database.
    ///
    /// # Errors
    /// At the first statement that fails, or when there is no such database.
    pub async fn load_sql_into(
        &self,
        database: &str,
        name: &str,
        text: &str,
    ) -> Result<(), ScratchError> {
        load::run(&self.client_of(database).await?, name, text).await
    }

    /// Makes a database: a copy of `template`, or an empty one. Nobody may be connected to the template meanwhile.
    ///
    /// # Errors
    /// When there is such a database already, no such template, or somebody connected to it.
    pub async fn create_database(
        &self,
        name: &str,
        template: Option<&str>,
    ) -> Result<(), ScratchError> {
        let template = template.unwrap_or("template1");
        let statement = format!(
            "CREATE DATABASE {} TEMPLATE {}",
            quoted(name),
            quoted(template)
        );
        let doing = format!("making database {name} from {template}");
        self.client()
            .await?
            .batch_execute(&statement)
            .await
            .map_err(ScratchError::database(doing))
    }

    /// Removes a database and ends the sessions on it. Needs PostgreSQL 13.
    ///
    /// # Errors
    /// When there is no such database.
    pub async fn drop_database(&self, name: &str) -> Result<(), ScratchError> {
        let statement = format!("DROP DATABASE {} WITH (FORCE)", quoted(name));
        let doing = format!("removing database {name}");
        self.client()
            .await?
            .batch_execute(&statement)
            .await
            .map_err(ScratchError::database(doing))
    }

    /// Stops the server and removes its data. Dropping does the same, but blocks the thread and cannot tell of errors.
    ///
    /// # Errors
    /// When the server could be neither stopped nor killed.
    pub async fn stop(self) -> Result<(), ScratchError> {
        let mut server = self.server;
        let ended = tokio::task::spawn_blocking(move || server.process.end()).await;
        ended
            .unwrap_or_else(|join| Err(join.into()))
            .map_err(ScratchError::io("stopping the throw-away PostgreSQL"))
    }
}

async fn prepare(
    bin: &Path,
    user: ServerUser,
    cache: Option<PathBuf>,
) -> Result<template::Cluster, ScratchError> {
    let bin = bin.to_owned();
    let prepared =
        tokio::task::spawn_blocking(move || template::cluster(&bin, user, cache.as_deref())).await;
    prepared.unwrap_or_else(|join| {
        Err(ScratchError::Io {
            doing: "preparing a cluster".to_owned(),
            source: join.into(),
        })
    })
}

/// An identifier as SQL quotes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn percent_encoded(name: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    name.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted() {
        assert_eq!(quoted("a\"b c"), "\"a\"\"b c\"");
        assert_eq!(percent_encoded("a b/é"), "a%20b%2F%C3%A9");
    }
}
