//! A database of its own for each case: a copy of a template into which the schema was loaded once.

mod server;

pub use server::Databases;

use connector_contract::Env;
use connector_scratch::run_sql;
use tokio::sync::OnceCell;
use tokio_postgres::{Client, Config};
use url::Url;

use crate::error::SuiteError;
use crate::rows::{self, Rows};

/// One case's database. It must be handed back with [`Databases::discard`].
pub(crate) struct CaseDatabase {
    pub(crate) name: String,
    url: String,
    client: OnceCell<Client>,
}

impl CaseDatabase {
    pub(crate) fn new(name: String, url: String) -> Self {
        Self {
            name,
            url,
            client: OnceCell::new(),
        }
    }

    /// Our own session, opened when it is first needed.
    async fn client(&self) -> Result<&Client, SuiteError> {
        self.client
            .get_or_try_init(|| server::connect(&self.url))
            .await
    }

    /// The process of our own session, if there is one.
    async fn own_session(&self) -> Result<Option<i32>, SuiteError> {
        let Some(client) = self.client.get() else {
            return Ok(None);
        };
        let row = client.query_one("SELECT pg_backend_pid()", &[]).await;
        let row = row.map_err(SuiteError::database("asking for our own session"))?;
        Ok(Some(row.get(0)))
    }

    /// Sets what scripts look for: `DB_CONNECTION_URI`, and the parts that those in the other style use.
    pub(crate) fn set_env(&self, env: &mut Env) {
        self.set_env_to(env, &self.url);
    }

    /// The same by another port of this machine, which leads to the server.
    pub(crate) fn set_env_through(&self, env: &mut Env, port: u16) {
        let Ok(mut url) = Url::parse(&self.url) else {
            return;
        };
        // A PostgreSQL URL always may have both.
        if url.set_host(Some("127.0.0.1")).is_ok() && url.set_port(Some(port)).is_ok() {
            self.set_env_to(env, url.as_str());
        }
    }

    /// Host and port of the server.
    pub(crate) fn address(&self) -> Option<(String, u16)> {
        let url = Url::parse(&self.url).ok()?;
        Some((url.host_str()?.to_owned(), url.port().unwrap_or(5432)))
    }

    /// What nobody but the script may read: the database's name, its password.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let password = Url::parse(&self.url)
            .ok()
            .and_then(|url| url.password().map(str::to_owned));
        [self.name.clone()]
            .into_iter()
            .chain(password.filter(|password| !password.is_empty()))
            .collect()
    }

    fn set_env_to(&self, env: &mut Env, url: &str) {
        env.set(Env::DB_CONNECTION_URI, url);
        let Ok(config) = url.parse::<Config>() else {
            return;
        };
        if let Some(tokio_postgres::config::Host::Tcp(host)) = config.get_hosts().first() {
            env.set("DB_HOST", host.as_str());
        }
        env.set(
            "DB_PORT",
            config
                .get_ports()
                .first()
                .copied()
                .unwrap_or(5432)
                .to_string(),
        );
        if let Some(user) = config.get_user() {
            env.set("DB_USERNAME", user);
        }
        if let Some(password) = config.get_password() {
            env.set(Env::DB_PASSWORD, String::from_utf8_lossy(password));
        }
        env.set("DB_DATABASE", self.name.as_str());
    }

    /// Runs a seed; errors call it `name`.
    pub(crate) async fn seed(&self, name: &str, sql: &str) -> Result<(), String> {
        let client = self.client().await.map_err(|error| error.to_string())?;
        run_sql(client, name, sql)
            .await
            .map_err(|error| error.to_string())
    }

    /// A query's rows.
    pub(crate) async fn rows(&self, query: &str) -> Result<Rows, String> {
        let client = self.client().await.map_err(|error| error.to_string())?;
        rows::query(client, query).await
    }
}
