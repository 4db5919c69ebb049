//! What people and programs read of a server.

use std::time::{Duration, SystemTime};

use connector_contract::Outcome;
use connector_registry::Record;

use crate::printer::{BAD, BOLD, DIM, GOOD, Printer, out, picture, printable};

impl Printer {
    /// What a call on a server came to.
    pub(crate) fn remote_outcome(&self, outcome: &Outcome) -> anyhow::Result<()> {
        if self.is_json() {
            return self.json(outcome);
        }
        out(&picture(outcome)?);
        let (ms, id) = (outcome.receipt.wall_ms, outcome.invocation);
        out(&format!("{DIM}{ms:.1} ms; {id}{DIM:#}"));
        Ok(())
    }

    /// One line of history; a JSON document a line for programs.
    pub(crate) fn record(&self, record: &Record) -> anyhow::Result<()> {
        if self.is_json() {
            out(&serde_json::to_string(record)?);
            return Ok(());
        }
        let outcome = &record.outcome;
        let style = if outcome.status.is_ok() { GOOD } else { BAD };
        let user = record
            .user_id
            .as_deref()
            .map(|user| format!(" user {}", printable(user)));
        let message = outcome
            .error
            .as_ref()
            .map(|error| format!(": {}", printable(&error.message)));
        out(&format!(
            "{DIM}{}{DIM:#} {BOLD}{}{BOLD:#} {style}{}{style:#} {DIM}{:.1} ms{DIM:#}{}{} {DIM}{}{DIM:#}",
            time(record.at),
            outcome.action,
            outcome.status,
            outcome.receipt.wall_ms,
            user.unwrap_or_default(),
            message.unwrap_or_default(),
            outcome.invocation,
        ));
        for line in &outcome.logs {
            out(&format!(
                "    {} {}",
                line.level.name(),
                printable(&line.message)
            ));
        }
        Ok(())
    }
}

/// `2026-11-22T02:00:00.123Z`.
fn time(ms: i64) -> String {
    let since = Duration::from_millis(u64::try_from(ms).unwrap_or_default());
    let at = SystemTime::UNIX_EPOCH + since;
    humantime::format_rfc3339_millis(at).to_string()
}
