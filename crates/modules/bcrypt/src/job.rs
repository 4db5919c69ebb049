//! One hashing under the limits of its invocation.

use std::sync::Arc;

use connector_capability::Capabilities;
use connector_capability::meter::{Wait, Waiting};
use connector_capability::permit::Permits;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::error::BcryptError;
use crate::hash::{self, Digest};
use crate::key::Key;
use crate::lockstep::Hashing;
use crate::loom::Loom;

/// All that a hashing needs, copied out of JavaScript's memory.
#[derive(Clone)]
pub(crate) struct Job {
    key: Key,
    salt: [u8; 16],
    cost: u8,
    lent: Capabilities,
}

impl Job {
    /// # Errors
    /// When the cost is above the invocation's limit.
    pub(crate) fn new(
        key: Key,
        salt: [u8; 16],
        cost: u8,
        lent: Capabilities,
    ) -> Result<Self, BcryptError> {
        let limit = lent.limits.bcrypt_cost;
        if u32::from(cost) > limit {
            return Err(BcryptError::Cost { asked: cost, limit });
        }
        Ok(Self {
            key,
            salt,
            cost,
            lent,
        })
    }

    /// Whether the invocation goes on.
    ///
    /// # Errors
    /// When it is over, or out of time.
    pub(crate) fn go_on(&self) -> Result<(), BcryptError> {
        if self.lent.over.is_cancelled() || self.lent.remaining().is_zero() {
            Err(BcryptError::Over)
        } else {
            Ok(())
        }
    }

    /// The work, with no round of it done.
    pub(crate) fn begin(&self) -> Hashing {
        Hashing::begin(&self.key, &self.salt, self.cost)
    }

    /// Held for as long as the host is to wait for the work.
    pub(crate) fn tracked(&self) -> TaskTrackerToken {
        self.lent.tasks.token()
    }

    /// The permits for work on other threads.
    pub(crate) fn permits(&self) -> &Permits {
        &self.lent.permits
    }

    /// Works on the isolate's own thread; its CPU limit leaves this time out.
    pub(crate) fn run(&self) -> Result<Digest, BcryptError> {
        let _stretching = self.lent.meter.begin_stretching();
        hash::digest(&self.key, &self.salt, self.cost, || self.go_on())
    }

    /// Works on another thread, as soon as there is a place.
    pub(crate) async fn run_beside(self) -> Result<Digest, BcryptError> {
        let _pending = self.lent.begin_op()?;
        let _waiting = Waiting::begin(Arc::clone(&self.lent.meter), Wait::Bcrypt);
        let over = self.lent.over.clone();
        let deadline = self.lent.deadline;
        let work = Loom::order(self).end();
        tokio::select! {
            biased;
            () = over.cancelled() => Err(BcryptError::Over),
            done = tokio::time::timeout_at(deadline.into(), work) => done.map_err(|_| BcryptError::Over)?,
        }
    }
}
