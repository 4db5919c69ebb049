//! How busy a lane's thread is.

use std::cell::Cell;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

/// What is looked at: about the time of some calls.
const WINDOW: Duration = Duration::from_millis(10);
/// Of its time, in percent. Waiting for a core counts as work: the thread would have used it.
const BUSY_PERCENT: u32 = 90;

/// Takes a current-thread runtime's pulse.
#[derive(Default)]
pub(crate) struct Pulse {
    /// When the window began, and how long the thread had been at work until then.
    begun: Cell<Option<(Instant, Duration)>>,
    busy: Cell<bool>,
}

impl Pulse {
    /// Whether the calling thread, in the last full window, had next to no time to spare.
    pub(crate) fn is_busy(&self) -> bool {
        let now = Instant::now();
        let at_work = Handle::current().metrics().worker_total_busy_duration(0);
        let Some((begun, before)) = self.begun.get() else {
            self.begun.set(Some((now, at_work)));
            return false;
        };
        let lasted = now.saturating_duration_since(begun);
        if lasted >= WINDOW {
            let worked = at_work.saturating_sub(before);
            self.busy.set(worked * 100 >= lasted * BUSY_PERCENT);
            self.begun.set(Some((now, at_work)));
        }
        self.busy.get()
    }
}
