//! One hashing under the limits of its invocation.

use std::sync::Arc;

use connector_capability::Capabilities;
use connector_capability::meter::{Wait, Waiting};

use crate::error::BcryptError;
use crate::hash::{self, Digest};
use crate::key::Key;

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

    /// Works until done or the invocation is over.
    fn work(&self) -> Result<Digest, BcryptError> {
        hash::digest(&self.key, &self.salt, self.cost, || {
            if self.lent.over.is_cancelled() || self.lent.remaining().is_zero() {
                Err(BcryptError::Over)
            } else {
                Ok(())
            }
        })
    }

    /// Works on the isolate's own thread; its CPU limit leaves this time out.
    pub(crate) fn run(&self) -> Result<Digest, BcryptError> {
        let _stretching = self.lent.meter.begin_stretching();
        self.work()
    }

    /// Works on another thread, as soon as there is a permit.
    pub(crate) async fn run_beside(self) -> Result<Digest, BcryptError> {
        let _pending = self.lent.begin_op()?;
        let _waiting = Waiting::begin(Arc::clone(&self.lent.meter), Wait::Bcrypt);
        let over = self.lent.over.clone();
        let deadline = self.lent.deadline;
        let tasks = self.lent.tasks.clone();
        let work = async {
            let permit = self.lent.permits.acquire().await.ok_or(BcryptError::Over)?;
            tasks
                .spawn_blocking(move || {
                    // Held by the thread, not by the waiter: a waiter that gave up doesn't make the core free.
                    let _permit = permit;
                    self.work()
                })
                .await
                .map_err(|_| BcryptError::Over)?
        };
        tokio::select! {
            biased;
            () = over.cancelled() => Err(BcryptError::Over),
            done = tokio::time::timeout_at(deadline.into(), work) => done.map_err(|_| BcryptError::Over)?,
        }
    }
}
