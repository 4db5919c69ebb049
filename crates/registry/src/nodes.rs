//! Which servers live. A server that isn't heard of for long is taken for dead, and what it had begun for crashed.

use std::fmt;

use uuid::Uuid;

use crate::clock::now_ms;
use crate::error::Result;
use crate::registry::Registry;

/// How often a server says that it lives, in milliseconds.
pub const HEARTBEAT_MS: i64 = 5_000;
/// A server that was silent for this long is dead. Longer than any invocation may take, so that one which lost its
/// database for a moment still finds its claims.
pub const DEAD_AFTER_MS: i64 = 60_000;

/// A server process, for as long as it lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeId(String);

impl NodeId {
    pub(crate) fn fresh() -> Self {
        Self(Uuid::now_v7().to_string())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Registry {
    /// Says that this server lives.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn beat(&self) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        sqlx::query(
            "INSERT INTO nodes (id, started_at, seen_at) VALUES ($1, $2, $2) \
             ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at",
        )
        .bind(self.node.as_str())
        .bind(now_ms())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Says that this server is going, its claims settled.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn leave(&self) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        sqlx::query("DELETE FROM nodes WHERE id = $1")
            .bind(self.node.as_str())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// From when on a server must have been heard of to be alive now. A file has one server: every other is dead.
    pub(crate) fn alive_since(&self) -> i64 {
        if self.is_shared() {
            now_ms().saturating_sub(DEAD_AFTER_MS)
        } else {
            i64::MAX
        }
    }
}
