use std::sync::Arc;
use std::time::{Duration, Instant};

use connector_contract::Limits;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::egress::Egress;
use crate::lender::Lender;
use crate::meter::{Meter, PendingOp};
use crate::permit::Permits;

/// All that one invocation lends to the modules' ops.
///
/// Cheap to clone; every clone speaks of the same invocation.
#[derive(Clone)]
pub struct Capabilities {
    /// The bounds of this invocation.
    pub limits: Arc<Limits>,
    /// When the invocation's wall clock runs out.
    pub deadline: Instant,
    /// Fires when the invocation is over, for whatever reason: whoever waits must stop, whoever holds a client must close it.
    pub over: CancellationToken,
    /// Every task a module starts goes through here: after `over` has fired the host waits, for a bounded time, until
    /// all have ended, so that no database session outlives its invocation.
    pub tasks: TaskTracker,
    /// What the invocation has used so far.
    pub meter: Arc<Meter>,
    /// The way to outside addresses.
    pub egress: Arc<dyn Egress>,
    /// Permits for work on other threads (bcrypt and its like).
    pub permits: Permits,
    /// Sessions kept from one invocation to the next, where the process serves several.
    pub lender: Option<Lender>,
    /// Every connection ends at a relay of the host's own that passes everything on encrypted: a script's TLS, which would
    /// end there too, is left out.
    pub relay_encrypts: bool,
}

/// A bound of design that throws into the script instead of ending it: `Error` with `code: 'CONNECTOR_LIMIT'`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} is limited to {limit}")]
pub struct LimitError {
    /// The thing that is bounded, as an author would name it: `pending operations`.
    pub what: &'static str,
    /// The bound with its unit: `1000`, `16777216 bytes`.
    pub limit: String,
}

impl Capabilities {
    /// Time left until the deadline; zero when it has passed.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Counts one asynchronous op until the guard is dropped.
    ///
    /// # Errors
    /// When the invocation already has as many ops pending as its limits allow.
    pub fn begin_op(&self) -> Result<PendingOp, LimitError> {
        let limit = self.limits.pending_ops;
        PendingOp::begin(Arc::clone(&self.meter), limit).ok_or_else(|| LimitError {
            what: "pending operations of an invocation",
            limit: limit.to_string(),
        })
    }
}
