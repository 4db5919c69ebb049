//! The two databases behind one SQL text.

mod location;
mod schema;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Once;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyPool, Transaction};

use crate::error::{RegistryError, Result};

pub(crate) use location::Location;
pub(crate) use schema::SETTINGS;

/// How long a statement may wait for a connection of the pool.
const ACQUIRE: Duration = Duration::from_secs(5);
/// The channel on which PostgreSQL tells nodes of changes.
pub(crate) const CHANNEL: &str = "connector_registry";

/// Pools of connections, and what the two databases do differently.
pub(crate) struct Store {
    pub(crate) location: Location,
    /// For what only reads.
    pub(crate) reads: AnyPool,
    /// For what writes. SQLite has one writer: who waits here does not meet a busy database.
    writes: AnyPool,
}

impl Store {
    /// Opens the database, makes it where it is a file that is not there yet, and brings its tables up to date.
    pub(crate) async fn open(location: Location) -> Result<Self> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        let options = location.options()?;
        let (reads, writes) = match &location {
            Location::File(_) => {
                // The first connection makes the file; the others only open it.
                let writes = pool(&location, 1).connect_with(options.clone()).await?;
                schema::migrate(&writes, &location).await?;
                (pool(&location, 4).connect_with(options).await?, writes)
            }
            Location::Postgres(_) => {
                let both = pool(&location, 16).connect_with(options).await?;
                schema::migrate(&both, &location).await?;
                (both.clone(), both)
            }
        };
        Ok(Self {
            location,
            reads,
            writes,
        })
    }

    /// A transaction that may write. What it did counts once it's committed, and is on disk then.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Any>> {
        let statement = match self.location {
            // Asking for the lock later, after reading, could fail for good.
            Location::File(_) => "BEGIN IMMEDIATE",
            Location::Postgres(_) => "BEGIN",
        };
        match self.writes.begin_with(statement).await {
            // A disk that took no more has ended a transaction in SQLite itself, and the driver still counts it: no
            // other one would ever begin on this connection.
            Err(sqlx::Error::InvalidSavePointStatement) => {
                drop(self.writes.acquire().await?.detach());
                Ok(self.writes.begin_with(statement).await?)
            }
            begun => Ok(begun?),
        }
    }

    /// Numbers a change of what nodes hold in memory about this tenant, and tells the other nodes once it's committed.
    pub(crate) async fn touch(
        &self,
        transaction: &mut Transaction<'static, Any>,
        tenant: &str,
    ) -> Result<()> {
        let bump = "UPDATE revision SET value = value + 1 WHERE id = 1 RETURNING value";
        let revision: i64 = sqlx::query_scalar(bump)
            .fetch_one(&mut **transaction)
            .await?;
        let note = "INSERT INTO changes (revision, tenant, at) VALUES ($1, $2, $3)";
        sqlx::query(note)
            .bind(revision)
            .bind(tenant)
            .bind(crate::clock::now_ms())
            .execute(&mut **transaction)
            .await?;
        if let Location::Postgres(_) = self.location {
            sqlx::query("SELECT pg_notify($1, $2)")
                .bind(CHANNEL)
                .bind(tenant)
                .execute(&mut **transaction)
                .await?;
        }
        Ok(())
    }

    /// Keeps other servers from the same file for as long as the result lives. PostgreSQL may have many.
    pub(crate) fn serve_alone(&self) -> Result<Option<File>> {
        let Location::File(path) = &self.location else {
            return Ok(None);
        };
        let lock = PathBuf::from(format!("{}.lock", path.display()));
        let failed = |source| RegistryError::File {
            path: lock.clone(),
            source,
        };
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(std::fs::TryLockError::WouldBlock) => Err(RegistryError::Served(path.clone())),
            Err(std::fs::TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    pub(crate) async fn close(&self) {
        self.reads.close().await;
        self.writes.close().await;
    }
}

fn pool(location: &Location, connections: u32) -> AnyPoolOptions {
    let settings = match location {
        // FULL: a commit is on disk when it is answered, whatever happens to the power a moment later.
        Location::File(_) => {
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000"
        }
        Location::Postgres(_) => {
            "SET synchronous_commit = on; SET application_name = 'connector registry'"
        }
    };
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(settings).execute(connection).await?;
                Ok(())
            })
        })
}

impl Location {
    fn options(&self) -> Result<AnyConnectOptions> {
        use sqlx::ConnectOptions as _;
        let options: AnyConnectOptions = self
            .url()
            .parse()
            // The driver's own words may quote the URL, and with it the password.
            .map_err(|_| {
                RegistryError::Invalid(format!("{self:?} is not a database that can be opened"))
            })?;
        // Statements are ours and known; arguments are secrets at times.
        Ok(options.disable_statement_logging())
    }
}
