//! Whose invocations are under way in a lane, or on their way to it.
//!
//! A script that pauses keeps its thread from them: see [`pace`](crate::pace).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::job::Place;

/// The invocations of one lane. Clones are the same lane's.
#[derive(Debug, Clone, Default)]
pub struct Company(Arc<Mutex<Vec<Arc<Place>>>>);

impl Company {
    /// An invocation that is about to be sent to the lane.
    pub fn expect(&self, place: &Arc<Place>) -> Guest {
        self.lock().push(Arc::clone(place));
        Guest(Arc::new(Inner {
            company: self.clone(),
            place: Arc::clone(place),
        }))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Place>>> {
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
    /// Whether another tenant's invocation is there.
    pub(crate) fn is_among_others(&self) -> bool {
        let own = &self.0.place.tenant;
        self.0
            .company
            .lock()
            .iter()
            .any(|place| place.tenant != *own)
    }

    /// How many of its own tenant's there are, itself included.
    pub(crate) fn of_its_own(&self) -> u32 {
        let own = &self.0.place.tenant;
        let company = self.0.company.lock();
        let count = company.iter().filter(|place| place.tenant == *own).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let mut company = self.company.lock();
        if let Some(at) = company
            .iter()
            .position(|place| Arc::ptr_eq(place, &self.place))
        {
            company.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_expected_counts_until_the_last_of_it_is_gone() {
        let place = |tenant: &str| {
            Arc::new(Place {
                tenant: tenant.to_owned(),
                connection: "users".to_owned(),
                env_version: "1".to_owned(),
            })
        };
        let (company, acme) = (Company::default(), place("acme"));
        let first = company.expect(&acme);
        let second = company.expect(&place("acme"));
        assert!(!first.is_among_others());
        assert_eq!(first.of_its_own(), 2);
        let other = company.expect(&place("globex"));
        assert!(first.is_among_others() && other.is_among_others());
        let still = other.clone();
        drop((other, second));
        assert!(first.is_among_others());
        drop(still);
        assert!(!first.is_among_others());
        assert_eq!(first.of_its_own(), 1);
    }
}
