//! Database sessions that the host lends, as numbers.

use connector_host::{Gauges, SessionsHeld, SessionsPast};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::signed;

type By = Family<[(&'static str, &'static str); 1], Gauge>;

/// Taken over at each scrape.
#[derive(Default)]
pub(super) struct SessionMetrics {
    held: By,
    breakers: Gauge,
    opened: Gauge,
    borrowed: Gauge,
    closed: By,
    refused: By,
}

impl SessionMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "sessions",
            "Database sessions that are lent to one invocation after the other, in use or idle",
            self.held.clone(),
        );
        registry.register(
            "session_breakers_open",
            "Database servers that scripts are kept from for now because they could not be reached",
            self.breakers.clone(),
        );
        registry.register(
            "sessions_opened",
            "Database sessions opened since the start",
            self.opened.clone(),
        );
        registry.register(
            "sessions_borrowed",
            "Database sessions lent again since the start",
            self.borrowed.clone(),
        );
        registry.register(
            "sessions_closed",
            "Database sessions closed since the start, by why they could not be lent again",
            self.closed.clone(),
        );
        registry.register(
            "sessions_refused",
            "Clients that got no database session since the start",
            self.refused.clone(),
        );
    }

    pub(super) fn set(&self, gauges: &Gauges) {
        let SessionsHeld {
            lent,
            idle,
            breakers_open,
        } = gauges.sessions;
        let SessionsPast {
            opened,
            borrowed,
            closed_aged,
            closed_idle,
            closed_changed,
            closed_reset,
            closed_dead,
            refused_full,
            refused_unavailable,
        } = gauges.sessions_past;
        let set = |family: &By, label, value, count: i64| {
            family.get_or_create(&[(label, value)]).set(count);
        };
        set(&self.held, "state", "lent", signed(lent));
        set(&self.held, "state", "idle", signed(idle));
        self.breakers.set(signed(breakers_open));
        self.opened.set(signed(opened));
        self.borrowed.set(signed(borrowed));
        for (reason, count) in [
            ("age", closed_aged),
            ("idle", closed_idle),
            ("changed", closed_changed),
            ("reset_failed", closed_reset),
            ("dead", closed_dead),
        ] {
            set(&self.closed, "reason", reason, signed(count));
        }
        for (reason, count) in [("full", refused_full), ("unavailable", refused_unavailable)] {
            set(&self.refused, "reason", reason, signed(count));
        }
    }
}
