//! Permits for expensive work beside the isolate's thread.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many CPU-heavy jobs (bcrypt, scrypt, pbkdf2) a process runs at once. Clones share the same permits.
#[derive(Debug, Clone)]
pub struct Permits(Arc<Semaphore>);

/// The right to run one job; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    _held: OwnedSemaphorePermit,
}

impl Permits {
    /// `count` jobs at once; at least one.
    pub fn new(count: usize) -> Self {
        Self(Arc::new(Semaphore::new(count.max(1))))
    }

    /// Waits for a place. The caller bounds the wait (by the invocation's end).
    pub async fn acquire(&self) -> Option<Permit> {
        // The semaphore is never closed, so this is `Some` in practice; an op must not panic either way.
        let held = Arc::clone(&self.0).acquire_owned().await.ok()?;
        Some(Permit { _held: held })
    }
}
