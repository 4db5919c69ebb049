//! The tables, brought up to date.

use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, AssertSqlSafe, SqlSafeStr as _};

use tokio::time::sleep;

use super::Location;
use crate::error::Result;

/// Every step there ever was, in order. A step that was released is never changed: the next one mends it.
const STEPS: &[(&str, &str)] = &[
    (
        "registry",
        include_str!("../../migrations/0001_registry.sql"),
    ),
    ("dialect", SETTINGS),
];

/// The step that brings connections' settings up to date; a backup's may be older than the tables it is restored into.
pub(crate) const SETTINGS: &str = include_str!("../../migrations/0002_dialect.sql");

/// How often a file's steps are tried, and how long after one another.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(100);

/// Runs the steps that this database has not seen. Two nodes that start at once wait for each other.
pub(super) async fn migrate(pool: &AnyPool, location: &Location) -> Result<()> {
    let steps = (1..).zip(STEPS).map(|(number, (name, sql))| {
        let sql = match location {
            Location::File(_) => (*sql).to_owned(),
            Location::Postgres(_) => sql.replace("BLOB", "BYTEA"),
        };
        let sql = AssertSqlSafe(sql).into_sql_str();
        Migration::new(number, (*name).into(), MigrationType::Simple, sql, false)
    });
    let migrator = Migrator::with_migrations(steps.collect());
    for again in (0..TRIES).rev() {
        match migrator.run(pool).await {
            // PostgreSQL's migrators wait for each other; SQLite's don't, and the one that came second fails whole.
            Err(_) if again > 0 && matches!(location, Location::File(_)) => sleep(PAUSE).await,
            ended => return Ok(ended?),
        }
    }
    Ok(())
}
