//! What the tenants' database says about what callers were told.

use std::collections::HashMap;

use connector_scratch::Scratch;
use serde::Serialize;

use crate::client::Client;
use crate::error::Failure;
use crate::load::ask;
use crate::seen::{Ended, Seen};

/// Acknowledged calls that are repeated, to see that they are answered alike and not run again.
const REPEATED: usize = 100;

/// Calls held against the rows that their scripts wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Calls made.
    pub calls: usize,
    /// Those that were told that they succeeded.
    pub acknowledged: usize,
    /// Those that were told of another end.
    pub otherwise: usize,
    /// Those that were never told of an end.
    pub unknown: usize,
    /// Acknowledged, and not there: must be none.
    pub lost: usize,
    /// There more than once: must be none.
    pub twice: usize,
    /// Acknowledged, and answered otherwise when asked again: must be none.
    pub forgotten: usize,
}

impl Proof {
    /// Whether nothing acknowledged was lost or forgotten, and nothing ran twice.
    pub fn holds(&self) -> bool {
        self.lost == 0 && self.twice == 0 && self.forgotten == 0 && self.acknowledged > 0
    }

    /// Asks the tenants' database, after some of the calls have been repeated by `client`.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn of(seen: &Seen, database: &Scratch, client: &mut Client) -> Result<Self, Failure> {
        let mut proof = Self {
            calls: seen.calls.len(),
            ..Self::default()
        };
        let acknowledged = seen.calls.iter();
        let acknowledged = acknowledged.filter(|call| call.ended == Ended::Acknowledged);
        let every = acknowledged.clone().count().div_ceil(REPEATED).max(1);
        for call in acknowledged.step_by(every) {
            let again = ask(client, call.tenant, &call.key).await;
            let same = again.is_ok_and(|again| {
                again.status == 200 && again.replayed && again.json()["status"] == "success"
            });
            if !same {
                proof.forgotten += 1;
            }
        }
        let session = database.client().await?;
        let rows = session
            .query("SELECT key, count(*) FROM ran GROUP BY key", &[])
            .await?;
        let ran: HashMap<String, i64> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        for call in &seen.calls {
            let count = ran.get(&call.key).copied().unwrap_or(0);
            match call.ended {
                Ended::Acknowledged => proof.acknowledged += 1,
                Ended::Otherwise => proof.otherwise += 1,
                Ended::Unknown => proof.unknown += 1,
            }
            if call.ended == Ended::Acknowledged && count == 0 {
                proof.lost += 1;
            }
            if count > 1 {
                proof.twice += 1;
            }
        }
        Ok(proof)
    }
}
