//! Admission as callers wait for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, oneshot};

use crate::admission::{Admission, Asked, Rules};
use crate::error::{Full, HostError};

/// The way in.
pub(crate) struct Gate {
    admission: Mutex<Admission<Waiter>>,
    age: Duration,
    left: Notify,
}

/// Who waits: the tenant, and where its permit goes.
type Waiter = (String, oneshot::Sender<Permit>);

/// The right to run one invocation; given back when dropped.
pub(crate) struct Permit {
    gate: Arc<Gate>,
    tenant: String,
    since: Instant,
}

impl Gate {
    pub(crate) fn new(rules: Rules) -> Arc<Self> {
        Arc::new(Self {
            admission: Mutex::new(Admission::new(rules)),
            age: rules.age,
            left: Notify::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Admission<Waiter>> {
        self.admission
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a place, as long as one may.
    pub(crate) async fn enter(self: &Arc<Self>, tenant: &str) -> Result<Permit, HostError> {
        let (sender, receiver) = oneshot::channel();
        let asked = self
            .lock()
            .ask(tenant, (tenant.to_owned(), sender), Instant::now());
        let ticket = match asked {
            Asked::Run(_) => return Ok(self.permit(tenant)),
            Asked::Refused { what, retry_after } => {
                return Err(HostError::Busy { retry_after, what });
            }
            Asked::Wait(ticket) => ticket,
        };
        let _place = Place {
            gate: self,
            tenant,
            ticket,
        };
        match tokio::time::timeout(self.age, receiver).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(HostError::Busy {
                retry_after: self.lock().retry_after(),
                what: Full::Patience,
            }),
        }
    }

    fn permit(self: &Arc<Self>, tenant: &str) -> Permit {
        Permit {
            gate: Arc::clone(self),
            tenant: tenant.to_owned(),
            since: Instant::now(),
        }
    }

    /// Invocations that run, and that wait.
    pub(crate) fn counts(&self) -> (usize, usize) {
        self.lock().counts()
    }

    /// Waits until nobody runs or waits.
    pub(crate) async fn is_empty(&self) {
        loop {
            let left = self.left.notified();
            if self.counts() == (0, 0) {
                return;
            }
            left.await;
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let took = self.since.elapsed();
        let next = self.gate.lock().leave(&self.tenant, took, Instant::now());
        // Outside the lock: a permit that nobody takes any more comes right back here.
        for (tenant, sender) in next {
            let _ = sender.send(self.gate.permit(&tenant));
        }
        self.gate.left.notify_waiters();
    }
}

/// A place in the queue; given up when dropped.
struct Place<'a> {
    gate: &'a Gate,
    tenant: &'a str,
    ticket: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.gate.lock().give_up(self.tenant, self.ticket);
        self.gate.left.notify_waiters();
    }
}
