//! The bounds this module keeps, read in one place.

use std::time::Duration;

use connector_capability::Capabilities;

/// The bounds of one invocation as far as databases are concerned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Clients an invocation may hold at once.
    pub(crate) clients: usize,
    /// Rows one query may deliver.
    pub(crate) rows: u64,
    /// Bytes of cell text one query may deliver.
    pub(crate) row_bytes: u64,
    /// Time to resolve, connect, negotiate TLS and authenticate.
    pub(crate) connect: Duration,
}

/// SQL text and parameters of one request, in bytes. PostgreSQL takes 1 GiB; nothing a profile script does needs it.
pub(crate) const MAX_REQUEST_BYTES: usize = 16 * 1024 * 1024;
/// One message of the server that is not a row: descriptions, errors, notices.
pub(crate) const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;
/// Requests on the wire at once (`pipeline: true`); further ones wait in the client's own queue.
pub(crate) const MAX_PIPELINED: usize = 64;
/// Notices and notifications kept for a client nobody listens to; then the server has to wait.
pub(crate) const MAX_EVENTS: usize = 64;
/// Opening a second connection to cancel a statement, and waiting for it to take effect.
pub(crate) const CANCEL_TIME: Duration = Duration::from_millis(1000);
/// How often a statement is asked to stop before we leave without it.
pub(crate) const CANCEL_ATTEMPTS: usize = 4;
/// Waiting for the server to hang up after our good-bye.
pub(crate) const GOODBYE_TIME: Duration = Duration::from_millis(300);

/// Writing a session's reset, and later waiting for the rest of its answer.
pub(crate) const RESET_TIME: Duration = Duration::from_millis(1000);
/// Names of a script's own that a session may have prepared and still be lent again.
pub(crate) const MAX_NAMES: usize = 256;

impl Bounds {
    /// What `capabilities` allow.
    pub(crate) fn of(capabilities: &Capabilities) -> Self {
        let limits = &capabilities.limits;
        Self {
            clients: limits.clients,
            rows: u64::try_from(limits.rows).unwrap_or(u64::MAX),
            row_bytes: u64::try_from(limits.row_bytes).unwrap_or(u64::MAX),
            connect: limits.connect,
        }
    }
}
