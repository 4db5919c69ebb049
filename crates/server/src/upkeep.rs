//! What happens by the clock.

use std::sync::Arc;
use std::time::Duration;

use connector_registry::Retention;
use connector_registry::nodes::HEARTBEAT_MS;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;

const SWEEP: Duration = Duration::from_secs(10 * 60);
const ORPHANS: Duration = Duration::from_secs(15);

/// Says that this server lives, ends what dead ones left, and clears away what has expired; until it is dropped.
pub(crate) async fn keep(app: Arc<App>) {
    let heartbeat = Duration::from_millis(u64::try_from(HEARTBEAT_MS).unwrap_or(5_000));
    let mut beat = interval(heartbeat);
    let mut orphans = interval(ORPHANS);
    let mut sweep = interval(SWEEP);
    for each in [&mut beat, &mut orphans, &mut sweep] {
        each.set_missed_tick_behavior(MissedTickBehavior::Delay);
    }
    loop {
        tokio::select! {
            _ = beat.tick() => told("this server's heartbeat", app.registry.beat().await),
            _ = orphans.tick() => told("ending what dead servers left", app.registry.crash_orphans().await),
            _ = sweep.tick() => {
                let retention: &Retention = &app.config.retention;
                told("clearing away what has expired", app.registry.sweep(retention).await);
            }
        }
    }
}

fn told<T>(what: &str, result: Result<T, connector_registry::RegistryError>) {
    if let Err(error) = result {
        tracing::warn!(%error, "{what} failed");
    }
}
