//! Isolates that wait for the next invocation of their script, least recently used first.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use connector_contract::limits::Recycling;

/// One that has waited for so long may wait for long: what it can do without is better given back.
const REST: Duration = Duration::from_secs(3);

/// What waits: isolates `T`, each bound to a script `K`.
pub(crate) struct Shelf<K, T> {
    waiting: VecDeque<Kept<K, T>>,
    bytes: u64,
    target: u64,
    recycling: Recycling,
}

struct Kept<K, T> {
    key: K,
    isolate: T,
    life: Life,
    bytes: u64,
    since: Instant,
    /// Has been made small since it was put here.
    small: bool,
}

/// What an isolate has behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) born: Instant,
    pub(crate) calls: u64,
}

impl<K: PartialEq, T> Shelf<K, T> {
    /// An empty one that holds at most `target` bytes.
    pub(crate) fn new(target: u64, recycling: Recycling) -> Self {
        Self {
            waiting: VecDeque::new(),
            bytes: 0,
            target,
            recycling,
        }
    }

    /// The most recently used isolate of that script.
    pub(crate) fn take(&mut self, key: &K) -> Option<(T, Life)> {
        let at = self.waiting.iter().rposition(|kept| kept.key == *key)?;
        let kept = self.waiting.remove(at)?;
        self.bytes -= kept.bytes;
        Some((kept.isolate, kept.life))
    }

    /// Puts an isolate back after a call. Returns what has to go: it, when it is worn out, or others to make room.
    pub(crate) fn put(
        &mut self,
        key: K,
        isolate: T,
        life: Life,
        bytes: u64,
        now: Instant,
    ) -> Vec<T> {
        let worn = life.calls >= self.recycling.calls
            || now.saturating_duration_since(life.born) >= self.recycling.age;
        if worn {
            return vec![isolate];
        }
        self.bytes += bytes;
        self.waiting.push_back(Kept {
            key,
            isolate,
            life,
            bytes,
            since: now,
            small: false,
        });
        let mut gone = Vec::new();
        while self.bytes > self.target {
            gone.extend(self.pop());
        }
        gone
    }

    /// What nobody has used for too long, or is too old.
    pub(crate) fn expired(&mut self, now: Instant) -> Vec<T> {
        let mut gone = Vec::new();
        while self
            .waiting
            .front()
            .is_some_and(|kept| now.saturating_duration_since(kept.since) >= self.recycling.idle)
        {
            gone.extend(self.pop());
        }
        let age = self.recycling.age;
        let is_old = |kept: &Kept<K, T>| now.saturating_duration_since(kept.life.born) >= age;
        while let Some(at) = self.waiting.iter().position(is_old) {
            if let Some(kept) = self.waiting.remove(at) {
                self.bytes -= kept.bytes;
                gone.push(kept.isolate);
            }
        }
        gone
    }

    /// Whether one has waited for so long that it is worth making it small.
    pub(crate) fn has_resting(&self, now: Instant) -> bool {
        self.resting(now).is_some()
    }

    /// Has `shrink` make one small that has waited for long, and say what it holds then.
    pub(crate) fn make_small(&mut self, now: Instant, shrink: impl FnOnce(&mut T) -> u64) {
        let Some(kept) = self.resting(now).and_then(|at| self.waiting.get_mut(at)) else {
            return;
        };
        kept.small = true;
        self.bytes -= kept.bytes;
        kept.bytes = shrink(&mut kept.isolate);
        self.bytes += kept.bytes;
    }

    /// Where the one is that has waited longest and is not small.
    fn resting(&self, now: Instant) -> Option<usize> {
        let at = self.waiting.iter().position(|kept| !kept.small)?;
        let kept = self.waiting.get(at)?;
        (now.saturating_duration_since(kept.since) >= REST).then_some(at)
    }

    fn pop(&mut self) -> Option<T> {
        let kept = self.waiting.pop_front()?;
        self.bytes -= kept.bytes;
        Some(kept.isolate)
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// What they hold together.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RECYCLING: Recycling = Recycling {
        idle: Duration::from_secs(10),
        age: Duration::from_secs(100),
        calls: 5,
        percent_held: 50,
    };

    #[derive(Debug, Clone)]
    enum Step {
        Take(u8),
        Put(u8, u64, u64),
        Pass(u64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0u8..4).prop_map(Step::Take),
            (0u8..4, 1u64..400, 0u64..7).prop_map(|(k, bytes, calls)| Step::Put(k, bytes, calls)),
            (0u64..15).prop_map(Step::Pass),
        ]
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_bounds_hold(steps in prop::collection::vec(step(), 0..200)) {
            let mut now = Instant::now();
            let born = now;
            let mut shelf = Shelf::new(1000, RECYCLING);
            let (mut made, mut gone) = (0u32, 0usize);
            for step in steps {
                match step {
                    Step::Take(key) => {
                        if let Some(((owner, _), _)) = shelf.take(&key) {
                            prop_assert_eq!(owner, key, "an isolate serves the script it was made for");
                            gone += 1;
                        }
                    }
                    Step::Put(key, bytes, calls) => {
                        made += 1;
                        gone += shelf.put(key, (key, made), Life { born, calls }, bytes, now).len();
                    }
                    Step::Pass(seconds) => {
                        now += Duration::from_secs(seconds);
                        gone += shelf.expired(now).len();
                        prop_assert!(shelf.waiting.iter().all(|kept| now - kept.since < RECYCLING.idle));
                        prop_assert!(shelf.waiting.iter().all(|kept| now - kept.life.born < RECYCLING.age));
                    }
                }
                prop_assert!(shelf.bytes() <= 1000);
                prop_assert_eq!(shelf.bytes(), shelf.waiting.iter().map(|kept| kept.bytes).sum::<u64>());
                prop_assert_eq!(shelf.len() + gone, made as usize);
                prop_assert!(shelf.waiting.iter().all(|kept| kept.life.calls < RECYCLING.calls));
            }
        }
    }

    #[test]
    fn each_is_made_small_once_after_it_has_waited() {
        let now = Instant::now();
        let life = Life {
            born: now,
            calls: 1,
        };
        let mut shelf = Shelf::new(100, RECYCLING);
        shelf.put("a", "a", life, 10, now);
        shelf.put("b", "b", life, 10, now + Duration::from_secs(1));
        assert!(!shelf.has_resting(now + Duration::from_secs(2)));
        let later = now + Duration::from_secs(20);
        let mut seen = Vec::new();
        while shelf.has_resting(later) {
            shelf.make_small(later, |isolate| {
                seen.push(*isolate);
                4
            });
        }
        assert_eq!((seen, shelf.bytes()), (vec!["a", "b"], 8));
        // Used again, it has grown again.
        let (isolate, life) = shelf.take(&"a").unwrap();
        shelf.put("a", isolate, life, 10, later);
        assert_eq!(shelf.bytes(), 14);
        assert!(shelf.has_resting(later + REST));
    }

    #[test]
    fn the_least_recently_used_goes_first() {
        let now = Instant::now();
        let life = Life {
            born: now,
            calls: 1,
        };
        let mut shelf = Shelf::new(30, RECYCLING);
        for name in ["a", "b", "c"] {
            assert!(shelf.put(name, name, life, 10, now).is_empty());
        }
        let (a, life) = shelf.take(&"a").unwrap();
        assert!(shelf.put("a", a, life, 10, now).is_empty());
        assert_eq!(shelf.put("d", "d", life, 10, now), ["b"]);
        assert_eq!(shelf.put("e", "e", life, 31, now), ["c", "a", "d", "e"]);
        assert_eq!((shelf.len(), shelf.bytes()), (0, 0));
    }
}
