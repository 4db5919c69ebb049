//! Changes that other nodes made: forgotten here as soon as they are told, at the latest when the list is read.

use std::sync::Arc;
use std::time::Duration;

use sqlx::Row as _;
use sqlx::postgres::PgListener;
use tokio::time::timeout;

use crate::error::Result;
use crate::registry::Registry;
use crate::store::{CHANNEL, Location};

/// How often the list of changes is read where nobody tells of one.
const POLL: Duration = Duration::from_millis(1_000);
/// How long to wait before a lost connection for being told is made anew.
const RECONNECT: Duration = Duration::from_secs(2);
/// The most changes that are looked at one by one.
const LISTED: i64 = 1_000;

impl Registry {
    /// Follows the changes that others make, until it is dropped.
    pub async fn watch(self: Arc<Self>) {
        let mut seen = None;
        loop {
            let listener = match &self.store.location {
                Location::File(_) => None,
                Location::Postgres(_) => self.listener().await,
            };
            self.follow(&mut seen, listener).await;
            tokio::time::sleep(RECONNECT).await;
        }
    }

    async fn listener(&self) -> Option<PgListener> {
        let connected = async {
            let mut listener = PgListener::connect(&self.store.location.url()).await?;
            listener.listen(CHANNEL).await?;
            Ok::<_, sqlx::Error>(listener)
        };
        match connected.await {
            Ok(listener) => Some(listener),
            // The URL, which may be in the error, stays out of the log.
            Err(_) => {
                tracing::warn!(
                    "the registry can't tell of changes at once; its list of them is read instead"
                );
                None
            }
        }
    }

    /// Until the listener is lost. Without one: for a while, then another may be had.
    async fn follow(&self, seen: &mut Option<i64>, mut listener: Option<PgListener>) {
        let rounds = if self.is_shared() && listener.is_none() {
            15
        } else {
            u32::MAX
        };
        for _ in 0..rounds {
            match self.catch_up(*seen).await {
                Ok(revision) => {
                    *seen = Some(revision);
                    self.believe();
                }
                Err(error) => {
                    tracing::warn!(%error, "the registry's list of changes can't be read")
                }
            }
            match &mut listener {
                None => tokio::time::sleep(POLL).await,
                Some(listener) => match timeout(POLL, listener.try_recv()).await {
                    // Nothing was told, or something was: either way the list says what.
                    Err(_) | Ok(Ok(Some(_))) => {}
                    Ok(Ok(None) | Err(_)) => return,
                },
            }
        }
    }

    /// Forgets what changed after revision `seen`; the revision that memory is up to date with.
    async fn catch_up(&self, seen: Option<i64>) -> Result<i64> {
        let now: i64 = sqlx::query_scalar("SELECT value FROM revision WHERE id = 1")
            .fetch_one(&self.store.reads)
            .await?;
        let Some(seen) = seen.filter(|seen| *seen <= now) else {
            self.forget_all();
            return Ok(now);
        };
        if now == seen {
            return Ok(now);
        }
        let rows = sqlx::query(
            "SELECT revision, tenant FROM changes WHERE revision > $1 AND revision <= $2 ORDER BY revision LIMIT $3",
        )
        .bind(seen)
        .bind(now)
        .bind(LISTED)
        .fetch_all(&self.store.reads)
        .await?;
        // Changes that are no longer listed, or too many: everything may have changed.
        if i64::try_from(rows.len()).ok() != Some(now - seen) {
            self.forget_all();
            return Ok(now);
        }
        for row in &rows {
            self.forget(&row.try_get::<String, _>(1)?);
        }
        Ok(now)
    }
}
