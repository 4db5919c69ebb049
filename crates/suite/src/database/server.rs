//! The server that holds the cases' databases: a throw-away one, or one that was given.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use connector_scratch::{Scratch, ScratchOptions, run_sql};
use tokio::sync::Mutex;
use tokio_postgres::{Client, NoTls};
use url::Url;
use uuid::Uuid;

use super::CaseDatabase;
use crate::connection::Connection;
use crate::error::SuiteError;

/// How long sessions may take to go after whoever opened them has.
const PATIENCE: Duration = Duration::from_secs(2);
/// `DROP DATABASE … WITH (FORCE)` came with this one.
const OLDEST_VERSION: u32 = 130_000;

/// A server on which databases can be made and dropped.
pub struct Databases {
    admin: Client,
    url: Url,
    scratch: Option<Scratch>,
    /// Where nothing is flushed to disk, copying files beats logging every page. PostgreSQL 15 and later can be told.
    copies_files: bool,
    /// Distinguishes our databases from everybody's.
    prefix: String,
    count: AtomicU32,
    /// Template databases by the schema that filled them. Held while copying: nobody may use a template meanwhile.
    templates: Mutex<HashMap<String, String>>,
    made: Mutex<Vec<String>>,
}

/// A session that outlived its case.
#[derive(Debug)]
pub(crate) struct Leak {
    pub(crate) pid: i32,
    pub(crate) state: String,
    pub(crate) query: String,
}

/// Connects without TLS.
pub(super) async fn connect(url: &str) -> Result<Client, SuiteError> {
    let connected = tokio_postgres::connect(url, NoTls).await;
    let (client, connection) =
        connected.map_err(SuiteError::database("connecting to the database"))?;
    tokio::spawn(async move {
        // Its end shows as an error of whatever statement comes next.
        let _ = connection.await;
    });
    Ok(client)
}

impl Databases {
    /// Starts a throw-away PostgreSQL.
    ///
    /// # Errors
    /// When this machine has none, or it does not start.
    pub async fn throw_away() -> Result<Self, SuiteError> {
        let options = ScratchOptions {
            settings: vec![("max_connections".to_owned(), "200".to_owned())],
            ..ScratchOptions::default()
        };
        let scratch = Scratch::start(options).await?;
        let url = scratch.url();
        Self::new(&url, Some(scratch)).await
    }

    /// Uses the server behind a URL. Databases are made beside the one it names, which is left alone.
    ///
    /// # Errors
    /// When it cannot be reached, is older than PostgreSQL 13, or its role may not make databases.
    pub async fn on(url: &str) -> Result<Self, SuiteError> {
        let databases = Self::new(url, None)
            .await
            .map_err(|error| SuiteError::Server(error.to_string()))?;
        let query = "SELECT rolname, rolcreatedb OR rolsuper, current_setting('server_version_num')::int4 \
                     FROM pg_roles WHERE rolname = current_user";
        let row = databases
            .admin
            .query_one(query, &[])
            .await
            .map_err(SuiteError::database("asking for the role"))?;
        let (role, may, version): (String, bool, i32) = (row.get(0), row.get(1), row.get(2));
        if !may {
            return Err(SuiteError::Server(format!(
                "role {role:?} may not make databases, and each case gets one of its own: ALTER ROLE {role} CREATEDB, \
                 or leave --db out for a throw-away server"
            )));
        }
        if u32::try_from(version).unwrap_or(0) < OLDEST_VERSION {
            let major = version / 10_000;
            return Err(SuiteError::Server(format!(
                "the server is PostgreSQL {major}; tests need 13 or later"
            )));
        }
        Ok(databases)
    }

    async fn new(url: &str, scratch: Option<Scratch>) -> Result<Self, SuiteError> {
        let parsed =
            Url::parse(url).map_err(|error| SuiteError::Server(format!("not a URL: {error}")))?;
        let admin = connect(url).await?;
        let version = "SELECT current_setting('server_version_num')::int4";
        let version = admin.query_one(version, &[]).await;
        let version: i32 = version
            .map_err(SuiteError::database("asking for the version"))?
            .get(0);
        Ok(Self {
            admin,
            copies_files: scratch.is_some() && version >= 150_000,
            url: parsed,
            scratch,
            prefix: format!(
                "connector_test_{}",
                &Uuid::new_v4().simple().to_string().get(..8).unwrap_or("0")
            ),
            count: AtomicU32::new(0),
            templates: Mutex::default(),
            made: Mutex::default(),
        })
    }

    fn url_of(&self, database: &str) -> String {
        let mut url = self.url.clone();
        // Our names are letters, digits and underscores.
        url.set_path(database);
        url.into()
    }

    /// A fresh database with the connection's schema.
    pub(crate) async fn case_database(
        &self,
        connection: &Connection,
    ) -> Result<CaseDatabase, SuiteError> {
        let mut templates = self.templates.lock().await;
        let template = match &connection.schema {
            None => None,
            Some((name, sql)) => Some(match templates.get(sql) {
                Some(template) => template.clone(),
                None => {
                    let template = self.template(name, sql).await?;
                    templates.insert(sql.clone(), template.clone());
                    template
                }
            }),
        };
        let name = self.create(template.as_deref()).await?;
        drop(templates);
        let url = self.url_of(&name);
        Ok(CaseDatabase::new(name, url))
    }

    async fn template(&self, file: &str, sql: &str) -> Result<String, SuiteError> {
        let name = self.create(None).await?;
        {
            let client = connect(&self.url_of(&name)).await?;
            run_sql(&client, file, sql)
                .await
                .map_err(SuiteError::Schema)?;
        }
        // PostgreSQL refuses to copy what somebody is connected to, after waiting for five seconds in slow steps.
        self.sessions_left(&name, PATIENCE).await?;
        Ok(name)
    }

    async fn create(&self, template: Option<&str>) -> Result<String, SuiteError> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}_{number}", self.prefix);
        let template = template.unwrap_or("template1");
        self.made.lock().await.push(name.clone());
        let strategy = if self.copies_files {
            " STRATEGY FILE_COPY"
        } else {
            ""
        };
        let statement = format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\"{strategy}");
        let made = self.admin.batch_execute(&statement).await;
        made.map_err(SuiteError::database(format!("making database {name}")))?;
        Ok(name)
    }

    /// Sessions on a database that do not go by themselves in time, those of `CaseDatabase` not counted.
    pub(crate) async fn leaks(&self, database: &CaseDatabase) -> Result<Vec<Leak>, SuiteError> {
        let own = database.own_session().await?;
        let mut leaks = self.sessions(&database.name).await?;
        let begun = Instant::now();
        loop {
            leaks.retain(|leak| Some(leak.pid) != own);
            if leaks.is_empty() || begun.elapsed() > PATIENCE {
                return Ok(leaks);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
            leaks = self.sessions(&database.name).await?;
        }
    }

    async fn sessions_left(&self, database: &str, patience: Duration) -> Result<(), SuiteError> {
        let begun = Instant::now();
        while !self.sessions(database).await?.is_empty() && begun.elapsed() < patience {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    }

    async fn sessions(&self, database: &str) -> Result<Vec<Leak>, SuiteError> {
        let query = "SELECT pid, coalesce(state, ''), coalesce(left(query, 200), '') FROM pg_stat_activity \
                     WHERE datname = $1 AND backend_type = 'client backend' ORDER BY pid";
        let rows = self.admin.query(query, &[&database]).await;
        let rows = rows.map_err(SuiteError::database("looking for sessions"))?;
        Ok(rows
            .iter()
            .map(|row| Leak {
                pid: row.get(0),
                state: row.get(1),
                query: row.get(2),
            })
            .collect())
    }

    /// Drops a case's database, with whoever is still on it. A throw-away server keeps it until it goes itself: making
    /// the next one costs less than a checkpoint.
    pub(crate) async fn discard(&self, database: CaseDatabase) -> Result<(), SuiteError> {
        let CaseDatabase { name, client, .. } = database;
        drop(client);
        if self.scratch.is_none() || self.count.load(Ordering::Relaxed) > KEPT {
            self.drop_database(&name).await?;
        }
        Ok(())
    }

    async fn drop_database(&self, name: &str) -> Result<(), SuiteError> {
        let statement = format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
        let dropped = self.admin.batch_execute(&statement).await;
        dropped.map_err(SuiteError::database(format!("removing database {name}")))?;
        self.made.lock().await.retain(|made| made != name);
        Ok(())
    }

    /// Drops every database that is left, and stops a throw-away server.
    ///
    /// # Errors
    /// When something stays behind.
    pub async fn close(mut self) -> Result<(), SuiteError> {
        if let Some(scratch) = self.scratch.take() {
            return Ok(scratch.stop().await?);
        }
        let names = self.made.lock().await.clone();
        for name in names {
            self.drop_database(&name).await?;
        }
        Ok(())
    }
}

/// So many databases of some 8 MiB a throw-away server keeps before it drops used ones.
const KEPT: u32 = 100;
