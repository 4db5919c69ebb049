//! What the shim says about a connection it wants.

use std::fmt;

use serde::Deserialize;

/// One connection, fully resolved by the shim: defaults, environment and connection string are behind us.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Options {
    /// Name or address; brackets around an IPv6 address are allowed.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) user: String,
    /// `None`: the script has none, or `ask_password` is set.
    pub(crate) password: Option<String>,
    /// `password` is a function, called when the server wants one.
    #[serde(default)]
    pub(crate) ask_password: bool,
    /// The password is a number: good enough for old authentication, refused by SCRAM.
    #[serde(default)]
    pub(crate) odd_password: bool,
    /// Startup parameters in the order they are sent; `user` and `client_encoding` included.
    pub(crate) startup: Vec<(String, String)>,
    pub(crate) tls: Option<TlsOptions>,
    /// Prefer SCRAM-SHA-256-PLUS.
    #[serde(default)]
    pub(crate) channel_binding: bool,
    /// Most PBKDF2 rounds a server may demand; 0 leaves it to the codec's own bound.
    pub(crate) scram_max_iterations: f64,
    /// The script's own `connectionTimeoutMillis`; 0 for none.
    #[serde(default)]
    pub(crate) connect_timeout: f64,
}

/// The parts of Node's `tls.connect` options that mean something here. Keys and certificates are PEM text.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TlsOptions {
    pub(crate) reject_unauthorized: bool,
    /// Replaces the well-known authorities.
    pub(crate) ca: Option<Vec<String>>,
    pub(crate) cert: Option<String>,
    pub(crate) key: Option<String>,
    #[serde(default)]
    pub(crate) passphrase: bool,
    /// Said to the server, and checked against its certificate. `None` for a host that is an address.
    pub(crate) servername: Option<String>,
    /// The script checks the server's identity itself (`checkServerIdentity`).
    #[serde(default)]
    pub(crate) ask_identity: bool,
    /// Start with the handshake instead of PostgreSQL's own request (`sslnegotiation: 'direct'`).
    #[serde(default)]
    pub(crate) direct: bool,
    /// `TLSv1.2` or `TLSv1.3`.
    pub(crate) min_version: Option<String>,
    pub(crate) max_version: Option<String>,
}

// Written by hand so that neither password nor key can reach a log.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("user", &self.user)
            .field("tls", &self.tls.is_some())
            .finish_non_exhaustive()
    }
}
