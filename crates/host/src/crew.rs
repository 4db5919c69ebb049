//! The workers that take invocations, a post for each, and their seats.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use connector_runtime::{Ledger, MAX_SEATS, Ready, SessionGauges};
use tokio::sync::futures::Notified;
use tokio::sync::{Notify, mpsc};

use crate::gauges::SessionsHeld;
use crate::keeper::Command;
use crate::placement::{LaneLoad, Wait, choose, must_wait};
use crate::proven::{LONGEST_REST, Manners};

/// A script that computes for longer than this without a pause is none that others should wait behind. Honest ones take
/// a few milliseconds.
const HELD: Duration = Duration::from_millis(8);

/// A script that has only just come to its lane may be about to compute.
const JUST_COME: Duration = Duration::from_millis(50);

/// The workers. A post keeps its number when its worker is replaced, so tenants keep their lane's.
pub(crate) struct Crew {
    posts: Mutex<Vec<Option<Member>>>,
    changed: Notify,
    lanes: usize,
    most: usize,
}

struct Member {
    /// Tells this worker from its predecessors at the post.
    worker: u64,
    pid: u32,
    commands: mpsc::UnboundedSender<Command>,
    ledger: Ledger,
    /// The invocations that sit there, by their numbers.
    seated: HashMap<u64, Seated>,
    loads: Vec<usize>,
    ready: Vec<Ready>,
    sessions: SessionGauges,
    /// Rows of the ledger that nobody has.
    rows: Vec<usize>,
}

/// An invocation that has a seat.
struct Seated {
    tenant: String,
    lane: usize,
    proven: bool,
    since: Instant,
}

impl Member {
    /// Its lanes, as `tenant` finds them.
    fn lanes(&self, post: usize, tenant: &str) -> impl Iterator<Item = LaneLoad> {
        self.loads.iter().enumerate().map(move |(lane, load)| {
            let strangers = self
                .seated
                .values()
                .filter(|seated| seated.lane == lane && !seated.proven);
            let held = self.ledger.held_for(lane) > HELD;
            let computes = self.ledger.in_js(lane);
            let computes = computes.and_then(|number| self.seated.get(&number));
            let holder = computes.filter(|_| held);
            let own = |seated: &Seated| seated.tenant == tenant;
            LaneLoad {
                post,
                lane,
                load: *load,
                // One whose holder has left is about to be free, or its worker lies.
                held: holder.is_some(),
                strangers: strangers.clone().count(),
                own: holder.is_some_and(own) || strangers.clone().any(own),
                own_computes: computes.is_some_and(|seated| own(seated) && !seated.proven)
                    || strangers
                        .clone()
                        .any(|seated| own(seated) && seated.since.elapsed() < JUST_COME),
            }
        })
    }
}

/// The answer to one who wants a seat.
pub(crate) enum Seating {
    /// There it is, and the way to its worker.
    Seat(Seat, mpsc::UnboundedSender<Command>),
    /// Ask again soon.
    Later(Wait),
    /// There are no workers now.
    Nobody,
}

/// A place in a lane for one invocation; free again when dropped.
pub(crate) struct Seat {
    crew: Arc<Crew>,
    post: usize,
    worker: u64,
    number: u64,
    /// Whose invocation sits there.
    pub(crate) tenant: String,
    /// The lane.
    pub(crate) lane: usize,
    /// How its script stood when it was given.
    pub(crate) manners: Manners,
    /// The row in the ledger.
    pub(crate) row: usize,
}

impl Crew {
    /// A crew of so many posts, all empty; each worker has so many lanes, which take at most so many invocations.
    pub(crate) fn new(posts: usize, lanes: usize, most: usize) -> Arc<Self> {
        Arc::new(Self {
            posts: Mutex::new((0..posts).map(|_| None).collect()),
            changed: Notify::new(),
            lanes,
            most,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Option<Member>>> {
        self.posts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A worker takes its post.
    pub(crate) fn join(
        &self,
        post: usize,
        worker: u64,
        pid: u32,
        commands: mpsc::UnboundedSender<Command>,
        ledger: Ledger,
    ) {
        if let Some(place) = self.lock().get_mut(post) {
            *place = Some(Member {
                worker,
                pid,
                commands,
                ledger,
                seated: HashMap::new(),
                loads: vec![0; self.lanes],
                ready: vec![Ready::default(); self.lanes],
                sessions: SessionGauges::default(),
                rows: (0..MAX_SEATS).rev().collect(),
            });
        }
        self.changed.notify_waiters();
    }

    /// A worker takes nothing new. Whether it was still at its post.
    pub(crate) fn leave(&self, post: usize, worker: u64) -> bool {
        let mut posts = self.lock();
        let Some(place) = posts.get_mut(post) else {
            return false;
        };
        let is_there = place.as_ref().is_some_and(|member| member.worker == worker);
        if is_there {
            *place = None;
        }
        is_there
    }

    /// A seat for the invocation of that number, `asked` for so long ago, and kept from an empty lane since `waited`.
    pub(crate) fn seat(
        self: &Arc<Self>,
        tenant: &str,
        number: u64,
        manners: Manners,
        asked: Duration,
        waited: Duration,
    ) -> Seating {
        let mut posts = self.lock();
        let others = |seated: &Seated| seated.tenant != tenant;
        let mut seated = posts
            .iter()
            .flatten()
            .flat_map(|member| member.seated.values());
        if manners.rests && asked < LONGEST_REST && seated.any(others) {
            return Seating::Later(Wait::Own);
        }
        let proven = manners.proven;
        let mut lanes = Vec::new();
        for (post, member) in posts.iter().enumerate() {
            lanes.extend(member.iter().flat_map(|member| member.lanes(post, tenant)));
        }
        if !proven && let Some(wait) = must_wait(tenant, &lanes, asked, waited) {
            return Seating::Later(wait);
        }
        let chosen = choose(tenant, proven, &lanes, self.most).and_then(|at| lanes.get(at));
        let Some(&LaneLoad { post, lane, .. }) = chosen else {
            return Seating::Nobody;
        };
        let Some(member) = posts.get_mut(post).and_then(Option::as_mut) else {
            return Seating::Nobody;
        };
        let Some(row) = member.rows.pop() else {
            return Seating::Nobody;
        };
        if let Some(load) = member.loads.get_mut(lane) {
            *load += 1;
        }
        let seated = Seated {
            tenant: tenant.to_owned(),
            lane,
            proven,
            since: Instant::now(),
        };
        member.seated.insert(number, seated);
        let seat = Seat {
            crew: Arc::clone(self),
            post,
            worker: member.worker,
            number,
            tenant: tenant.to_owned(),
            lane,
            manners,
            row,
        };
        Seating::Seat(seat, member.commands.clone())
    }

    /// Ready once a worker has joined after this call.
    pub(crate) fn joined(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// What a lane has ready.
    pub(crate) fn note_ready(&self, post: usize, worker: u64, lane: usize, ready: Ready) {
        if let Some(member) = self.lock().get_mut(post).and_then(Option::as_mut)
            && member.worker == worker
            && let Some(place) = member.ready.get_mut(lane)
        {
            *place = ready;
        }
    }

    /// What a worker holds in sessions that are lent.
    pub(crate) fn note_sessions(&self, post: usize, worker: u64, sessions: SessionGauges) {
        if let Some(member) = self.lock().get_mut(post).and_then(Option::as_mut)
            && member.worker == worker
        {
            member.sessions = sessions;
        }
    }

    /// What the workers at their posts hold in sessions that are lent.
    pub(crate) fn sessions(&self) -> SessionsHeld {
        let mut sum = SessionsHeld::default();
        for sessions in self.lock().iter().flatten().map(|member| member.sessions) {
            sum.lent = sum.lent.saturating_add(sessions.lent);
            sum.idle = sum.idle.saturating_add(sessions.idle);
            sum.breakers_open = sum.breakers_open.saturating_add(sessions.breakers_open);
        }
        sum
    }

    /// The processes of the workers at their posts, and what their lanes have ready.
    pub(crate) fn ready(&self) -> (Vec<u32>, Ready) {
        let posts = self.lock();
        let mut sum = Ready::default();
        for ready in posts.iter().flatten().flat_map(|member| &member.ready) {
            sum.warm += ready.warm;
            sum.spare += ready.spare;
            sum.bytes += ready.bytes;
        }
        let pids = posts.iter().flatten().map(|member| member.pid);
        (pids.collect(), sum)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(member) = self.crew.lock().get_mut(self.post).and_then(Option::as_mut)
            && member.worker == self.worker
        {
            if let Some(load) = member.loads.get_mut(self.lane) {
                *load = load.saturating_sub(1);
            }
            member.seated.remove(&self.number);
            member.rows.push(self.row);
        }
    }
}
