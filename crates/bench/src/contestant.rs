//! Who is measured: each answers rounds of calls with counts and latencies.

use anyhow::Result;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, TryStreamExt as _};
use serde::Deserialize;
use std::time::Duration;

/// One round, as counted by whoever ran it.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Round {
    /// Calls that were answered.
    pub(crate) calls: u64,
    /// How long the round took.
    pub(crate) seconds: f64,
    /// Median latency of a call, in microseconds.
    pub(crate) p50_us: f64,
    /// Latency that one call in a hundred exceeds, in microseconds.
    pub(crate) p99_us: f64,
}

/// Warm and ready for one kind of work.
pub(crate) trait Contestant: Send {
    /// As it is called in the table.
    fn name(&self) -> &'static str;
    /// Runs calls for `length`.
    fn round(&mut self, length: Duration) -> BoxFuture<'_, Result<Round>>;
}

/// Waits for all callers. Only who is woken is looked at: sixteen that are looked at for each other's answers would be
/// measured as well.
pub(crate) async fn together<T>(
    callers: impl Iterator<Item = impl Future<Output = Result<T>>>,
) -> Result<Vec<T>> {
    callers.collect::<FuturesUnordered<_>>().try_collect().await
}

/// A round from its latencies, in microseconds.
pub(crate) fn summary(mut latencies: Vec<f64>, seconds: f64) -> Round {
    latencies.sort_by(f64::total_cmp);
    let at = |percent: usize| {
        let index = (latencies.len() * percent / 100).min(latencies.len().saturating_sub(1));
        latencies.get(index).copied().unwrap_or(f64::NAN)
    };
    Round {
        calls: latencies.len() as u64,
        seconds,
        p50_us: at(50),
        p99_us: at(99),
    }
}
