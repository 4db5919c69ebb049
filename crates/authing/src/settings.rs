//! What the operator decides about the face, for all tenants alike.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use ipnetwork::IpNetwork;

use crate::geo::Geo;
use crate::notify::Notifier;

/// The operator's settings.
pub struct Settings {
    /// Networks whose `x-forwarded-for` is believed.
    pub trusted_proxies: Vec<IpNetwork>,
    /// Where addresses are; without it `context.request.geo` is empty.
    pub geo: Option<Geo>,
    /// How users are told of a changed password; without it whoever asks for that is refused.
    pub notifier: Option<Arc<dyn Notifier>>,
    /// The time, for signatures and tokens.
    pub clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    /// The most bytes of a request's body.
    pub body_bytes: usize,
    /// Addresses that scripts' connections come from, for `system`.
    pub public_ips: Vec<String>,
}

impl Default for Settings {
    /// No proxies, no geo, no notifier, the system's clock, 1 MiB.
    fn default() -> Self {
        Self {
            trusted_proxies: Vec::new(),
            geo: None,
            notifier: None,
            clock: Arc::new(SystemTime::now),
            body_bytes: 1024 * 1024,
            public_ips: Vec::new(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("trusted_proxies", &self.trusted_proxies)
            .field("geo", &self.geo.is_some())
            .field("notifier", &self.notifier.is_some())
            .field("body_bytes", &self.body_bytes)
            .finish_non_exhaustive()
    }
}
