//! The pool of a process: sessions that were given back, lent to whoever has the same key.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::breaker::Breakers;
use super::janitor::{self, LONG};
use super::key::{KeyMaker, SessionKey};
use super::shelf::{Borrowed, Bounds, Expiry, Shelf};
use crate::handshake::Session;
use crate::lending::borrow::Kept;

/// Bounds of a pool.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SessionsConfig {
    /// A session is closed when it is this old. A password changed on the server is noticed that late.
    pub lifetime: Duration,
    /// A session is closed when nobody wanted it for so long.
    pub idle_time: Duration,
    /// Sessions of one tenant with one set of connection settings, idle and lent. An invocation's first client waits for
    /// one of them, as long as it may take to connect.
    pub per_key: usize,
    /// So many more for the further clients of an invocation. They never wait: a place is there or they fail at once.
    pub reserve: usize,
    /// Sessions of one tenant that wait for a borrower, whatever their settings; beyond it the longest idle go.
    pub idle_per_tenant: usize,
    /// Sessions of the whole process.
    pub total: usize,
    /// Connections to one server that fail in a row, until nobody is let through for a while.
    pub failures: u32,
    /// How long that is at first; it doubles up to half a minute.
    pub pause: Duration,
}

impl Default for SessionsConfig {
    fn default() -> Self {
        Self {
            lifetime: Duration::from_secs(5 * 60),
            idle_time: Duration::from_secs(60),
            per_key: 8,
            reserve: 8,
            idle_per_tenant: 16,
            total: 256,
            failures: 3,
            pause: Duration::from_secs(1),
        }
    }
}

/// What a pool has done and holds. Counts are since its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionGauges {
    /// Sessions lent now, those being opened included.
    pub lent: usize,
    /// Sessions that wait for a borrower.
    pub idle: usize,
    /// Servers that nobody is let through to now.
    pub breakers_open: usize,
    /// Sessions opened.
    pub opened: u64,
    /// Sessions lent again.
    pub reused: u64,
    /// Resets written.
    pub resets: u64,
    /// Closed for their age.
    pub closed_aged: u64,
    /// Closed because nobody wanted them, or another key needed their place.
    pub closed_idle: u64,
    /// Closed after something that a reset can't undo.
    pub closed_kept: u64,
    /// Closed because a reset failed.
    pub closed_reset: u64,
    /// Found dead when they were to be lent, or died while lent.
    pub closed_dead: u64,
    /// Refused for want of a place.
    pub refused_full: u64,
    /// Refused because the server had failed too often.
    pub refused_broken: u64,
}

/// Why a lent session came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// It was at work, or changed in ways that a reset can't undo.
    Kept,
    ResetFailed,
    /// The server hung up, or it was never opened.
    Dead,
}

/// Authenticated sessions, for all invocations of a process. Hand it to them in a
/// [`Lender`](connector_capability::Lender).
#[derive(Debug)]
pub struct Sessions {
    shelf: Mutex<Shelf<Kept>>,
    breakers: Mutex<Breakers>,
    keys: Option<KeyMaker>,
    config: SessionsConfig,
    counts: Counts,
    /// Told when a place may have become free.
    freed: Notify,
    /// What is to be closed in good order, by the janitor.
    dismissed: Mutex<Vec<Session>>,
    bell: Arc<Notify>,
    has_janitor: AtomicBool,
    /// When the janitor looks again by itself; `None` before its first look. Changed under the shelf's lock only.
    next_look: Mutex<Option<Instant>>,
    /// Nothing is kept any more.
    retired: AtomicBool,
}

#[derive(Debug, Default)]
struct Counts {
    opened: AtomicU64,
    reused: AtomicU64,
    resets: AtomicU64,
    aged: AtomicU64,
    idle: AtomicU64,
    kept: AtomicU64,
    reset: AtomicU64,
    dead: AtomicU64,
    full: AtomicU64,
    broken: AtomicU64,
}

impl Sessions {
    /// An empty pool. It starts one thread when it first has a session to keep, which closes those that grow old, and
    /// ends with the pool.
    pub fn new(config: SessionsConfig) -> Arc<Self> {
        let bounds = Bounds {
            per_key: config.per_key.max(1),
            reserve: config.reserve,
            idle_per_tenant: config.idle_per_tenant,
            total: config.total.max(1),
            idle_time: config.idle_time,
            lifetime: config.lifetime,
        };
        Arc::new(Self {
            shelf: Mutex::new(Shelf::new(bounds)),
            breakers: Mutex::new(Breakers::new(config.failures, config.pause)),
            keys: KeyMaker::new(),
            config,
            counts: Counts::default(),
            freed: Notify::new(),
            dismissed: Mutex::default(),
            bell: Arc::new(Notify::new()),
            has_janitor: AtomicBool::new(false),
            next_look: Mutex::default(),
            retired: AtomicBool::new(false),
        })
    }

    /// What it has done and holds.
    pub fn gauges(&self) -> SessionGauges {
        let (lent, idle) = {
            let shelf = lock(&self.shelf);
            (shelf.lent_count(), shelf.idle_count())
        };
        let counts = &self.counts;
        SessionGauges {
            lent,
            idle,
            breakers_open: lock(&self.breakers).open_count(Instant::now()),
            opened: counts.opened.load(Relaxed),
            reused: counts.reused.load(Relaxed),
            resets: counts.resets.load(Relaxed),
            closed_aged: counts.aged.load(Relaxed),
            closed_idle: counts.idle.load(Relaxed),
            closed_kept: counts.kept.load(Relaxed),
            closed_reset: counts.reset.load(Relaxed),
            closed_dead: counts.dead.load(Relaxed),
            refused_full: counts.full.load(Relaxed),
            refused_broken: counts.broken.load(Relaxed),
        }
    }

    /// Closes all idle sessions, and each that is lent as soon as it comes back: the process is about to end.
    pub fn retire(&self) {
        self.retired.store(true, Relaxed);
        self.close_idle();
    }

    /// Closes all idle sessions. Those that are lent come back as ever.
    pub fn close_idle(&self) {
        let all = lock(&self.shelf).clear();
        for kept in all {
            self.counts.idle.fetch_add(1, Relaxed);
            self.dismiss(kept);
        }
        self.freed.notify_waiters();
    }

    pub(super) fn keys(&self) -> Option<&KeyMaker> {
        self.keys.as_ref()
    }

    pub(super) fn config(&self) -> &SessionsConfig {
        &self.config
    }

    pub(super) fn borrow(&self, key: SessionKey, first: bool) -> Borrowed<Kept> {
        let mut closed = Vec::new();
        let borrowed = lock(&self.shelf).borrow(key, first, Instant::now(), &mut closed);
        self.close_all(closed);
        borrowed
    }

    /// Told when it is worth asking again.
    pub(super) fn freed(&self) -> &Notify {
        &self.freed
    }

    /// Puts a session on the shelf whose reset is written.
    pub(super) fn give_back(self: &Arc<Self>, key: SessionKey, kept: Kept, opened: Instant) {
        self.counts.resets.fetch_add(1, Relaxed);
        self.employ_janitor();
        let now = Instant::now();
        let (closed, look_sooner) = {
            let mut shelf = lock(&self.shelf);
            let closed = shelf.give_back(key, kept, opened, now);
            let next = *lock(&self.next_look);
            // Most will expire after the janitor's next look: waking it each time would be dear.
            let expiry = shelf.next_expiry_of(opened, now);
            (closed, next.is_none_or(|next| expiry < Some(next)))
        };
        self.close_all(closed.into_iter().collect());
        if look_sooner {
            self.bell.notify_one();
        }
        if self.retired.load(Relaxed) {
            self.close_idle();
        }
        self.freed.notify_waiters();
    }

    /// A loan ended without the session coming back.
    pub(super) fn lost(&self, key: SessionKey, loss: Option<Loss>) {
        if let Some(loss) = loss {
            let count = match loss {
                Loss::Kept => &self.counts.kept,
                Loss::ResetFailed => &self.counts.reset,
                Loss::Dead => &self.counts.dead,
            };
            count.fetch_add(1, Relaxed);
        }
        lock(&self.shelf).ended(key);
        self.freed.notify_waiters();
    }

    pub(super) fn admit(&self, server: SessionKey) -> Result<(), Duration> {
        let admitted = lock(&self.breakers).admit(server, Instant::now());
        if admitted.is_err() {
            self.counts.broken.fetch_add(1, Relaxed);
        }
        admitted
    }

    pub(super) fn reached(&self, server: SessionKey) {
        lock(&self.breakers).succeeded(server);
    }

    pub(super) fn not_reached(&self, server: SessionKey) {
        lock(&self.breakers).failed(server, Instant::now());
    }

    pub(super) fn count_opened(&self) {
        self.counts.opened.fetch_add(1, Relaxed);
    }

    pub(super) fn count_reused(&self) {
        self.counts.reused.fetch_add(1, Relaxed);
    }

    pub(super) fn count_full(&self) {
        self.counts.full.fetch_add(1, Relaxed);
    }

    fn close_all(&self, closed: Vec<(Kept, Expiry)>) {
        for (kept, why) in closed {
            let count = match why {
                Expiry::Age => &self.counts.aged,
                Expiry::Idleness | Expiry::Crowded => &self.counts.idle,
            };
            count.fetch_add(1, Relaxed);
            self.dismiss(kept);
        }
    }

    fn dismiss(&self, kept: Kept) {
        // Without a janitor the socket is merely closed.
        if self.has_janitor.load(Relaxed) {
            lock(&self.dismissed).push(kept.session);
            self.bell.notify_one();
        }
    }

    fn employ_janitor(self: &Arc<Self>) {
        if self.has_janitor.swap(true, Relaxed) {
            return;
        }
        let (pool, bell) = (Arc::downgrade(self), Arc::clone(&self.bell));
        let thread = thread::Builder::new().name("pg-sessions".to_owned());
        if let Err(error) = thread.spawn(move || janitor::work(&pool, &bell)) {
            // The next borrower of a key still finds out what is too old.
            tracing::warn!(%error, "idle database sessions can't be watched");
            self.has_janitor.store(false, Relaxed);
        }
    }

    /// What the janitor has to close now, and when it has to look again.
    pub(super) fn collect(&self) -> (Vec<Session>, Instant) {
        let mut closed = Vec::new();
        let now = Instant::now();
        let next = {
            let mut shelf = lock(&self.shelf);
            shelf.expire(now, &mut closed);
            let soon = now.checked_add(LONG).unwrap_or(now);
            let next = shelf.next_expiry().map_or(soon, |next| next.min(soon));
            *lock(&self.next_look) = Some(next);
            next
        };
        self.close_all(closed);
        (std::mem::take(&mut *lock(&self.dismissed)), next)
    }
}

impl Drop for Sessions {
    fn drop(&mut self) {
        self.bell.notify_one();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
