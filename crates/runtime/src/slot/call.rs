//! The invocation in a slot: its clocks, and what becomes of it when one runs out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use connector_capability::meter::{Meter, Wait};
use connector_contract::{Phase, Termination, TerminationCause};
use deno_core::v8;
use tokio_util::sync::CancellationToken;

use crate::company::Guest;
use crate::job::Reputation;
use crate::ledger::Mark;
use crate::pace::{LONG_CALL, LONG_STAY, Left, Pace, Used};
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

/// What an invocation has used of its thread.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spent {
    /// Processor time, key stretching excepted.
    pub(crate) cpu: Duration,
    /// Time inside V8.
    pub(crate) js: Duration,
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
    /// Its place among those who would wait for it; `None` if it never pauses.
    pub(crate) guest: Option<Guest>,
    /// How its script stands with others.
    pub(crate) reputation: Reputation,
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
pub(super) struct Call {
    pub(super) armed: Armed,
    thread: Thread,
    /// What earlier stays in JavaScript have used, key stretching included.
    cpu: Duration,
    js: Duration,
    /// The thread's processor time when JavaScript was entered; `None` outside.
    pub(super) entered: Option<Duration>,
    /// The thread's processor time when JavaScript was last left.
    pub(super) left: Option<Duration>,
    /// When JavaScript was last entered or left.
    crossed: Instant,
    /// V8 has been asked to interrupt the script, which has not been yet.
    asked: bool,
    pace: Pace,
    /// The first limit that was hit decides.
    pub(super) termination: Option<Termination>,
    /// The thread's processor time when it was, unless that has been told of.
    hit_at: Option<Duration>,
}

impl Call {
    /// An invocation on the calling thread, outside JavaScript.
    pub(super) fn new(armed: Armed) -> Self {
        Self {
            thread: thread::current(),
            cpu: Duration::ZERO,
            js: Duration::ZERO,
            entered: None,
            left: None,
            crossed: armed.started,
            asked: false,
            pace: Pace::new(armed.reputation),
            termination: None,
            hit_at: None,
            armed,
        }
    }

    /// Processor time of the script so far: while it was in JavaScript, less key stretching, which is booked apart.
    pub(super) fn spent(&self) -> Spent {
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

    /// Notes that JavaScript is entered or left. Whether all its stays are taken for long ones.
    pub(super) fn cross(&mut self, into_js: bool) -> bool {
        self.armed.mark.in_js(into_js);
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
        self.cpu >= LONG_CALL
    }

    pub(super) fn condemn(&mut self, cause: TerminationCause, condemned: &AtomicBool) {
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
        let took_too_much = match cause {
            TerminationCause::Cpu | TerminationCause::Heap | TerminationCause::Buffers => true,
            TerminationCause::Wall => self.entered.is_some(),
            TerminationCause::Output | TerminationCause::Cancelled => false,
        };
        if let Some(guest) = self.armed.guest.as_ref().filter(|_| took_too_much) {
            guest.note_limited(Instant::now());
        }
        condemned.store(true, Relaxed);
        self.armed.isolate.terminate_execution();
        (self.armed.tell)(Notice::Limit(&termination, self.spent()));
        self.termination = Some(termination);
        self.hit_at = Some(self.armed.clock.now());
        self.armed.killed.cancel();
        // It may be pausing.
        self.thread.unpark();
    }

    /// Reminds a script that was told to stop and hasn't: termination is swallowed where an exception is being converted.
    pub(super) fn remind(&mut self) {
        self.armed.isolate.terminate_execution();
        let used = |hit: Duration| self.armed.clock.now().saturating_sub(hit);
        let most = obedience(self.armed.heap_bytes);
        if self.entered.is_some() && self.hit_at.is_some_and(|hit| used(hit) >= most) {
            self.hit_at = None;
            (self.armed.tell)(Notice::Stuck);
        }
    }

    /// Whether it is in JavaScript, and has computed for long.
    pub(super) fn computes(&self, now: Instant) -> bool {
        let Some(entered) = self.entered else {
            return false;
        };
        // By the processor's clock: who has been kept from it is not who computes. That clock is a system call.
        let stays = |long: Duration| {
            self.crossed + long <= now && self.armed.clock.now().saturating_sub(entered) >= long
        };
        self.cpu >= LONG_CALL || stays(LONG_STAY)
    }

    /// Whether V8 is to be asked to interrupt the script, so that it can pause.
    pub(super) fn asks_now(&mut self, now: Instant) -> bool {
        !self.asked && self.computes(now) && !std::mem::replace(&mut self.asked, true)
    }

    /// How long the script, which has been interrupted, is to pause; `None` if it does not compute.
    pub(super) fn pause(&mut self, now: Instant) -> Option<Duration> {
        self.asked = false;
        let entered = self.entered.filter(|_| self.computes(now))?;
        let guest = self.armed.guest.as_ref();
        let Some(guest) = guest.filter(|_| self.termination.is_none()) else {
            return Some(Duration::ZERO);
        };
        if guest.is_among_others() {
            return Some(Duration::ZERO);
        }
        let spent = self.spent().cpu;
        let used = Used {
            cpu: spent,
            thread: self.cpu + self.armed.clock.now().saturating_sub(entered),
            js: self.js + now.saturating_duration_since(self.crossed),
        };
        // The others of its tenant have to get through as well, unless they are such as never end.
        let limited = self.armed.reputation == Reputation::Limited || guest.is_limited(now);
        let through = if limited { 1 } else { guest.of_its_own() };
        let cpu = through * self.armed.cpu_limit.saturating_sub(spent);
        let left = Left::new(cpu, self.armed.started, self.armed.deadline, now);
        Some(self.pace.look(used, left))
    }

    /// It has paused.
    pub(super) fn resume(&mut self) {
        self.pace.resume(self.js + self.crossed.elapsed());
    }

    /// Left JavaScript, at a time that nobody asks for.
    pub(super) fn leave_untimed(&mut self) {
        self.armed.mark.in_js(false);
        self.entered = None;
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
