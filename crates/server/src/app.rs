//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use connector_host::Host;
use connector_registry::{HistoryWriter, Registry};
use tokio_util::task::TaskTracker;

use crate::config::ServerConfig;
use crate::metrics::Metrics;
use crate::rates::Rates;

/// What all requests share.
pub(crate) struct App {
    pub(crate) config: ServerConfig,
    pub(crate) registry: Arc<Registry>,
    pub(crate) host: Arc<Host>,
    pub(crate) history: HistoryWriter,
    pub(crate) rates: Rates,
    pub(crate) metrics: Metrics,
    /// Invocations under way: they outlive the requests that began them.
    pub(crate) calls: TaskTracker,
    draining: AtomicBool,
}

impl App {
    pub(crate) fn new(config: ServerConfig, registry: Arc<Registry>, host: Arc<Host>) -> Self {
        Self {
            history: HistoryWriter::start(Arc::clone(&registry)),
            rates: Rates::new(config.rate_per_second),
            metrics: Metrics::new(config.tenant_metrics),
            calls: TaskTracker::new(),
            draining: AtomicBool::new(false),
            config,
            registry,
            host,
        }
    }

    /// From now on it says that it is not ready.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}
