//! A server that does not answer is left alone for a while: callers are told at once instead of piling up.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::key::SessionKey;

/// So many servers are watched at once; beyond it the longest untroubled is forgotten.
const MAX_SERVERS: usize = 4096;
/// The pause doubles with each failure, up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What is known of servers that failed lately.
#[derive(Debug)]
pub(crate) struct Breakers {
    servers: HashMap<SessionKey, Trouble>,
    failures: u32,
    pause: Duration,
}

#[derive(Debug)]
struct Trouble {
    failures: u32,
    last: Instant,
    /// Nobody is let through before.
    closed_until: Option<Instant>,
    pause: Duration,
}

impl Breakers {
    /// Opens after so many `failures` in a row, for `pause` at first.
    pub(crate) fn new(failures: u32, pause: Duration) -> Self {
        Self {
            servers: HashMap::new(),
            failures: failures.max(1),
            pause,
        }
    }

    /// Whether a connection may be tried.
    ///
    /// # Errors
    /// The time until it may be. When that is over, one caller is let through to try, and the others wait on.
    pub(crate) fn admit(&mut self, server: SessionKey, now: Instant) -> Result<(), Duration> {
        let Some(trouble) = self.servers.get_mut(&server) else {
            return Ok(());
        };
        let Some(until) = trouble.closed_until else {
            return Ok(());
        };
        if now < until {
            return Err(until - now);
        }
        trouble.closed_until = now.checked_add(trouble.pause);
        Ok(())
    }

    /// The server answered.
    pub(crate) fn succeeded(&mut self, server: SessionKey) {
        self.servers.remove(&server);
    }

    /// The server could not be reached.
    pub(crate) fn failed(&mut self, server: SessionKey, now: Instant) {
        if self.servers.len() >= MAX_SERVERS && !self.servers.contains_key(&server) {
            let oldest = self.servers.iter().min_by_key(|(_, trouble)| trouble.last);
            if let Some(oldest) = oldest.map(|(server, _)| *server) {
                self.servers.remove(&oldest);
            }
        }
        let first_pause = self.pause;
        let trouble = self.servers.entry(server).or_insert(Trouble {
            failures: 0,
            last: now,
            closed_until: None,
            pause: first_pause,
        });
        trouble.failures = trouble.failures.saturating_add(1);
        trouble.last = now;
        if trouble.failures >= self.failures {
            trouble.closed_until = now.checked_add(trouble.pause);
            trouble.pause = trouble.pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }

    /// Servers that nobody is let through to now.
    pub(crate) fn open_count(&self, now: Instant) -> usize {
        self.servers
            .values()
            .filter(|trouble| trouble.closed_until.is_some_and(|until| now < until))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::tests::some_key;
    use super::*;

    #[test]
    fn opens_lets_one_try_and_closes_again() {
        let (server, other) = (some_key(1), some_key(2));
        let second = Duration::from_secs(1);
        let mut now = Instant::now();
        let mut breakers = Breakers::new(2, second);
        breakers.failed(server, now);
        assert_eq!(breakers.admit(server, now), Ok(()));
        breakers.failed(server, now);
        assert_eq!(breakers.admit(server, now), Err(second));
        assert_eq!(breakers.admit(other, now), Ok(()), "another server");
        assert_eq!(breakers.open_count(now), 1);
        now += second;
        assert_eq!(breakers.admit(server, now), Ok(()), "one may try");
        assert!(breakers.admit(server, now).is_err(), "one only");
        breakers.failed(server, now);
        assert_eq!(breakers.admit(server, now), Err(second * 2), "longer");
        now += second * 2;
        assert_eq!(breakers.admit(server, now), Ok(()));
        breakers.succeeded(server);
        assert_eq!(breakers.admit(server, now), Ok(()));
        assert_eq!(breakers.admit(server, now), Ok(()));
        assert_eq!(breakers.open_count(now), 0);
    }

    #[test]
    fn a_pause_has_an_end_and_the_list_a_bound() {
        let now = Instant::now();
        let mut breakers = Breakers::new(1, Duration::from_secs(20));
        for _ in 0..10 {
            breakers.failed(some_key(1), now);
        }
        assert_eq!(breakers.admit(some_key(1), now), Err(LONGEST_PAUSE));
    }
}
