//! What one invocation has used and waited for.

use std::sync::atomic::{
    AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering, Ordering::Relaxed,
};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Counters of one invocation, shared by ops, runtime and watchdog. All methods may be called from any thread.
#[derive(Default)]
pub struct Meter {
    pool_wait: AtomicU64,
    query_wait: AtomicU64,
    bcrypt_time: AtomicU64,
    under_way: Mutex<[UnderWay; 3]>,
    stretching: Mutex<Stretching>,
    queries: AtomicU64,
    rows: AtomicU64,
    round_trips: AtomicU64,
    pending: AtomicUsize,
    statements: AtomicU8,
    on_first_statement: OnceLock<Box<dyn Fn() + Send + Sync>>,
    database_errors: Mutex<Vec<String>>,
    database_errors_lost: AtomicBool,
}

// What has become of an invocation's statements: none has left; one has; none ever will.
const NONE: u8 = 0;
const SENT: u8 = 1;
const TAKEN_BACK: u8 = 2;

impl std::fmt::Debug for Meter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meter")
            .field("queries", &self.queries)
            .field("rows", &self.rows)
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}

/// Key stretching on the isolate's own thread, which its CPU clock counts and its CPU limit must not.
#[derive(Debug, Default)]
struct Stretching {
    done: Duration,
    since: Option<Instant>,
}

/// How many wait on one account, and since when somebody has without a gap.
#[derive(Debug, Default, Clone, Copy)]
struct UnderWay {
    count: usize,
    since: Option<Instant>,
}

/// Which account a stretch of waiting is booked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Getting a database client: resolving, connecting, authenticating, or waiting for a free one.
    Pool,
    /// A statement on its way, until its last row.
    Query,
    /// bcrypt and other key stretching, on whatever thread it ran.
    Bcrypt,
}

/// Database errors are kept to see through forged markers; a script that provokes more than these has long failed.
const MAX_DATABASE_ERRORS: usize = 32;
/// Longer texts are cut: markers are short and stand at the end or the start.
const MAX_DATABASE_ERROR_BYTES: usize = 8 * 1024;

impl Meter {
    /// Books time to an account.
    pub fn add(&self, wait: Wait, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.account(wait).fetch_add(nanos, Relaxed);
    }

    /// Time booked to an account so far.
    pub fn waited(&self, wait: Wait) -> Duration {
        Duration::from_nanos(self.account(wait).load(Relaxed))
    }

    fn account(&self, wait: Wait) -> &AtomicU64 {
        match wait {
            Wait::Pool => &self.pool_wait,
            Wait::Query => &self.query_wait,
            Wait::Bcrypt => &self.bcrypt_time,
        }
    }

    /// Since when somebody has been waiting on this account without a gap; `None` when nobody is. Tells which phase a
    /// limit was hit in.
    pub fn waiting_since(&self, wait: Wait) -> Option<Instant> {
        let under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        under_way[wait as usize].since
    }

    fn begin_waiting(&self, wait: Wait) {
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let account = &mut under_way[wait as usize];
        account.count += 1;
        account.since.get_or_insert_with(Instant::now);
    }

    fn end_waiting(&self, wait: Wait) {
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let account = &mut under_way[wait as usize];
        account.count = account.count.saturating_sub(1);
        if account.count == 0 {
            account.since = None;
        }
    }

    /// Marks key stretching on the isolate's own thread, from now until the guard is dropped.
    pub fn begin_stretching(self: &Arc<Self>) -> StretchingGuard {
        let mut stretching = self
            .stretching
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        stretching.since.get_or_insert_with(Instant::now);
        StretchingGuard {
            meter: Arc::clone(self),
            _waiting: Waiting::begin(Arc::clone(self), Wait::Bcrypt),
        }
    }

    /// Time the isolate's own thread has spent stretching keys, up to now. Its CPU limit leaves this out.
    pub fn stretched(&self) -> Duration {
        let stretching = self
            .stretching
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        stretching.done
            + stretching
                .since
                .map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// Notes that a statement is about to leave for a database: from here on the invocation can't be run again unseen.
    ///
    /// `false`: the invocation was [taken back](Self::take_back) before, and the statement must not leave.
    pub fn statement_sent(&self) -> bool {
        match self.move_on(SENT) {
            NONE => {
                if let Some(tell) = self.on_first_statement.get() {
                    tell();
                }
            }
            TAKEN_BACK => return false,
            _ => {}
        }
        self.queries.fetch_add(1, Relaxed);
        true
    }

    /// Calls `tell` right before the first statement leaves, on whichever thread sends it. Set once.
    pub fn on_first_statement(&self, tell: impl Fn() + Send + Sync + 'static) {
        let _ = self.on_first_statement.set(Box::new(tell));
    }

    /// Whether any statement has left for a database.
    pub fn has_sent_statement(&self) -> bool {
        self.statements.load(Ordering::Acquire) == SENT
    }

    /// Forbids every statement from here on, unless one has left already. Whether it was in time.
    pub fn take_back(&self) -> bool {
        self.move_on(TAKEN_BACK) != SENT
    }

    /// From `NONE` to `to`; what it was before. The two ways exclude each other, on whichever threads they are tried.
    fn move_on(&self, to: u8) -> u8 {
        let moved = self
            .statements
            .compare_exchange(NONE, to, Ordering::AcqRel, Ordering::Acquire);
        moved.unwrap_or_else(|was| was)
    }

    /// Notes rows that arrived.
    pub fn rows_received(&self, rows: u64) {
        self.rows.fetch_add(rows, Relaxed);
    }

    /// Notes round trips to a database that somebody has to wait for: connecting, authenticating, each request.
    pub fn round_trips_made(&self, count: u64) {
        self.round_trips.fetch_add(count, Relaxed);
    }

    /// Round trips made so far.
    pub fn round_trips(&self) -> u64 {
        self.round_trips.load(Relaxed)
    }

    /// Statements sent so far.
    pub fn queries(&self) -> u64 {
        self.queries.load(Relaxed)
    }

    /// Rows received so far.
    pub fn rows(&self) -> u64 {
        self.rows.load(Relaxed)
    }

    /// Keeps the text of an error that came from a database (message, detail and the like, one call each), so that
    /// text which data put there is never taken for the script's own verdict.
    pub fn database_error(&self, text: &str) {
        let mut errors = self
            .database_errors
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if errors.len() < MAX_DATABASE_ERRORS {
            let mut end = text.len().min(MAX_DATABASE_ERROR_BYTES);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            errors.push(text[..end].to_owned());
            if end == text.len() {
                return;
            }
        }
        self.database_errors_lost.store(true, Relaxed);
    }

    /// The texts kept by [`Meter::database_error`], in order.
    pub fn database_errors(&self) -> Vec<String> {
        self.database_errors
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Whether a text was cut or left out for want of room: what is not known to be clean must be taken for forged.
    pub fn database_errors_lost(&self) -> bool {
        self.database_errors_lost.load(Relaxed)
    }

    /// Asynchronous ops under way.
    pub fn pending_ops(&self) -> usize {
        self.pending.load(Relaxed)
    }
}

/// Books the time from its making to its dropping.
#[derive(Debug)]
pub struct Waiting {
    meter: Arc<Meter>,
    wait: Wait,
    since: Instant,
}

impl Waiting {
    /// Starts the clock.
    pub fn begin(meter: Arc<Meter>, wait: Wait) -> Self {
        meter.begin_waiting(wait);
        Self {
            meter,
            wait,
            since: Instant::now(),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.meter.end_waiting(self.wait);
        self.meter.add(self.wait, self.since.elapsed());
    }
}

/// Key stretching on the isolate's own thread; see [`Meter::begin_stretching`]. Not nested: an op calls no other op.
#[derive(Debug)]
pub struct StretchingGuard {
    meter: Arc<Meter>,
    _waiting: Waiting,
}

impl Drop for StretchingGuard {
    fn drop(&mut self) {
        let mut stretching = self
            .meter
            .stretching
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(since) = stretching.since.take() {
            stretching.done += since.elapsed();
        }
    }
}

/// One asynchronous op under way; counted until dropped.
#[derive(Debug)]
pub struct PendingOp {
    meter: Arc<Meter>,
}

impl PendingOp {
    pub(crate) fn begin(meter: Arc<Meter>, limit: usize) -> Option<Self> {
        let guard = Self { meter };
        // Counted first and given back on refusal, so two threads can't both take the last place.
        (guard.meter.pending.fetch_add(1, Relaxed) < limit).then_some(guard)
    }
}

impl Drop for PendingOp {
    fn drop(&mut self) {
        self.meter.pending.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pending_ops_are_bounded_and_given_back() {
        let meter = Arc::new(Meter::default());
        let first = PendingOp::begin(Arc::clone(&meter), 1).unwrap();
        assert!(PendingOp::begin(Arc::clone(&meter), 1).is_none());
        assert_eq!(meter.pending_ops(), 1);
        drop(first);
        assert!(PendingOp::begin(Arc::clone(&meter), 1).is_some());
    }

    #[test]
    fn a_statement_and_taking_back_exclude_each_other() {
        let meter = Meter::default();
        let told = Arc::new(AtomicUsize::new(0));
        meter.on_first_statement({
            let told = Arc::clone(&told);
            move || {
                told.fetch_add(1, Relaxed);
            }
        });
        assert!(meter.statement_sent() && meter.statement_sent());
        assert!(!meter.take_back() && meter.has_sent_statement());
        assert_eq!((told.load(Relaxed), meter.queries()), (1, 2));
        let meter = Meter::default();
        assert!(meter.take_back() && meter.take_back());
        assert!(!meter.statement_sent() && !meter.has_sent_statement());
        assert_eq!(meter.queries(), 0);
    }

    #[test]
    fn database_errors_are_cut_at_a_character() {
        let meter = Meter::default();
        meter.database_error("short");
        assert!(!meter.database_errors_lost());
        let meter = Meter::default();
        meter.database_error(&"é".repeat(MAX_DATABASE_ERROR_BYTES));
        assert_eq!(meter.database_errors()[0].len(), MAX_DATABASE_ERROR_BYTES);
        meter.database_error(&format!("x{}", "é".repeat(MAX_DATABASE_ERROR_BYTES)));
        assert_eq!(
            meter.database_errors()[1].len(),
            MAX_DATABASE_ERROR_BYTES - 1
        );
    }
}
