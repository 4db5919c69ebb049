//! One hashing under the limits of its invocation.

use std::time::Instant;

use connector_capability::Capabilities;
use connector_capability::meter::Wait;

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

    /// Works on this thread until done or the invocation is over. The time is booked slice by slice, so that a
    /// watchdog that tells hashing from other work sees it while it runs.
    pub(crate) fn run(&self) -> Result<Digest, BcryptError> {
        let mut since = Instant::now();
        let mut book = || {
            let now = Instant::now();
            self.lent
                .meter
                .add(Wait::Bcrypt, now.saturating_duration_since(since));
            since = now;
        };
        let digest = hash::digest(&self.key, &self.salt, self.cost, || {
            book();
            if self.lent.over.is_cancelled() || self.lent.remaining().is_zero() {
                Err(BcryptError::Over)
            } else {
                Ok(())
            }
        });
        book();
        digest
    }

    /// Works on another thread, as soon as there is a permit.
    pub(crate) async fn run_beside(self) -> Result<Digest, BcryptError> {
        let _pending = self.lent.begin_op()?;
        let over = self.lent.over.clone();
        let deadline = self.lent.deadline;
        let tasks = self.lent.tasks.clone();
        let work = async {
            let permit = self.lent.permits.acquire().await.ok_or(BcryptError::Over)?;
            tasks
                .spawn_blocking(move || {
                    // Held by the thread, not by the waiter: a waiter that gave up doesn't make the core free.
                    let _permit = permit;
                    self.run()
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
