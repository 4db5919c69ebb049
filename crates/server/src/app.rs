//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use connector_host::Host;
use connector_registry::{HistoryWriter, Registry};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::config::ServerConfig;
use crate::metrics::Metrics;
use crate::password_keys::PasswordKeys;
use crate::rates::Rates;
use crate::traces::Traces;
use crate::unsettled::HELD;

/// What all requests share.
pub(crate) struct App {
    pub(crate) config: ServerConfig,
    pub(crate) registry: Arc<Registry>,
    pub(crate) host: Arc<Host>,
    pub(crate) history: HistoryWriter,
    pub(crate) rates: Rates,
    pub(crate) metrics: Metrics,
    pub(crate) password_keys: PasswordKeys,
    pub(crate) traces: Traces,
    /// Room for claims that wait for the registry.
    pub(crate) unsettled: Arc<Semaphore>,
    /// Invocations under way: they outlive the requests that began them.
    pub(crate) calls: TaskTracker,
    draining: AtomicBool,
}

impl App {
    pub(crate) fn new(
        config: ServerConfig,
        registry: Arc<Registry>,
        host: Arc<Host>,
        password_keys: PasswordKeys,
        traces: Traces,
    ) -> Self {
        Self {
            history: HistoryWriter::start(Arc::clone(&registry)),
            rates: Rates::new(config.rate_per_second),
            metrics: Metrics::new(config.tenant_metrics),
            password_keys,
            traces,
            unsettled: Arc::new(Semaphore::new(HELD)),
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
