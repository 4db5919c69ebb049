//! Claims whose end the registry could not take: it gets them as soon as it is back.
//!
//! Until then a repeated call is told that the first one is still under way, which is the truth as far as anybody can
//! know it. What this process still holds when it ends is `crashed` for its successors.

use std::sync::Arc;
use std::time::Duration;

use connector_registry::{ClaimRef, RegistryError};

use crate::app::App;

/// Ends that are held at most: beyond it they are left to this server's successors.
pub(crate) const HELD: usize = 1_000;
/// The first pause between two tries.
const FIRST: Duration = Duration::from_millis(250);
/// The longest.
const LONGEST: Duration = Duration::from_secs(5);

/// How a claim ends.
pub(crate) enum End {
    /// With this outcome's JSON.
    Settled(Vec<u8>),
    /// As if it had never been.
    Released,
}

impl App {
    /// Ends a claim once the registry takes it.
    pub(crate) fn end_later(self: &Arc<Self>, claim: ClaimRef, end: End) {
        let Ok(held) = Arc::clone(&self.unsettled).try_acquire_owned() else {
            tracing::error!(
                "too many idempotency keys wait for the registry: this one stays in use until the server restarts"
            );
            return;
        };
        let app = Arc::clone(self);
        self.calls.spawn(async move {
            app.end(&claim, &end).await;
            drop(held);
        });
    }

    async fn end(&self, claim: &ClaimRef, end: &End) {
        let mut wait = FIRST;
        loop {
            // Who stops doesn't wait any longer, and tries once more.
            let last = self.is_draining();
            let ended = match end {
                End::Settled(outcome) => {
                    let settled = self.registry.settle_claim(claim, outcome).await;
                    settled.map(drop)
                }
                End::Released => self.registry.release_claim(claim).await,
            };
            match ended {
                Err(RegistryError::Database(_)) if !last => {}
                Err(error) => {
                    tracing::error!(%error, "an idempotency key could not be settled");
                    return;
                }
                Ok(()) => {
                    tracing::info!(invocation = %claim.invocation, "an idempotency key was settled late");
                    return;
                }
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST);
        }
    }
}
