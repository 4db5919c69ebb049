//! One PostgreSQL for each test process, a fresh database for each test.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use connector_scratch::{Scratch, ScratchError, ScratchOptions};
use tokio::sync::{Mutex, OnceCell};
use tokio_postgres::Client;
use uuid::Uuid;

/// The table that the published scripts are written for, with Alice (1), Bob (2) and Carol (3). Alice's and Bob's
/// password is `correct horse`; Carol has none.
pub const USERS: &str = include_str!("users.sql");

/// How long sessions may take to go after their client has.
const PATIENCE: Duration = Duration::from_secs(3);

/// A static is never dropped, but the server's lifeline closes with the process, and so it goes too.
static SERVER: OnceCell<Server> = OnceCell::const_new();

struct Server {
    scratch: Scratch,
    /// Template databases by the SQL that filled them.
    templates: Mutex<HashMap<String, String>>,
}

/// A database of one test's own, on the server that all tests of the process share.
#[derive(Debug)]
pub struct Database {
    name: String,
    scratch: &'static Scratch,
}

/// A session that somebody has open on a [`Database`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its process on the server.
    pub pid: i32,
    /// What it calls itself.
    pub application_name: String,
    /// `idle`, `active`, `idle in transaction`.
    pub state: String,
    /// Its last statement.
    pub query: String,
}

impl Database {
    /// An empty database.
    ///
    /// # Errors
    /// When there is no server to be had; see [`ScratchError`].
    pub async fn empty() -> Result<Self, ScratchError> {
        Self::copied(None).await
    }

    /// A database with the table and rows of [`USERS`].
    ///
    /// # Errors
    /// As with [`Self::empty`].
    pub async fn users() -> Result<Self, ScratchError> {
        Self::with_sql(USERS).await
    }

    /// A database filled by `sql`. The statements run once in each process; further databases are copies.
    ///
    /// # Errors
    /// As with [`Self::empty`], and at the first statement that fails.
    pub async fn with_sql(sql: &str) -> Result<Self, ScratchError> {
        Self::copied(Some(sql)).await
    }

    async fn copied(sql: Option<&str>) -> Result<Self, ScratchError> {
        let server = SERVER.get_or_try_init(Server::start).await?;
        // Held while copying: nobody may use a template meanwhile, and two copies at once disturb each other.
        let mut templates = server.templates.lock().await;
        let template = match sql {
            None => None,
            Some(sql) => Some(match templates.get(sql) {
                Some(template) => template.clone(),
                None => {
                    let template = server.template(sql).await?;
                    templates.insert(sql.to_owned(), template.clone());
                    template
                }
            }),
        };
        let name = unique("test");
        server
            .scratch
            .create_database(&name, template.as_deref())
            .await?;
        Ok(Self {
            name,
            scratch: &server.scratch,
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its connection URI, with the superuser's name and password.
    pub fn url(&self) -> String {
        self.scratch.url_of(&self.name)
    }

    /// The connection as a script's `env` has it; see [`Scratch::env`].
    pub fn env(&self) -> Vec<(String, String)> {
        self.scratch.env_of(&self.name)
    }

    /// The server, for what concerns more than this database.
    pub fn scratch(&self) -> &'static Scratch {
        self.scratch
    }

    /// A session of the test's own on it. [`Self::sessions`] and [`Self::leaked_sessions`] do not count it.
    ///
    /// # Errors
    /// When the server does not let us in.
    pub async fn client(&self) -> Result<Client, ScratchError> {
        let client = self.scratch.client_of(&self.name).await?;
        let doing = || "naming a session of the test kit".to_owned();
        let named = client
            .batch_execute(&format!("SET application_name = '{OURS}'"))
            .await;
        named.map_err(|source| ScratchError::Database {
            doing: doing(),
            source,
        })?;
        Ok(client)
    }

    /// The single value of a query, as text.
    ///
    /// # Errors
    /// When the query fails or has not exactly one row; `NULL` is an empty text.
    pub async fn value(&self, query: &str) -> Result<String, ScratchError> {
        let client = self.client().await?;
        let cast = format!("SELECT coalesce((({query})::text), '')");
        let row = client.query_one(&cast, &[]).await;
        row.and_then(|row| row.try_get(0))
            .map_err(|source| ScratchError::Database {
                doing: query.to_owned(),
                source,
            })
    }

    /// The sessions that others have open on it now.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn sessions(&self) -> Result<Vec<Session>, ScratchError> {
        let query = "SELECT pid, application_name, coalesce(state, ''), coalesce(query, '') FROM pg_stat_activity \
                     WHERE datname = $1 AND backend_type = 'client backend' AND application_name <> $2 ORDER BY pid";
        let failed = |source| ScratchError::Database {
            doing: "listing sessions".to_owned(),
            source,
        };
        let client = self.client().await?;
        let rows = client
            .query(query, &[&self.name, &OURS])
            .await
            .map_err(failed)?;
        rows.iter()
            .map(|row| {
                Ok(Session {
                    pid: row.try_get(0)?,
                    application_name: row.try_get(1)?,
                    state: row.try_get(2)?,
                    query: row.try_get(3)?,
                })
            })
            .collect::<Result<_, _>>()
            .map_err(failed)
    }

    /// The sessions that stay open though everybody should have gone: a server notices a closed socket a little later,
    /// so they get three seconds.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn leaked_sessions(&self) -> Result<Vec<Session>, ScratchError> {
        let begun = Instant::now();
        loop {
            let sessions = self.sessions().await?;
            if sessions.is_empty() || begun.elapsed() > PATIENCE {
                return Ok(sessions);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// How the test kit's own sessions call themselves.
const OURS: &str = "connector-testkit";

impl Server {
    async fn start() -> Result<Self, ScratchError> {
        let scratch = Scratch::start(ScratchOptions::default()).await?;
        Ok(Self {
            scratch,
            templates: Mutex::default(),
        })
    }

    async fn template(&self, sql: &str) -> Result<String, ScratchError> {
        let name = unique("template");
        self.scratch.create_database(&name, None).await?;
        self.scratch.load_sql_into(&name, "test.sql", sql).await?;
        // The loading session ends a little after its client, and until then nobody can copy.
        let end = format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        let ended = self.scratch.client().await?.batch_execute(&end).await;
        ended.map_err(|source| ScratchError::Database {
            doing: "closing the template".to_owned(),
            source,
        })?;
        Ok(name)
    }
}

/// Lower case and digits, so that it needs no quoting.
fn unique(prefix: &str) -> String {
    format!("{prefix}_{}", Uuid::new_v4().simple())
}
