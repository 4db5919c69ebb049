//! What watchdog and isolate share about the invocation under way.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use connector_capability::meter::{Meter, Wait};
use connector_contract::{Phase, Termination, TerminationCause};
use deno_core::v8;
use tokio_util::sync::CancellationToken;

use crate::ledger::Mark;
use crate::slice;
use crate::watchdog::ThreadClock;

/// What the watchdog tells, on whichever thread noticed.
#[derive(Debug)]
pub(crate) enum Notice<'a> {
    /// A limit was hit just now: long before the script has obeyed, if ever.
    Limit(&'a Termination, Spent),
    /// The script was told to stop, and has kept its thread busy for [`obedience`] of processor time since.
    Stuck,
}

/// Told of what the watchdog notices.
pub(crate) type Tell = Arc<dyn Fn(Notice<'_>) + Send + Sync>;

/// Processor time that a script which was told to stop may go on using. In processor time and not by the clock: on a
/// machine with too much to do, an obedient script may not get to run at all for so long.
const OBEDIENCE: Duration = Duration::from_millis(250);
/// The largest heap that V8 collects well within that. It looks whether it should stop before and after it collects, and
/// takes some half a millisecond for a mebibyte: what a heap has beyond this adds a millisecond for each.
const USUAL_HEAP_MIB: usize = 64;

/// The processor time that a script with such a heap may go on using.
fn obedience(heap_bytes: usize) -> Duration {
    let beyond = (heap_bytes >> 20).saturating_sub(USUAL_HEAP_MIB);
    OBEDIENCE + Duration::from_millis(beyond as u64)
}

/// Processor time of one stay in JavaScript after which its thread gives way to the others.
const LONG_STAY: Duration = Duration::from_millis(5);

/// What an invocation has used of its thread.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spent {
    /// Processor time, key stretching excepted.
    pub(crate) cpu: Duration,
    /// Time inside V8.
    pub(crate) js: Duration,
}

/// One isolate's place under the watchdog. Holds at most one invocation at a time.
#[derive(Default)]
pub(crate) struct Slot {
    call: Mutex<Option<Call>>,
    /// Read on every poll without the lock.
    condemned: AtomicBool,
    /// V8 came near its limits while no invocation was there to be ended for it.
    doubtful: AtomicBool,
    /// The watchdog has this slot on its list; touched under the list's lock only.
    pub(crate) watched: AtomicBool,
}

/// What an invocation brings to its slot.
pub(crate) struct Armed {
    pub(crate) isolate: v8::IsolateHandle,
    pub(crate) clock: ThreadClock,
    /// The thread's processor time, where it has been read just now: reading it is a system call.
    pub(crate) clock_read: Option<Duration>,
    pub(crate) cpu_limit: Duration,
    /// What the isolate's heap may hold.
    pub(crate) heap_bytes: usize,
    pub(crate) started: Instant,
    pub(crate) deadline: Instant,
    pub(crate) meter: Arc<Meter>,
    /// The script is still to be loaded.
    pub(crate) loading: bool,
    /// Wakes the invocation's future if it is waiting rather than running.
    pub(crate) killed: CancellationToken,
    pub(crate) mark: Mark,
    pub(crate) tell: Tell,
}

/// What is known of an invocation that was taken out of its slot.
#[derive(Default)]
pub(crate) struct Disarmed {
    pub(crate) termination: Option<Termination>,
    pub(crate) spent: Spent,
    /// The thread's processor time when JavaScript was last left.
    pub(crate) clock: Option<Duration>,
}

/// The invocation in a slot.
struct Call {
    armed: Armed,
    /// What earlier stays in JavaScript have used, key stretching included.
    cpu: Duration,
    js: Duration,
    /// The thread's processor time when JavaScript was entered; `None` outside.
    entered: Option<Duration>,
    /// The thread's processor time when JavaScript was last left.
    left: Option<Duration>,
    /// When JavaScript was last entered or left.
    crossed: Instant,
    /// This stay in JavaScript is a long one, and its thread has been asked to give way.
    long: bool,
    /// The first limit that was hit decides.
    termination: Option<Termination>,
    /// The thread's processor time when it was, unless that has been told of.
    hit_at: Option<Duration>,
}

impl Call {
    /// Processor time of the script so far: while it was in JavaScript, less key stretching, which is booked apart.
    fn spent(&self) -> Spent {
        let now = |entered| self.armed.clock.now().saturating_sub(entered);
        let (cpu, js) = match self.entered {
            Some(entered) => (now(entered), self.crossed.elapsed()),
            None => (Duration::ZERO, Duration::ZERO),
        };
        Spent {
            cpu: (self.cpu + cpu).saturating_sub(self.armed.meter.stretched()),
            js: self.js + js,
        }
    }

    fn cross(&mut self, into_js: bool) {
        self.armed.mark.in_js(into_js);
        self.long = false;
        let known = self.armed.clock_read.take();
        if into_js {
            self.entered = Some(known.unwrap_or_else(|| self.armed.clock.now()));
            self.crossed = Instant::now();
        } else if let Some(entered) = self.entered.take() {
            let clock = self.armed.clock.now();
            self.cpu += clock.saturating_sub(entered);
            self.left = Some(clock);
            let now = Instant::now();
            self.js += now.saturating_duration_since(self.crossed);
            self.crossed = now;
        }
    }

    fn condemn(&mut self, cause: TerminationCause, condemned: &AtomicBool) {
        if self.termination.is_some() {
            return;
        }
        let (phase, since) = self.phase();
        let spent = match cause {
            TerminationCause::Cpu => self.spent().cpu,
            _ => since.elapsed(),
        };
        let termination = Termination {
            cause,
            phase,
            spent,
        };
        condemned.store(true, Relaxed);
        self.armed.isolate.terminate_execution();
        (self.armed.tell)(Notice::Limit(&termination, self.spent()));
        self.termination = Some(termination);
        self.hit_at = Some(self.armed.clock.now());
        self.armed.killed.cancel();
    }

    /// Reminds a script that was told to stop and hasn't: termination is swallowed where an exception is being converted.
    fn remind(&mut self) {
        self.armed.isolate.terminate_execution();
        let used = |hit: Duration| self.armed.clock.now().saturating_sub(hit);
        let most = obedience(self.armed.heap_bytes);
        if self.entered.is_some() && self.hit_at.is_some_and(|hit| used(hit) >= most) {
            self.hit_at = None;
            (self.armed.tell)(Notice::Stuck);
        }
    }

    /// What the invocation is doing, and since when.
    fn phase(&self) -> (Phase, Instant) {
        if self.armed.loading {
            return (Phase::Loading, self.armed.started);
        }
        if self.entered.is_some() {
            return (Phase::Running, self.crossed);
        }
        let waits = [
            (Wait::Query, Phase::Query),
            (Wait::Pool, Phase::Connecting),
            (Wait::Bcrypt, Phase::Bcrypt),
        ];
        for (wait, phase) in waits {
            if let Some(since) = self.armed.meter.waiting_since(wait) {
                return (phase, since);
            }
        }
        (Phase::Timer, self.crossed)
    }
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Option<Call>> {
        self.call.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an invocation under the watchdog.
    pub(crate) fn arm(&self, armed: Armed) {
        let mut place = self.lock();
        self.condemned.store(false, Relaxed);
        *place = Some(Call {
            cpu: Duration::ZERO,
            js: Duration::ZERO,
            entered: None,
            left: None,
            crossed: armed.started,
            long: false,
            termination: None,
            hit_at: None,
            armed,
        });
    }

    /// Takes the invocation out again. From here on no kill can reach the isolate through this slot.
    pub(crate) fn disarm(&self) -> Disarmed {
        let call = self.lock().take();
        call.map_or_else(Disarmed::default, |call| Disarmed {
            spent: call.spent(),
            clock: call.left,
            termination: call.termination,
        })
    }

    /// Whether there is anything to watch.
    pub(crate) fn is_armed(&self) -> bool {
        self.lock().is_some()
    }

    /// Marks the end of loading: the function is about to be called.
    pub(crate) fn loaded(&self) {
        if let Some(call) = self.lock().as_mut() {
            call.armed.loading = false;
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
        slice::take_part();
        result
    }

    /// As [`Slot::in_js`], for what nobody asks the time of when it comes to `true`.
    pub(crate) fn in_js_unless(&self, work: impl FnOnce() -> Option<bool>) -> Option<bool> {
        self.cross(true);
        let result = work();
        slice::take_part();
        if result == Some(true) {
            if let Some(call) = self.lock().as_mut() {
                call.armed.mark.in_js(false);
                call.entered = None;
            }
        } else {
            self.cross(false);
        }
        result
    }

    fn cross(&self, into_js: bool) {
        if let Some(call) = self.lock().as_mut() {
            call.cross(into_js);
        }
    }

    /// Ends the invocation: a limit was hit. The first one counts.
    pub(crate) fn hit(&self, cause: TerminationCause) {
        match self.lock().as_mut() {
            Some(call) => call.condemn(cause, &self.condemned),
            None => self.doubtful.store(true, Relaxed),
        }
    }

    /// Whether something was amiss between two invocations.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.doubtful.load(Relaxed)
    }

    /// One tick of the watchdog: looks at the clocks.
    pub(crate) fn tick(&self, now: Instant) {
        let mut place = self.lock();
        let Some(call) = place.as_mut() else { return };
        if let Some(entered) = call.entered
            && !call.long
            && call.crossed + LONG_STAY <= now
            // By the processor's clock: who has been kept from it is not who computes.
            && call.armed.clock.now().saturating_sub(entered) >= LONG_STAY
        {
            call.long = true;
            slice::give_way(&call.armed.isolate);
        }
        if call.termination.is_some() {
            call.remind();
        } else if call.spent().cpu >= call.armed.cpu_limit {
            call.condemn(TerminationCause::Cpu, &self.condemned);
        } else if now >= call.armed.deadline {
            call.condemn(TerminationCause::Wall, &self.condemned);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_large_heap_may_take_longer_to_obey() {
        let allowed = |mib: usize| obedience(mib << 20).as_millis();
        assert_eq!([0, 16, 64].map(allowed), [250, 250, 250]);
        assert_eq!([65, 512].map(allowed), [251, 698]);
    }
}
