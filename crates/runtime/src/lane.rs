//! One thread's isolates: whose invocation gets which, and what becomes of them afterwards.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use connector_contract::limits::Recycling;
use connector_contract::{Ending, Env, Limits, Script, Start};
use connector_realm::inbox::{Console, ConsoleLimits};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use crate::account::Account;
use crate::clean::{Cleaning, clean};
use crate::invoke::{Host, Invoked, Stage, invoke};
use crate::isolate::{Isolate, IsolateError};
use crate::job::{Place, Report, Task, Told};
use crate::ledger::Ledger;
use crate::observe::Observe;
use crate::pulse::Pulse;
use crate::shelf::{Life, Shelf};
use crate::slice;
use crate::slot::Spent;
use crate::turns::Turns;
use crate::watchdog::ThreadClock;

/// How long an ended invocation's tasks have to say goodbye to their databases.
const GOODBYE: Duration = Duration::from_millis(1_000);
/// How long an invocation waits for an isolate of its script to come back: about what making another takes.
const SOON: Duration = Duration::from_millis(5);
/// How long it does so on a thread that has no time left: there another would not be any faster.
const BUSY: Duration = Duration::from_millis(25);
/// Isolates of one script that are used without waiting for one that is out. Three keep a thread busy while some wait for
/// their database. Each becomes fast by itself: the fewer share the calls, the sooner they are.
const ENOUGH: usize = 3;

/// How a lane treats its isolates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneConfig {
    /// A fresh isolate for each invocation.
    pub strict: bool,
    /// Whether a script that computes for long pauses where others wait for its processor.
    pub paced: bool,
    /// Blank isolates that stand by.
    pub spares: usize,
    /// What its idle isolates may hold together, in bytes.
    pub memory_target_bytes: u64,
    /// When an isolate is let go though nothing went wrong with it.
    pub recycling: Recycling,
}

/// What a lane has ready, at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// Isolates that hold a script.
    pub warm: usize,
    /// Blank ones.
    pub spare: usize,
    /// What the warm ones hold, in bytes.
    pub bytes: u64,
}

/// The isolates of one thread. Clones are the same lane; it never leaves its thread.
#[derive(Clone)]
pub struct Lane(Rc<Inner>);

struct Inner {
    number: usize,
    config: LaneConfig,
    host: Host,
    ledger: Ledger,
    clock: ThreadClock,
    shelf: RefCell<Shelf<Rc<Key>, Isolate>>,
    spares: RefCell<Vec<Isolate>>,
    spares_wanted: Cell<usize>,
    /// Isolates that serve an invocation and come back afterwards.
    out: RefCell<Vec<Weak<Out>>>,
    /// Who waits for one of them, first come, first served.
    waiting: RefCell<VecDeque<Waiting>>,
    pulse: Pulse,
    turns: Rc<Turns>,
    active: Cell<usize>,
}

/// An invocation that is under way, whatever becomes of it.
struct Active<'a>(&'a Inner);

impl<'a> Active<'a> {
    fn new(lane: &'a Inner) -> Self {
        lane.active.set(lane.active.get() + 1);
        Self(lane)
    }
}

impl Drop for Active<'_> {
    fn drop(&mut self) {
        self.0.active.set(self.0.active.get() - 1);
    }
}

/// An isolate that is out.
struct Out {
    key: Rc<Key>,
    /// Its invocation is over.
    cleaning: Cell<bool>,
}

/// An invocation that waits for an isolate of its script.
struct Waiting {
    key: Rc<Key>,
    hand_over: oneshot::Sender<(Isolate, Life)>,
}

/// What an isolate is bound to, in full: two jobs that differ in any of it never share one, whatever their versions say.
#[derive(PartialEq)]
struct Key {
    place: Arc<Place>,
    script: Script,
    env: Env,
    heap_bytes: usize,
}

impl Lane {
    /// A lane on the calling thread, which must run a current-thread tokio runtime.
    ///
    /// # Errors
    /// When the system has no clock for this thread.
    pub fn new(number: usize, config: LaneConfig, host: Host, ledger: Ledger) -> io::Result<Self> {
        Ok(Self(Rc::new(Inner {
            number,
            config,
            host,
            ledger,
            clock: ThreadClock::of_this_thread()?,
            shelf: RefCell::new(Shelf::new(config.memory_target_bytes, config.recycling)),
            spares: RefCell::default(),
            spares_wanted: Cell::new(config.spares),
            out: RefCell::default(),
            waiting: RefCell::default(),
            pulse: Pulse::default(),
            turns: Rc::default(),
            active: Cell::new(0),
        })))
    }

    /// Serves one invocation to its end: nothing of it is left when this returns.
    ///
    /// `tell` hears of limits the moment they are hit, on another thread, and of the end as soon as the script's part is
    /// over. An invocation that was taken back before it began is not told of.
    pub async fn serve(&self, task: Task, tell: Arc<dyn Fn(Told) + Send + Sync>) {
        let _active = Active::new(&self.0);
        self.0.serve(task, tell).await;
    }

    /// Lets go of isolates that nobody has used for too long.
    pub fn tidy(&self) {
        let gone = self.0.shelf.borrow_mut().expired(Instant::now());
        drop(gone);
    }

    /// Whether there is nothing else to do than making an isolate small that nobody has used for a while.
    pub fn wants_rest(&self) -> bool {
        self.0.active.get() == 0 && self.0.shelf.borrow().has_resting(Instant::now())
    }

    /// Has one such isolate give back what it can do without. Takes some milliseconds, in which the lane serves nobody.
    pub fn rest(&self) {
        let mut shelf = self.0.shelf.borrow_mut();
        shelf.make_small(Instant::now(), |isolate| {
            slice::giving_way(|| isolate.collect_garbage());
            isolate.heap().resident
        });
    }

    /// Whether there is nothing else to do than making a blank isolate.
    pub fn wants_spare(&self) -> bool {
        let inner = &self.0;
        inner.active.get() == 0 && inner.spares.borrow().len() < inner.spares_wanted.get()
    }

    /// Makes a blank isolate. Takes some milliseconds, in which the lane serves nobody.
    pub fn prepare(&self) {
        match slice::giving_way(|| Isolate::create(Limits::default().heap_bytes)) {
            Ok(isolate) => self.0.spares.borrow_mut().push(isolate),
            Err(error) => {
                tracing::warn!(%error, "no isolate could be made to stand by");
                self.0.spares_wanted.set(0);
            }
        }
    }

    /// What is ready now.
    pub fn ready(&self) -> Ready {
        let shelf = self.0.shelf.borrow();
        Ready {
            warm: shelf.len(),
            spare: self.0.spares.borrow().len(),
            bytes: shelf.bytes(),
        }
    }
}

impl Inner {
    async fn serve(&self, task: Task, tell: Arc<dyn Fn(Told) + Send + Sync>) {
        let started = Instant::now();
        let watched = !matches!(task.observe, Observe::Nothing);
        let fresh = self.config.strict || task.load_only || watched;
        let key = Rc::new(Key {
            place: Arc::clone(&task.place),
            script: task.job.script.clone(),
            env: task.job.env.clone(),
            heap_bytes: task.job.invocation.limits.heap_bytes,
        });
        let warm = if fresh { None } else { self.warm(&key).await };
        let found = match warm {
            Some((isolate, life)) => Ok((isolate, life, Start::Warm)),
            None => {
                poll_fn(|context| self.turns.poll(context)).await;
                self.blank(key.heap_bytes)
            }
        };
        let (mut isolate, life, start) = match found {
            Ok(found) => found,
            Err(error) => {
                let detail = error.to_string();
                return tell(Told::Ended(Box::new(nothing(
                    started,
                    Ending::Crashed { detail },
                ))));
            }
        };
        let mark = self.ledger.mark(self.number, task.seat, task.number);
        let stage = Stage {
            host: &self.host,
            clock: self.clock,
            mark: mark.clone(),
            started,
            start,
            turns: &self.turns,
            paced: self.config.paced,
        };
        let out = Rc::new(Out {
            key: Rc::clone(&key),
            cleaning: Cell::new(false),
        });
        if !fresh {
            self.out.borrow_mut().push(Rc::downgrade(&out));
        }
        let invoked = invoke(&mut isolate, &task, stage, Arc::clone(&tell)).await;
        let Some(invoked) = invoked else {
            self.is_back(out);
            // Blank or clean, as it was found.
            if start == Start::Warm {
                let bytes = isolate.heap().resident;
                self.keep(key, isolate, life, bytes);
            }
            return;
        };
        let Invoked {
            report,
            reusable,
            heap,
            clock,
            meter,
            over,
            tasks,
        } = invoked;
        let untold = Untold::new(report, tell);
        // Mostly there is nothing to clear away: then one word does for the end and for what follows it. Where there is,
        // whoever asked doesn't wait for it.
        let is_quiet =
            isolate.idle && meter.pending_ops() == 0 && tasks.is_empty() && !isolate.has_new_code();
        if !(reusable && !fresh && is_quiet) {
            untold.ended();
        }
        // Whoever still holds a database session is told that the invocation is over, and waited for.
        over.cancel();
        if reusable {
            isolate.keep_code();
        }
        if reusable && !fresh {
            let with = Cleaning {
                host: &self.host,
                clock: self.clock,
                clock_read: clock,
                heap,
                mark,
                limits: &task.job.invocation.limits,
                percent_held: self.config.recycling.percent_held,
                meter: &meter,
                untold: &untold,
            };
            out.cleaning.set(true);
            let held = clean(&mut isolate, with).await;
            self.is_back(out);
            if let Some(held) = held {
                let calls = life.calls + 1;
                self.keep(key, isolate, Life { calls, ..life }, held.resident);
            } else {
                tracing::debug!("an isolate is let go: it could not be cleaned");
                untold.ended();
                drop(isolate);
            }
        } else {
            self.is_back(out);
            slice::giving_way(|| drop(isolate));
        }
        task.observe.settle();
        tasks.close();
        let _ = tokio::time::timeout(GOODBYE, tasks.wait()).await;
        untold.gone();
    }

    fn is_back(&self, out: Rc<Out>) {
        drop(out);
        self.out.borrow_mut().retain(|out| out.strong_count() > 0);
    }

    /// An isolate of that script, if there is one, or one is about to come back.
    async fn warm(&self, key: &Rc<Key>) -> Option<(Isolate, Life)> {
        let (enough, cleaning) = {
            let out = self.out.borrow();
            let ours = out
                .iter()
                .filter_map(Weak::upgrade)
                .filter(|out| out.key == *key);
            let (mut count, mut cleaning) = (0, false);
            for out in ours {
                count += 1;
                cleaning |= out.cleaning.get();
            }
            (count >= ENOUGH, cleaning)
        };
        let busy = enough && self.pulse.is_busy();
        let take = || self.shelf.borrow_mut().take(key);
        if !busy && let Some(found) = take() {
            return Some(found);
        }
        if enough || cleaning {
            let (hand_over, handed) = oneshot::channel();
            self.waiting.borrow_mut().push_back(Waiting {
                key: Rc::clone(key),
                hand_over,
            });
            let patience = if busy { BUSY } else { SOON };
            if let Ok(Ok(found)) = tokio::time::timeout(patience, handed).await {
                return Some(found);
            }
        }
        take()
    }

    fn blank(&self, heap_bytes: usize) -> Result<(Isolate, Life, Start), IsolateError> {
        let spare = {
            let mut spares = self.spares.borrow_mut();
            let at = spares
                .iter()
                .position(|spare| spare.heap_bytes == heap_bytes);
            at.map(|at| spares.swap_remove(at))
        };
        let (isolate, start) = match spare {
            Some(spare) => (spare, Start::Spare),
            None => {
                let isolate = self
                    .turns
                    .take(|| slice::giving_way(|| Isolate::create(heap_bytes)))?;
                (isolate, Start::Cold)
            }
        };
        let life = Life {
            born: Instant::now(),
            calls: 0,
        };
        Ok((isolate, life, start))
    }

    /// Puts an isolate on the shelf; whoever has waited longest for one of its script takes it from there.
    fn keep(&self, key: Rc<Key>, isolate: Isolate, life: Life, bytes: u64) {
        let now = Instant::now();
        let gone = {
            let key = Rc::clone(&key);
            self.shelf.borrow_mut().put(key, isolate, life, bytes, now)
        };
        drop(gone);
        let mut waiting = self.waiting.borrow_mut();
        waiting.retain(|waiting| !waiting.hand_over.is_closed());
        let Some(at) = waiting.iter().position(|waiting| waiting.key == key) else {
            return;
        };
        let kept = self.shelf.borrow_mut().take(&key);
        if let Some(kept) = kept
            && let Some(first) = waiting.remove(at)
        {
            // Who has gone in this very moment leaves it to nobody: another is made.
            let _ = first.hand_over.send(kept);
        }
    }
}

/// A report that is told once, by whoever is first to have a reason. Clones are the same report.
#[derive(Clone)]
pub(crate) struct Untold {
    report: Arc<Mutex<Option<Box<Report>>>>,
    tell: Arc<dyn Fn(Told) + Send + Sync>,
}

impl Untold {
    fn new(report: Report, tell: Arc<dyn Fn(Told) + Send + Sync>) -> Self {
        Self {
            report: Arc::new(Mutex::new(Some(Box::new(report)))),
            tell,
        }
    }

    fn take(&self) -> Option<Box<Report>> {
        self.report
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// The invocation is over, and something of it is left.
    pub(crate) fn ended(&self) {
        if let Some(report) = self.take() {
            (self.tell)(Told::Ended(report));
        }
    }

    /// Nothing of it is left.
    fn gone(&self) {
        if let Some(report) = self.take() {
            (self.tell)(Told::Gone(report));
        }
    }

    /// What it left doesn't obey.
    pub(crate) fn stuck(&self) {
        self.ended();
        (self.tell)(Told::Stuck);
    }
}

/// The report of an invocation that never had an isolate.
fn nothing(started: Instant, ending: Ending) -> Report {
    let console = Console::new(ConsoleLimits {
        lines: 0,
        line_bytes: 0,
    });
    Account::new(started, Start::Cold, console).report(ending, Spent::default())
}
