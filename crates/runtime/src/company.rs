//! Whose invocations are under way in a lane, or on their way to it.
//!
//! A script that pauses keeps its thread from them: see [`pace`](crate::pace).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::job::Place;

/// How long it is remembered whom a limit has ended here.
const REMEMBERED: Duration = Duration::from_secs(10);

/// The invocations of one lane. Clones are the same lane's.
#[derive(Debug, Clone, Default)]
pub struct Company(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    guests: Vec<Arc<Place>>,
    /// Whose invocation a limit has ended last, and when.
    limited: Option<(Arc<Place>, Instant)>,
}

impl Company {
    /// An invocation that is about to be sent to the lane.
    pub fn expect(&self, place: &Arc<Place>) -> Guest {
        self.lock().guests.push(Arc::clone(place));
        Guest(Arc::new(Inner {
            company: self.clone(),
            place: Arc::clone(place),
        }))
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One invocation among the others of its lane. It is one of them until the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Guest(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    company: Company,
    place: Arc<Place>,
}

impl Guest {
    fn is_own(&self, place: &Place) -> bool {
        place.tenant == self.0.place.tenant
    }

    /// Whether another tenant's invocation is there.
    pub(crate) fn is_among_others(&self) -> bool {
        let known = self.0.company.lock();
        known.guests.iter().any(|place| !self.is_own(place))
    }

    /// How many of its own tenant's there are, itself included.
    pub(crate) fn of_its_own(&self) -> u32 {
        let known = self.0.company.lock();
        let count = known.guests.iter().filter(|place| self.is_own(place));
        u32::try_from(count.count()).unwrap_or(u32::MAX)
    }

    /// A limit has ended it: those that its tenant has sent along with it are known for that as well.
    pub(crate) fn note_limited(&self, now: Instant) {
        self.0.company.lock().limited = Some((Arc::clone(&self.0.place), now));
    }

    /// Whether a limit has ended one of its tenant's here not long ago.
    pub(crate) fn is_limited(&self, now: Instant) -> bool {
        let known = self.0.company.lock();
        let limited = known.limited.as_ref();
        limited.is_some_and(|(place, at)| {
            self.is_own(place) && now.saturating_duration_since(*at) < REMEMBERED
        })
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let mut company = self.company.lock();
        if let Some(at) = company
            .guests
            .iter()
            .position(|place| Arc::ptr_eq(place, &self.place))
        {
            company.guests.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_expected_counts_until_the_last_of_it_is_gone() {
        let (company, acme) = (Company::default(), Place::of("acme"));
        let first = company.expect(&acme);
        let second = company.expect(&Place::of("acme"));
        assert!(!first.is_among_others());
        assert_eq!(first.of_its_own(), 2);
        let other = company.expect(&Place::of("globex"));
        assert!(first.is_among_others() && other.is_among_others());
        let still = other.clone();
        drop((other, second));
        assert!(first.is_among_others());
        drop(still);
        assert!(!first.is_among_others());
        assert_eq!(first.of_its_own(), 1);
    }

    #[test]
    fn whom_a_limit_has_ended_is_known_for_a_while_and_only_they() {
        let (company, now) = (Company::default(), Instant::now());
        let (acme, same) = (
            company.expect(&Place::of("acme")),
            company.expect(&Place::of("acme")),
        );
        let other = company.expect(&Place::of("globex"));
        acme.note_limited(now);
        assert!(same.is_limited(now) && !other.is_limited(now));
        assert!(!same.is_limited(now + REMEMBERED));
        other.note_limited(now);
        assert!(!same.is_limited(now));
    }
}
