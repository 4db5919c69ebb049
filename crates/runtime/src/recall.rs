//! Taking an invocation back from another thread, whether it has begun or not.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use connector_capability::meter::Meter;
use connector_contract::TerminationCause;

use crate::slot::Slot;

/// One invocation's handle for whoever may take it back. Clones are the same handle.
#[derive(Clone, Default)]
pub struct Recall(Arc<Mutex<Standing>>);

#[derive(Default)]
enum Standing {
    /// The lane hasn't come to it yet.
    #[default]
    Waiting,
    Running {
        slot: Arc<Slot>,
        meter: Arc<Meter>,
    },
    Over,
    TakenBack,
}

/// What became of the wish to take an invocation back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recalled {
    /// It had not begun and never will; nobody reports of it any more.
    BeforeItBegan,
    /// It has been told to stop, and ends `cancelled`.
    Told,
    /// A statement has left for a database, or it is over: it runs on.
    TooLate,
}

impl Recall {
    /// Ends the invocation; with `unless_sent`, only if no statement has left for a database, and then none will.
    pub fn take_back(&self, unless_sent: bool) -> Recalled {
        let mut standing = self.lock();
        match &*standing {
            Standing::Waiting => {
                *standing = Standing::TakenBack;
                Recalled::BeforeItBegan
            }
            Standing::Running { slot, meter } => {
                if unless_sent && !meter.take_back() {
                    return Recalled::TooLate;
                }
                // Under the lock: once the invocation is over its slot may hold another one.
                slot.hit(TerminationCause::Cancelled);
                Recalled::Told
            }
            Standing::Over | Standing::TakenBack => Recalled::TooLate,
        }
    }

    /// It is in its slot. `false`: it was taken back before.
    pub(crate) fn begin(&self, slot: &Arc<Slot>, meter: &Arc<Meter>) -> bool {
        let mut standing = self.lock();
        if matches!(*standing, Standing::TakenBack) {
            return false;
        }
        *standing = Standing::Running {
            slot: Arc::clone(slot),
            meter: Arc::clone(meter),
        };
        true
    }

    /// It is about to leave its slot.
    pub(crate) fn end(&self) {
        *self.lock() = Standing::Over;
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
