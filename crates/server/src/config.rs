//! What can be set of a server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use connector_registry::Retention;

use crate::traces::TraceSettings;

/// How a server is set up.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Where it listens; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// Certificate and key; without them it speaks plain HTTP.
    pub tls: Option<TlsFiles>,
    /// How long requests under way may take to end after the signal to stop.
    pub drain: Duration,
    /// The largest body of a request, in bytes.
    pub body_bytes: usize,
    /// Requests a second that one tenant may make, unless the tenant says otherwise.
    pub rate_per_second: u32,
    /// How long things are kept.
    pub retention: Retention,
    /// Whether metrics tell tenants apart. With thousands of them that is much to store.
    pub tenant_metrics: bool,
    /// Where traces go; nowhere where there is nothing.
    pub traces: Option<TraceSettings>,
}

/// Files in PEM.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate chain, the server's own first.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}
