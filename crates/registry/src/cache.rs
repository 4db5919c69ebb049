//! Values held in memory until they change.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::now_ms;

/// How long values are believed without a look at the registry's list of changes. Beyond it they are read anew, so
/// that a revoked key dies even where that list can't be read.
const BELIEVED_MS: i64 = 10_000;

/// At most `capacity` values; the one that was used longest ago goes first.
pub(crate) struct Cache<K, V> {
    capacity: usize,
    state: Mutex<State<K, V>>,
    looked_at: AtomicI64,
}

struct State<K, V> {
    /// Counts forgetting: what was read before it may be old.
    epoch: u64,
    uses: u64,
    values: HashMap<K, (Arc<V>, u64)>,
}

/// Taken before a value is read, so that one that changed meanwhile is not kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Epoch(u64);

impl<K: Eq + Hash + Clone, V> Cache<K, V> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            state: Mutex::new(State {
                epoch: 0,
                uses: 0,
                values: HashMap::new(),
            }),
            looked_at: AtomicI64::new(0),
        }
    }

    /// The value, or what [`Self::put`] needs once it is read.
    pub(crate) fn get(&self, key: &K) -> Result<Arc<V>, Epoch> {
        let mut state = self.locked();
        let fresh = now_ms().saturating_sub(self.looked_at.load(Ordering::Relaxed)) < BELIEVED_MS;
        state.uses += 1;
        let uses = state.uses;
        let epoch = Epoch(state.epoch);
        match state.values.get_mut(key) {
            Some((value, used)) if fresh => {
                *used = uses;
                Ok(Arc::clone(value))
            }
            _ => Err(epoch),
        }
    }

    /// Keeps a value that was read, unless something was forgotten since.
    pub(crate) fn put(&self, key: K, value: Arc<V>, read: Epoch) {
        let mut state = self.locked();
        if state.epoch != read.0 {
            return;
        }
        if state.values.len() >= self.capacity && !state.values.contains_key(&key) {
            let oldest = state.values.iter().min_by_key(|(_, (_, used))| *used);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                state.values.remove(&oldest);
            }
        }
        let uses = state.uses;
        state.values.insert(key, (value, uses));
    }

    /// Drops what `gone` says.
    pub(crate) fn forget(&self, mut gone: impl FnMut(&K, &V) -> bool) {
        let mut state = self.locked();
        state.epoch += 1;
        state.values.retain(|key, (value, _)| !gone(key, value));
    }

    /// The list of changes has just been read: what is here is what is there.
    pub(crate) fn believe(&self) {
        self.looked_at.store(now_ms(), Ordering::Relaxed);
    }

    fn locked(&self) -> MutexGuard<'_, State<K, V>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(capacity: usize) -> Cache<u32, u32> {
        let cache = Cache::new(capacity);
        cache.believe();
        cache
    }

    fn fill(cache: &Cache<u32, u32>, key: u32) {
        let epoch = cache.get(&key).unwrap_err();
        cache.put(key, Arc::new(key), epoch);
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let cache = cache(2);
        fill(&cache, 1);
        fill(&cache, 2);
        cache.get(&1).unwrap();
        fill(&cache, 3);
        assert!(cache.get(&1).is_ok() && cache.get(&2).is_err() && cache.get(&3).is_ok());
    }

    #[test]
    fn a_value_read_before_a_change_is_not_kept_after_it() {
        let cache = cache(2);
        let epoch = cache.get(&1).unwrap_err();
        cache.forget(|_, _| false);
        cache.put(1, Arc::new(1), epoch);
        assert!(cache.get(&1).is_err());
    }

    #[test]
    fn nothing_is_believed_when_changes_were_not_looked_at() {
        let cache = Cache::new(2);
        fill(&cache, 1);
        assert!(cache.get(&1).is_err());
        cache.believe();
        assert!(cache.get(&1).is_ok());
    }
}
