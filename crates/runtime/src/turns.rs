//! Whose turn it is on a lane's thread.
//!
//! The thread's executor looks at sockets and clocks only now and then: ten scripts that compute for a second each could
//! run one after the other before it does, while whoever waits for an answer that came long ago is not even woken. So
//! after a long stay in JavaScript nobody enters it again before the executor has looked.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

/// What others should not have to wait for twice in a row.
const LONG: Duration = Duration::from_millis(5);

/// The turns of one lane.
#[derive(Default)]
pub(crate) struct Turns {
    /// The executor has to look first.
    due: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

impl Turns {
    /// Does something that keeps the thread, and remembers when that took long.
    pub(crate) fn take<R>(self: &Rc<Self>, work: impl FnOnce() -> R) -> R {
        let started = Instant::now();
        let result = work();
        if started.elapsed() >= LONG && !self.due.replace(true) {
            let turns = Rc::clone(self);
            tokio::task::spawn_local(async move {
                // Comes back after the executor has looked.
                tokio::task::yield_now().await;
                turns.due.set(false);
                for waker in turns.waiting.take() {
                    waker.wake();
                }
            });
        }
        result
    }

    /// Ready when the thread may be kept.
    pub(crate) fn poll(&self, context: &std::task::Context<'_>) -> Poll<()> {
        if !self.due.get() {
            return Poll::Ready(());
        }
        self.waiting.borrow_mut().push(context.waker().clone());
        Poll::Pending
    }
}
