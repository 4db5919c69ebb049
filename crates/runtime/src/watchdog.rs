//! The thread that watches the clocks. It never runs JavaScript and never waits for a thread that does.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use crate::slot::Slot;

/// How often running invocations are looked at.
const TICK: Duration = Duration::from_millis(2);

/// Watches over the slots of one process. Clones are the same watchdog; its thread ends with the last one.
#[derive(Clone)]
pub struct Watchdog(Arc<Shared>);

struct Shared {
    slots: Mutex<Vec<Weak<Slot>>>,
    work: Condvar,
}

impl Watchdog {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread left to give.
    pub fn start() -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            slots: Mutex::new(Vec::new()),
            work: Condvar::new(),
        });
        let weak = Arc::downgrade(&shared);
        thread::Builder::new()
            .name("watchdog".into())
            .spawn(move || watch(&weak))?;
        Ok(Self(shared))
    }

    /// Watches a slot for as long as it is armed. Call it after arming.
    pub(crate) fn watch(&self, slot: &Arc<Slot>) {
        let mut slots = self.0.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if !slot.watched.swap(true, Relaxed) {
            slots.push(Arc::downgrade(slot));
            self.0.work.notify_one();
        }
    }
}

fn watch(shared: &Weak<Shared>) {
    while let Some(shared) = shared.upgrade() {
        let slots: Vec<Arc<Slot>> = {
            let mut slots = shared.slots.lock().unwrap_or_else(PoisonError::into_inner);
            // An isolate that waits for its next invocation needs nobody to watch it.
            slots.retain(|slot| {
                let slot = slot.upgrade();
                slot.is_some_and(|slot| slot.is_armed() || !slot.watched.swap(false, Relaxed))
            });
            if slots.is_empty() {
                // Woken by the next slot, or now and then to see whether anybody still needs a watchdog.
                let _ = shared.work.wait_timeout(slots, Duration::from_millis(200));
                continue;
            }
            slots.iter().filter_map(Weak::upgrade).collect()
        };
        let now = Instant::now();
        for slot in slots {
            slot.tick(now);
        }
        drop(shared);
        thread::sleep(TICK);
    }
}

/// The CPU clock of one thread, readable from any other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ThreadClock(libc::clockid_t);

impl ThreadClock {
    /// The calling thread's clock. Valid while that thread lives.
    pub(crate) fn of_this_thread() -> std::io::Result<Self> {
        let mut clock = 0;
        // SAFETY: the calling thread exists, and `clock` is a place for one clockid_t.
        let error = unsafe { libc::pthread_getcpuclockid(libc::pthread_self(), &raw mut clock) };
        if error == 0 {
            Ok(Self(clock))
        } else {
            Err(std::io::Error::from_raw_os_error(error))
        }
    }

    /// CPU time the thread has used; zero once the thread is gone.
    pub(crate) fn now(self) -> Duration {
        let mut time = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: `time` is a place for one timespec; a clock of a thread that ended is refused, not undefined.
        let error = unsafe { libc::clock_gettime(self.0, &raw mut time) };
        if error != 0 {
            return Duration::ZERO;
        }
        Duration::new(
            u64::try_from(time.tv_sec).unwrap_or(0),
            u32::try_from(time.tv_nsec).unwrap_or(0),
        )
    }
}
