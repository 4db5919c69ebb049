//! What watchdog and isolate share about the invocation under way.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use connector_capability::meter::{Meter, Wait};
use connector_contract::{Phase, Termination, TerminationCause};
use deno_core::v8;
use tokio_util::sync::CancellationToken;

use crate::watchdog::ThreadClock;

/// Told the moment a limit is hit, on whichever thread noticed: long before the script has obeyed, if ever.
pub type Hit = Arc<dyn Fn(&Termination) + Send + Sync>;

/// One isolate's place under the watchdog. Holds at most one invocation at a time.
#[derive(Default)]
pub(crate) struct Slot {
    call: Mutex<Option<Call>>,
    in_js: AtomicBool,
    /// When JavaScript was last entered or left.
    crossed: Mutex<Option<Instant>>,
    /// Read on every poll without the lock.
    condemned: AtomicBool,
}

/// The invocation in a slot.
pub(crate) struct Call {
    pub(crate) isolate: v8::IsolateHandle,
    pub(crate) clock: ThreadClock,
    pub(crate) cpu_at_start: Duration,
    pub(crate) cpu_limit: Duration,
    pub(crate) started: Instant,
    pub(crate) deadline: Instant,
    pub(crate) meter: Arc<Meter>,
    pub(crate) loading: bool,
    /// The first limit that was hit decides.
    pub(crate) termination: Option<Termination>,
    /// Wakes the invocation's future if it is waiting rather than running.
    pub(crate) killed: CancellationToken,
    pub(crate) on_hit: Hit,
}

impl Call {
    /// CPU time of the script so far: its thread's clock, less key stretching, which is booked apart.
    pub(crate) fn cpu(&self) -> Duration {
        let used = self.clock.now().saturating_sub(self.cpu_at_start);
        used.saturating_sub(self.meter.stretched())
    }
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Option<Call>> {
        self.call.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an invocation under the watchdog.
    pub(crate) fn arm(&self, call: Call) {
        let mut place = self.lock();
        self.condemned.store(false, Relaxed);
        *place = Some(call);
    }

    /// Takes the invocation out again. From here on no kill can reach the isolate through this slot.
    pub(crate) fn disarm(&self) -> Option<Termination> {
        self.lock().take().and_then(|call| call.termination)
    }

    /// Marks the end of loading: the function is about to be called.
    pub(crate) fn loaded(&self) {
        if let Some(call) = self.lock().as_mut() {
            call.loading = false;
        }
    }

    /// Whether a limit has been hit.
    pub(crate) fn is_condemned(&self) -> bool {
        self.condemned.load(Relaxed)
    }

    /// Runs `work`, which enters JavaScript, marked as such.
    pub(crate) fn in_js<R>(&self, work: impl FnOnce() -> R) -> R {
        self.cross(true);
        let result = work();
        self.cross(false);
        result
    }

    fn cross(&self, into_js: bool) {
        *self.crossed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        self.in_js.store(into_js, Relaxed);
    }

    /// Ends the invocation: a limit was hit. The first one counts.
    pub(crate) fn hit(&self, cause: TerminationCause) {
        if let Some(call) = self.lock().as_mut() {
            self.condemn(call, cause);
        }
    }

    /// One tick of the watchdog: looks at the clocks, and reminds a script that was told to stop and hasn't.
    pub(crate) fn tick(&self, now: Instant) {
        let mut place = self.lock();
        let Some(call) = place.as_mut() else { return };
        if call.termination.is_some() {
            // Termination is swallowed where an exception is being converted; so it is repeated until the slot is empty.
            call.isolate.terminate_execution();
        } else if call.cpu() >= call.cpu_limit {
            self.condemn(call, TerminationCause::Cpu);
        } else if now >= call.deadline {
            self.condemn(call, TerminationCause::Wall);
        }
    }

    fn condemn(&self, call: &mut Call, cause: TerminationCause) {
        if call.termination.is_some() {
            return;
        }
        let (phase, since) = self.phase(call);
        let spent = match cause {
            TerminationCause::Cpu => call.cpu(),
            _ => since.elapsed(),
        };
        let termination = Termination {
            cause,
            phase,
            spent,
        };
        self.condemned.store(true, Relaxed);
        call.isolate.terminate_execution();
        (call.on_hit)(&termination);
        call.termination = Some(termination);
        call.killed.cancel();
    }

    /// What the invocation is doing, and since when.
    fn phase(&self, call: &Call) -> (Phase, Instant) {
        let crossed = self
            .crossed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .unwrap_or(call.started);
        if call.loading {
            return (Phase::Loading, call.started);
        }
        if self.in_js.load(Relaxed) {
            return (Phase::Running, crossed);
        }
        let waits = [
            (Wait::Query, Phase::Query),
            (Wait::Pool, Phase::Connecting),
            (Wait::Bcrypt, Phase::Bcrypt),
        ];
        for (wait, phase) in waits {
            if let Some(since) = call.meter.waiting_since(wait) {
                return (phase, since);
            }
        }
        (Phase::Timer, crossed)
    }
}
