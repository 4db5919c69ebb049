//! Between two invocations of one isolate: what the first left behind goes, or the isolate does.
//!
//! What is gone: timers and immediates, promises and ticks that waited, ops under way, database sessions and their
//! listeners, the console's groups, counts and timers, what the invocation made of `process`, `env`, and the invocation's
//! bounds, meter and console lines. What stays is the script's own, as in any process that serves many calls: variables
//! of its module, global variables, what it patched, `pg`'s type parsers and defaults, and what its top level made of
//! `process`.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use connector_capability::meter::Meter;
use connector_contract::Limits;
use connector_realm::inbox::{Console, ConsoleLimits, Inbox};
use deno_core::stats::RuntimeActivityStatsFilter;
use deno_core::{PollEventLoopOptions, v8};
use tokio_util::sync::CancellationToken;

use crate::invoke::{Host, is_stray};
use crate::isolate::{Heap, Isolate};
use crate::job::Reputation;
use crate::lane::Untold;
use crate::ledger::Mark;
use crate::slot::{Armed, Notice, Tell};
use crate::watchdog::ThreadClock;

/// What the author's handlers may use while their invocation is cleared away.
const CPU: Duration = Duration::from_millis(100);
/// How long clearing away may take.
const WALL: Duration = Duration::from_millis(1_000);
/// What is let go of may wake handlers that start anew; after so many rounds they are taken at their word.
const ROUNDS: usize = 3;

/// What cleaning needs beside the isolate.
pub(crate) struct Cleaning<'a> {
    pub(crate) host: &'a Host,
    pub(crate) clock: ThreadClock,
    /// The thread's processor time when the invocation's JavaScript was left.
    pub(crate) clock_read: Option<Duration>,
    /// What the isolate held then.
    pub(crate) heap: Heap,
    pub(crate) mark: Mark,
    pub(crate) limits: &'a Limits,
    pub(crate) percent_held: usize,
    /// The ended invocation's.
    pub(crate) meter: &'a Arc<Meter>,
    /// Its report, if nobody has been told of it yet.
    pub(crate) untold: &'a Untold,
}

/// Clears an ended invocation away, whose `over` has fired. What the isolate holds then; `None`: there is doubt, and it
/// must go.
pub(crate) async fn clean(isolate: &mut Isolate, with: Cleaning<'_>) -> Option<Heap> {
    let started = Instant::now();
    let killed = CancellationToken::new();
    // What comes late names the call before and is not heard; what is logged goes nowhere.
    let call = isolate.next_call();
    isolate.op_state().borrow_mut().put(Inbox {
        call,
        result_bytes: 0,
        console: Console::new(ConsoleLimits {
            lines: 0,
            line_bytes: 0,
        }),
        settled: None,
        stray: false,
    });
    let handle = isolate.handle();
    isolate.slot.arm(Armed {
        isolate: handle,
        clock: with.clock,
        clock_read: with.clock_read,
        cpu_limit: CPU,
        heap_bytes: with.limits.heap_bytes,
        started,
        deadline: started + WALL,
        meter: Arc::default(),
        loading: false,
        killed: killed.clone(),
        mark: with.mark.clone(),
        tell: telling(with.untold.clone()),
        guest: None,
        reputation: Reputation::Proven,
    });
    with.host.watchdog.watch(&isolate.slot);
    let cleared = tokio::select! {
        biased;
        cleared = rounds(isolate, &with) => cleared,
        () = killed.cancelled() => Cleared::Not,
    };
    let termination = isolate.slot.disarm().termination;
    let known = match cleared {
        Cleared::Already => Some(with.heap),
        Cleared::Now => None,
        Cleared::Not => return None,
    };
    let is_clean = termination.is_none() && !is_stray(isolate);
    is_clean
        .then(|| holds_little(isolate, &with, known))
        .flatten()
}

/// How it went.
enum Cleared {
    /// There was nothing.
    Already,
    /// All of it is gone.
    Now,
    /// Something stayed.
    Not,
}

/// What is noticed of the author's handlers. They may use up what clearing away is given: then the isolate goes.
fn telling(untold: Untold) -> Tell {
    Arc::new(move |notice| match notice {
        Notice::Limit(..) => untold.ended(),
        Notice::Stuck => untold.stuck(),
    })
}

async fn rounds(isolate: &mut Isolate, with: &Cleaning<'_>) -> Cleared {
    let meter = with.meter;
    for round in 0..ROUNDS {
        let was_idle = round == 0 && isolate.idle && meter.pending_ops() == 0;
        match rewind(isolate) {
            // Nothing was under way, and nothing had to be let go of that could call back: there is nothing to wait for.
            Some(true) if was_idle => return Cleared::Already,
            Some(_) => with.untold.ended(),
            None => return Cleared::Not,
        }
        if !poll_fn(|context| quiet(isolate, meter, context)).await {
            return Cleared::Not;
        }
        if is_empty(isolate) {
            return Cleared::Now;
        }
    }
    Cleared::Not
}

/// Whether there was nothing that could have called back; `None` where it failed.
fn rewind(isolate: &mut Isolate) -> Option<bool> {
    let slot = Arc::clone(&isolate.slot);
    slot.in_js_unless(|| {
        isolate.enter(|runtime, functions| {
            deno_core::scope!(scope, runtime);
            v8::tc_scope!(let scope, scope);
            let nobody = v8::undefined(scope).into();
            let rewind = v8::Local::new(scope, &functions.rewind);
            let was_still = rewind.call(scope, nobody, &[])?;
            Some(was_still.is_true())
        })
    })
}

/// Turns the event loop until every op has been answered and every handler has run.
fn quiet(isolate: &mut Isolate, meter: &Meter, context: &mut std::task::Context<'_>) -> Poll<bool> {
    let slot = Arc::clone(&isolate.slot);
    let polled = slot.in_js(|| {
        isolate
            .enter(|runtime, _| runtime.poll_event_loop(context, PollEventLoopOptions::default()))
    });
    match polled {
        Poll::Ready(Err(_)) => Poll::Ready(false),
        _ if slot.is_condemned() => Poll::Ready(false),
        // Some ops don't keep the loop alive: a session that listens, say.
        Poll::Ready(Ok(())) if meter.pending_ops() == 0 => Poll::Ready(true),
        _ => Poll::Pending,
    }
}

/// Whether nothing is left that could call back.
fn is_empty(isolate: &mut Isolate) -> bool {
    isolate.enter(|runtime, _| {
        let filter = RuntimeActivityStatsFilter::all();
        let activity = runtime.runtime_activity_stats_factory().capture(&filter);
        activity.dump().active.is_empty()
    })
}

/// What the isolate holds, if the script keeps little enough for itself; `known` where it has just been asked. Garbage is
/// collected before it is blamed.
fn holds_little(isolate: &mut Isolate, with: &Cleaning<'_>, known: Option<Heap>) -> Option<Heap> {
    let share = |bytes: usize| bytes / 100 * with.percent_held;
    let (most, buffers) = (share(isolate.heap_bytes), share(with.limits.buffer_bytes));
    let is_little =
        |heap: Heap, isolate: &Isolate| heap.used <= most && isolate.buffers.used() <= buffers;
    let mut heap = known.unwrap_or_else(|| isolate.heap());
    if !is_little(heap, isolate) {
        with.untold.ended();
        isolate.collect_garbage();
        heap = isolate.heap();
    }
    (is_little(heap, isolate) && !isolate.slot.is_doubtful()).then_some(heap)
}
