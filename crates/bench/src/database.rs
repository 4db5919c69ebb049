//! The PostgreSQL that everybody is measured against.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use connector_scratch::{Scratch, ScratchOptions};

use crate::work;

/// What is set on the server beside its defaults, and printed with the results.
pub(crate) const SETTINGS: &[(&str, &str)] =
    &[("synchronous_commit", "off"), ("max_connections", "200")];

/// How clients prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    /// SCRAM-SHA-256, the default of PostgreSQL.
    Scram,
    /// Not at all.
    Trust,
}

/// The server is signalled, not asked: it reads its files within milliseconds.
const RELOAD: Duration = Duration::from_millis(300);

/// A fresh server with the example's users and the wide table.
pub(crate) async fn start(top: &Path) -> Result<Scratch> {
    let settings = SETTINGS
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let scratch = Scratch::start(ScratchOptions {
        settings,
        ..ScratchOptions::default()
    })
    .await?;
    scratch
        .load_file(&top.join("examples/postgres-full/schema.sql"))
        .await?;
    scratch.load_sql("work.sql", work::SCHEMA).await?;
    Ok(scratch)
}

/// Changes whether a commit waits for the disk, from the next session on.
pub(crate) async fn set_commit(scratch: &Scratch, waits: bool) -> Result<()> {
    let setting = if waits { "on" } else { "off" };
    let client = scratch.client().await?;
    let statement = format!("ALTER SYSTEM SET synchronous_commit = {setting}");
    client.batch_execute(&statement).await?;
    client.batch_execute("SELECT pg_reload_conf()").await?;
    tokio::time::sleep(RELOAD).await;
    Ok(())
}

/// Changes how clients log in from now on.
pub(crate) async fn set_login(scratch: &Scratch, login: Login) -> Result<()> {
    let method = match login {
        Login::Scram => "scram-sha-256",
        Login::Trust => "trust",
    };
    let client = scratch.client().await?;
    // The server's own file, so the server's own hand: it may run as another user.
    let copy =
        format!("COPY (SELECT 'host all all 127.0.0.1/32 {method}') TO PROGRAM 'cat >pg_hba.conf'");
    client.batch_execute(&copy).await.context("pg_hba.conf")?;
    client.batch_execute("SELECT pg_reload_conf()").await?;
    tokio::time::sleep(RELOAD).await;
    Ok(())
}
