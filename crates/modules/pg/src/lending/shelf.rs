//! The book of sessions: which are idle, how many are lent, how many there may be. Does no I/O and reads no clock.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::key::SessionKey;

/// How many sessions there may be, and how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Sessions of one key, idle and lent.
    pub(crate) per_key: usize,
    /// So many more of one key, for invocations that hold one already.
    pub(crate) reserve: usize,
    /// Sessions at rest of all keys of one tenant.
    pub(crate) idle_per_tenant: usize,
    /// Sessions of all keys together.
    pub(crate) total: usize,
    pub(crate) idle_time: Duration,
    pub(crate) lifetime: Duration,
}

/// Sessions by key.
#[derive(Debug)]
pub(crate) struct Shelf<S> {
    places: HashMap<SessionKey, Place<S>>,
    bounds: Bounds,
    idle: usize,
    lent: usize,
}

#[derive(Debug)]
struct Place<S> {
    /// Given back latest last: that one is lent first, so that the others can grow old.
    idle: Vec<Idle<S>>,
    lent: usize,
}

#[derive(Debug)]
struct Idle<S> {
    session: S,
    opened: Instant,
    since: Instant,
}

/// What a borrower gets.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Borrowed<S> {
    /// A session that was opened then.
    Session(S, Instant),
    /// The right to open one.
    Open,
    /// Nothing, for now.
    Full,
}

/// Why an idle session is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expiry {
    Age,
    Idleness,
    /// Another needs its place.
    Crowded,
}

impl<S> Shelf<S> {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self {
            places: HashMap::new(),
            bounds,
            idle: 0,
            lent: 0,
        }
    }

    /// Lends a session of `key`, or the right to open one. `first`: the invocation holds none yet. Adds to `closed` what
    /// must be closed for it.
    pub(crate) fn borrow(
        &mut self,
        key: SessionKey,
        first: bool,
        now: Instant,
        closed: &mut Vec<(S, Expiry)>,
    ) -> Borrowed<S> {
        self.expire(now, closed);
        let bounds = self.bounds;
        let place = self.places.entry(key).or_insert(Place {
            idle: Vec::new(),
            lent: 0,
        });
        if let Some(idle) = place.idle.pop() {
            place.lent += 1;
            self.idle -= 1;
            self.lent += 1;
            return Borrowed::Session(idle.session, idle.opened);
        }
        let most = if first {
            bounds.per_key
        } else {
            bounds.per_key.saturating_add(bounds.reserve)
        };
        let has_room = place.lent < most
            && (self.idle + self.lent < bounds.total || self.drop_longest_idle(closed));
        if !has_room {
            self.tidy(key);
            return Borrowed::Full;
        }
        if let Some(place) = self.places.get_mut(&key) {
            place.lent += 1;
        }
        self.lent += 1;
        Borrowed::Open
    }

    /// Takes a lent session back. `Some`: this one must be closed, because it is too old or others are too many.
    pub(crate) fn give_back(
        &mut self,
        key: SessionKey,
        session: S,
        opened: Instant,
        now: Instant,
    ) -> Option<(S, Expiry)> {
        let too_old = now.saturating_duration_since(opened) >= self.bounds.lifetime;
        if let Some(place) = self.places.get_mut(&key)
            && !too_old
        {
            place.idle.push(Idle {
                session,
                opened,
                since: now,
            });
            self.idle += 1;
            self.ended(key);
            let crowded = self.idle_of(key.tenant) > self.bounds.idle_per_tenant;
            return crowded
                .then(|| self.take_longest_idle(|one| one.tenant == key.tenant))
                .flatten()
                .map(|session| (session, Expiry::Crowded));
        }
        self.ended(key);
        Some((session, Expiry::Age))
    }

    /// A lent session is no more, or was never opened.
    pub(crate) fn ended(&mut self, key: SessionKey) {
        if let Some(place) = self.places.get_mut(&key)
            && place.lent > 0
        {
            place.lent -= 1;
            self.lent -= 1;
        }
        self.tidy(key);
    }

    /// Moves what is too old, or idle for too long, to `closed`.
    pub(crate) fn expire(&mut self, now: Instant, closed: &mut Vec<(S, Expiry)>) {
        let Bounds {
            lifetime,
            idle_time,
            ..
        } = self.bounds;
        let before = closed.len();
        for place in self.places.values_mut() {
            let old = |idle: &mut Idle<S>| {
                now.saturating_duration_since(idle.opened) >= lifetime
                    || now.saturating_duration_since(idle.since) >= idle_time
            };
            for idle in place.idle.extract_if(.., old) {
                let aged = now.saturating_duration_since(idle.opened) >= lifetime;
                let why = if aged { Expiry::Age } else { Expiry::Idleness };
                closed.push((idle.session, why));
            }
        }
        self.idle -= closed.len() - before;
        self.places
            .retain(|_, place| place.lent > 0 || !place.idle.is_empty());
    }

    /// Takes all idle sessions out.
    pub(crate) fn clear(&mut self) -> Vec<S> {
        self.idle = 0;
        let all = self.places.values_mut();
        let sessions = all
            .flat_map(|place| place.idle.drain(..))
            .map(|i| i.session);
        sessions.collect()
    }

    /// When [`Shelf::expire`] has something to do next; `None` while nothing is idle.
    pub(crate) fn next_expiry(&self) -> Option<Instant> {
        let all = self.places.values().flat_map(|place| &place.idle);
        all.filter_map(|idle| self.next_expiry_of(idle.opened, idle.since))
            .min()
    }

    /// When a session that was opened then, and rests since `since`, is too old or idle for too long.
    pub(crate) fn next_expiry_of(&self, opened: Instant, since: Instant) -> Option<Instant> {
        let aged = opened.checked_add(self.bounds.lifetime)?;
        Some(aged.min(since.checked_add(self.bounds.idle_time)?))
    }

    pub(crate) fn idle_count(&self) -> usize {
        self.idle
    }

    pub(crate) fn lent_count(&self) -> usize {
        self.lent
    }

    fn idle_of(&self, tenant: [u8; 32]) -> usize {
        let all = self.places.iter();
        let its = all.filter(|(key, _)| key.tenant == tenant);
        its.map(|(_, place)| place.idle.len()).sum()
    }

    fn drop_longest_idle(&mut self, closed: &mut Vec<(S, Expiry)>) -> bool {
        let longest = self.take_longest_idle(|_| true);
        let found = longest.is_some();
        closed.extend(longest.map(|session| (session, Expiry::Crowded)));
        found
    }

    /// Takes the session that has rested longest among those of the keys that are `wanted`.
    fn take_longest_idle(&mut self, wanted: impl Fn(&SessionKey) -> bool) -> Option<S> {
        let all = self.places.iter().filter(|(key, _)| wanted(key));
        let longest = all
            .filter_map(|(key, place)| Some((place.idle.first()?.since, *key)))
            .min_by_key(|(since, _)| *since);
        let (_, key) = longest?;
        let session = self.places.get_mut(&key)?.idle.remove(0).session;
        self.idle -= 1;
        self.tidy(key);
        Some(session)
    }

    fn tidy(&mut self, key: SessionKey) {
        if let Some(place) = self.places.get(&key)
            && place.lent == 0
            && place.idle.is_empty()
        {
            self.places.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::key::tests::{key_of, some_key};
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn shelf() -> Shelf<u32> {
        Shelf::new(Bounds {
            per_key: 2,
            reserve: 1,
            idle_per_tenant: 3,
            total: 4,
            idle_time: SECOND * 10,
            lifetime: SECOND * 100,
        })
    }

    #[test]
    fn the_latest_given_back_is_lent_first_and_to_its_own_key_only() {
        let (mine, other) = (some_key(1), some_key(2));
        let now = Instant::now();
        let mut shelf = shelf();
        let closed = &mut Vec::new();
        assert_eq!(shelf.borrow(mine, true, now, closed), Borrowed::Open);
        assert_eq!(shelf.borrow(mine, true, now, closed), Borrowed::Open);
        assert_eq!(shelf.give_back(mine, 1, now, now), None);
        assert_eq!(shelf.give_back(mine, 2, now, now), None);
        assert_eq!(shelf.borrow(other, true, now, closed), Borrowed::Open);
        assert_eq!(
            shelf.borrow(mine, true, now, closed),
            Borrowed::Session(2, now)
        );
        assert_eq!((shelf.idle_count(), shelf.lent_count()), (1, 2));
        assert!(closed.is_empty());
    }

    #[test]
    fn a_key_has_its_share_and_second_clients_a_reserve() {
        let key = some_key(1);
        let now = Instant::now();
        let mut shelf = shelf();
        let closed = &mut Vec::new();
        for _ in 0..2 {
            assert_eq!(shelf.borrow(key, true, now, closed), Borrowed::Open);
        }
        assert_eq!(shelf.borrow(key, true, now, closed), Borrowed::Full);
        assert_eq!(shelf.borrow(key, false, now, closed), Borrowed::Open);
        assert_eq!(shelf.borrow(key, false, now, closed), Borrowed::Full);
        shelf.ended(key);
        shelf.ended(key);
        assert_eq!(shelf.borrow(key, true, now, closed), Borrowed::Open);
    }

    #[test]
    fn all_keys_share_a_total_and_the_longest_idle_makes_room() {
        let now = Instant::now();
        let mut shelf = shelf();
        let closed = &mut Vec::new();
        for key in [1, 1, 2, 2] {
            assert_eq!(
                shelf.borrow(some_key(key), true, now, closed),
                Borrowed::Open
            );
        }
        assert_eq!(shelf.borrow(some_key(3), true, now, closed), Borrowed::Full);
        shelf.give_back(some_key(1), 11, now, now);
        shelf.give_back(some_key(2), 21, now, now + SECOND);
        assert_eq!(
            shelf.borrow(some_key(3), true, now + SECOND, closed),
            Borrowed::Open
        );
        assert_eq!(*closed, [(11, Expiry::Crowded)]);
    }

    #[test]
    fn a_tenant_s_many_keys_share_a_bound_of_rest() {
        let now = Instant::now();
        let mut shelf = shelf();
        let closed = &mut Vec::new();
        let keys = [key_of(7, 1), key_of(7, 2), key_of(7, 3), key_of(7, 4)];
        for key in keys {
            assert_eq!(shelf.borrow(key, true, now, closed), Borrowed::Open);
        }
        for (number, key) in (0..).zip(keys) {
            let at = now + SECOND * number;
            let crowded = shelf.give_back(key, number, now, at);
            assert_eq!(crowded, (number == 3).then_some((0, Expiry::Crowded)));
        }
        assert_eq!((shelf.idle_count(), shelf.lent_count()), (3, 0));
        assert_eq!(shelf.places.len(), 3);
        assert_eq!(
            shelf.borrow(some_key(9), true, now, closed),
            Borrowed::Open,
            "another tenant's are its own affair"
        );
        assert_eq!(shelf.give_back(some_key(9), 9, now, now), None);
        assert!(closed.is_empty());
    }

    #[test]
    fn sessions_grow_old() {
        let key = some_key(1);
        let start = Instant::now();
        let mut shelf = shelf();
        let closed = &mut Vec::new();
        shelf.borrow(key, true, start, closed);
        shelf.borrow(key, true, start, closed);
        shelf.give_back(key, 1, start, start + SECOND * 95);
        assert_eq!(shelf.next_expiry(), Some(start + SECOND * 100));
        assert_eq!(
            shelf.give_back(key, 2, start, start + SECOND * 100),
            Some((2, Expiry::Age))
        );
        shelf.expire(start + SECOND * 99, closed);
        assert!(closed.is_empty());
        shelf.expire(start + SECOND * 100, closed);
        assert_eq!(*closed, [(1, Expiry::Age)]);
        shelf.borrow(key, true, start, closed);
        shelf.give_back(key, 3, start, start);
        shelf.expire(start + SECOND * 10, closed);
        assert_eq!(closed.last(), Some(&(3, Expiry::Idleness)));
        assert_eq!(shelf.next_expiry(), None);
        assert!(shelf.places.is_empty());
    }

    proptest! {
        /// Whatever happens, the counts are right and no bound is passed.
        #[test]
        fn the_book_balances(steps in prop::collection::vec((0_u8..4, 0_u8..5, any::<bool>(), 0_u64..30), 0..200)) {
            let mut shelf = shelf();
            let mut now = Instant::now();
            let mut held: Vec<(SessionKey, Instant)> = Vec::new();
            let mut alive = 0_usize;
            for (act, key, first, seconds) in steps {
                now += SECOND * u32::try_from(seconds).unwrap();
                // Of three tenants, two with two keys each.
                let key = key_of(key / 2, key);
                let mut closed = Vec::new();
                match act {
                    0 | 1 => match shelf.borrow(key, first, now, &mut closed) {
                        Borrowed::Session(_, opened) => {
                            prop_assert!(now - opened < SECOND * 100);
                            held.push((key, opened));
                        }
                        Borrowed::Open => {
                            alive += 1;
                            held.push((key, now));
                        }
                        Borrowed::Full => {}
                    },
                    2 => if let Some((key, opened)) = held.pop() {
                        closed.extend(shelf.give_back(key, 0, opened, now));
                    },
                    _ => if let Some((key, _)) = held.pop() {
                        shelf.ended(key);
                        alive -= 1;
                    },
                }
                alive -= closed.len();
                prop_assert_eq!(shelf.lent_count(), held.len());
                prop_assert_eq!(shelf.idle_count(), alive - held.len());
                prop_assert!(alive <= 4);
                prop_assert_eq!(shelf.places.values().map(|p| p.idle.len()).sum::<usize>(), shelf.idle_count());
            }
        }
    }
}
