//! What watchdog and isolate share about the invocation under way.
//!
//! - [`call`]: that invocation.

mod call;

use std::cell::Cell;
use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use connector_contract::TerminationCause;
use deno_core::v8;

use crate::slice;

use call::Call;
pub(crate) use call::{Armed, Disarmed, Notice, Spent, Tell};

thread_local! {
    /// Whose JavaScript the calling thread runs.
    static HERE: Cell<Option<Arc<Slot>>> = const { Cell::new(None) };
}

/// V8 calls it in the midst of a script that computes. One that comes late finds another, which may not.
unsafe extern "C" fn interrupted(_isolate: v8::UnsafeRawIsolatePtr, _data: *mut c_void) {
    if let Some(slot) = HERE.take() {
        slot.pause();
        HERE.set(Some(slot));
    }
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

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Option<Call>> {
        self.call.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an invocation under the watchdog.
    pub(crate) fn arm(&self, armed: Armed) {
        let mut place = self.lock();
        self.condemned.store(false, Relaxed);
        *place = Some(Call::new(armed));
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
    pub(crate) fn in_js<R>(self: &Arc<Self>, work: impl FnOnce() -> R) -> R {
        let result = self.here(work);
        self.cross(false);
        slice::take_part();
        result
    }

    /// As [`Slot::in_js`], for what nobody asks the time of when it comes to `true`.
    pub(crate) fn in_js_unless(
        self: &Arc<Self>,
        work: impl FnOnce() -> Option<bool>,
    ) -> Option<bool> {
        let result = self.here(work);
        slice::take_part();
        if result == Some(true) {
            if let Some(call) = self.lock().as_mut() {
                call.leave_untimed();
            }
        } else {
            self.cross(false);
        }
        result
    }

    fn here<R>(self: &Arc<Self>, work: impl FnOnce() -> R) -> R {
        let computes = self.cross(true);
        HERE.set(Some(Arc::clone(self)));
        if computes {
            self.pause();
        }
        let result = work();
        HERE.set(None);
        result
    }

    /// Has a script that computes give way to others, and pause where they wait for its processor.
    fn pause(&self) {
        let pause = self
            .lock()
            .as_mut()
            .and_then(|call| call.pause(Instant::now()));
        let Some(pause) = pause else { return };
        slice::give_way_now();
        if !pause.is_zero() {
            // Whoever ends the invocation wakes it.
            thread::park_timeout(pause);
            if let Some(call) = self.lock().as_mut() {
                call.resume();
            }
        }
    }

    /// Whether it has computed for so long that it pauses at the beginning of each stay, however short.
    fn cross(&self, into_js: bool) -> bool {
        let mut place = self.lock();
        place.as_mut().is_some_and(|call| call.cross(into_js))
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
        if call.asks_now(now) {
            call.armed
                .isolate
                .request_interrupt(interrupted, std::ptr::null_mut());
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
    use std::time::Duration;

    use super::*;
    use crate::company::Company;
    use crate::job::{Place, Reputation};
    use crate::ledger::Ledger;
    use crate::watchdog::{ThreadClock, Watchdog};
    use connector_capability::meter::Meter;

    /// What became of a thread that ran a script without end.
    struct Ran {
        gave_way: bool,
        /// How often it let go of its processor by itself.
        pauses: i64,
        /// For how long it neither ran nor waited for its processor.
        rested: Duration,
        wall: Duration,
    }

    /// Runs a script that computes for 200 ms until its limit ends it, on one processor with another that does nothing
    /// else. `among_others`: another tenant's invocation is under way on its thread.
    fn compute(among_others: bool) -> Ran {
        crate::initialise().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let other = thread::spawn({
            let stop = Arc::clone(&stop);
            move || {
                stay_on_first_processor();
                while !stop.load(Relaxed) {
                    std::hint::spin_loop();
                }
            }
        });
        let script = thread::spawn(move || {
            stay_on_first_processor();
            let tokio = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            let _inside = tokio.enter();
            slice::take_short_turns().unwrap();
            let mut isolate = crate::isolate::Isolate::create(32 << 20).unwrap();
            let watchdog = Watchdog::start().unwrap();
            let (ledger, _page) = Ledger::create().unwrap();
            let company = Company::default();
            let guest = company.expect(&Place::of("acme"));
            let _other = among_others.then(|| company.expect(&Place::of("globex")));
            let clock = ThreadClock::of_this_thread().unwrap();
            let busy = || clock.now() + kept_waiting();
            let (started, busy_before) = (Instant::now(), busy());
            let handle = isolate.handle();
            isolate.slot.arm(Armed {
                isolate: handle,
                clock,
                clock_read: None,
                cpu_limit: Duration::from_millis(200),
                heap_bytes: 32 << 20,
                started,
                deadline: started + Duration::from_secs(20),
                meter: Arc::<Meter>::default(),
                loading: false,
                killed: Default::default(),
                mark: ledger.mark(0, 0, 1),
                tell: Arc::new(|_| ()),
                guest: Some(guest),
                reputation: Reputation::Proven,
            });
            let slot = Arc::clone(&isolate.slot);
            watchdog.watch(&slot);
            let (before, mut gave_way) = (pauses(), false);
            slot.in_js(|| {
                isolate.enter(|runtime, _| {
                    deno_core::scope!(scope, runtime);
                    let source = v8::String::new(scope, "for (;;) {}").unwrap();
                    let script = v8::Script::compile(scope, source, None).unwrap();
                    assert!(script.run(scope).is_none());
                });
                gave_way = slice::gives_way();
            });
            assert!(!slice::gives_way(), "it has left JavaScript");
            let wall = started.elapsed();
            Ran {
                gave_way,
                pauses: pauses() - before,
                rested: wall.saturating_sub(busy() - busy_before),
                wall,
            }
        });
        let ran = script.join().unwrap();
        stop.store(true, Relaxed);
        other.join().unwrap();
        ran
    }

    fn stay_on_first_processor() {
        // SAFETY: zeroes are a set of no processors; it and the call's arguments live until the call returns.
        let done = unsafe {
            let mut set: libc::cpu_set_t = std::mem::zeroed();
            libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &raw mut set);
            let first = (0..1024).find(|cpu| libc::CPU_ISSET(*cpu, &set));
            libc::CPU_ZERO(&mut set);
            libc::CPU_SET(first.unwrap_or(0), &mut set);
            libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const set)
        };
        assert_eq!(done, 0);
    }

    /// How long the calling thread has waited for its processor; zero where this kernel does not tell.
    fn kept_waiting() -> Duration {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        let nanoseconds = told.split_whitespace().nth(1);
        Duration::from_nanos(nanoseconds.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    fn pauses() -> i64 {
        // SAFETY: zeroes are a value of the structure, which lives until the call returns.
        unsafe {
            let mut usage: libc::rusage = std::mem::zeroed();
            libc::getrusage(libc::RUSAGE_THREAD, &raw mut usage);
            usage.ru_nvcsw
        }
    }

    #[test]
    fn a_script_that_computes_gives_way_and_pauses_where_others_compute_too() {
        let alone = compute(false);
        assert!(alone.gave_way);
        let Ran { pauses, wall, .. } = alone;
        assert!(pauses >= 10, "{pauses} pauses in {wall:?}");
        let among_others = compute(true);
        assert!(among_others.gave_way);
        let Ran { pauses, wall, .. } = among_others;
        assert!(pauses < 10, "{pauses} pauses in {wall:?}");
        // By what it did itself: how long it takes altogether is for whatever else runs there to say.
        let rested = [alone.rested, among_others.rested];
        assert!(rested[0] > rested[1], "{rested:?}");
    }
}
