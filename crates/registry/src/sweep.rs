//! What has expired goes.

use std::time::Duration;

use sqlx::AssertSqlSafe;

use crate::clock::now_ms;
use crate::error::Result;
use crate::nodes::DEAD_AFTER_MS;
use crate::registry::Registry;

/// How long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Invocations in history.
    pub history: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            history: Duration::from_secs(30 * 24 * 60 * 60),
        }
    }
}

/// Changes are listed for so long: a node that was away for longer forgets everything.
const CHANGES_MS: i64 = 60 * 60 * 1000;
/// Dead nodes are remembered for so long.
const NODES_MS: i64 = 10 * DEAD_AFTER_MS;
/// Rows deleted in one transaction: others need the database meanwhile.
const BATCH: i64 = 1_000;

impl Registry {
    /// Deletes what has expired; how many rows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, retention: &Retention) -> Result<u64> {
        let now = now_ms();
        let history = i64::try_from(retention.history.as_millis()).unwrap_or(i64::MAX);
        let mut count = 0;
        for (table, key, time, before) in [
            (
                "claims",
                "tenant, connection, action, idempotency_key",
                "expires_at",
                now,
            ),
            ("nonces", "key_id, nonce", "expires_at", now),
            ("changes", "revision", "at", now.saturating_sub(CHANGES_MS)),
            ("nodes", "id", "seen_at", now.saturating_sub(NODES_MS)),
            ("invocations", "id", "at", now.saturating_sub(history)),
        ] {
            let sql = format!(
                "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {time} <= $1 LIMIT $2)"
            );
            loop {
                let mut transaction = self.store.begin().await?;
                let gone = sqlx::query(AssertSqlSafe(sql.clone()))
                    .bind(before)
                    .bind(BATCH)
                    .execute(&mut *transaction)
                    .await?
                    .rows_affected();
                transaction.commit().await?;
                count += gone;
                if i64::try_from(gone).is_ok_and(|gone| gone < BATCH) {
                    break;
                }
            }
        }
        Ok(count)
    }
}
