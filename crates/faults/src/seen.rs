//! What callers saw, in numbers.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;

/// How one call ended for whoever made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// HTTP 200 and the outcome `success`.
    Acknowledged,
    /// HTTP 200 and another outcome: `crashed`, `script_error`.
    Otherwise,
    /// Never answered for good, however often it was asked.
    Unknown,
}

/// One call under its idempotency key.
#[derive(Debug, Clone)]
pub struct Call {
    /// The key, which the script writes down.
    pub key: String,
    /// Which tenant's it was.
    pub tenant: usize,
    /// How it ended.
    pub ended: Ended,
}

/// What one or many callers saw.
#[derive(Debug, Default)]
pub struct Seen {
    /// Every answer of every try, by what it was.
    pub answers: BTreeMap<String, u64>,
    /// The calls.
    pub calls: Vec<Call>,
    /// From when a call was due to its good answer.
    pub waits: Vec<Duration>,
    /// When good answers came.
    pub successes: Vec<Instant>,
}

/// Times in milliseconds.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Times {
    /// Half are faster.
    pub p50: f64,
    /// 99 of 100 are faster.
    pub p99: f64,
    /// The slowest.
    pub max: f64,
}

impl Seen {
    /// Counts an answer.
    pub fn count(&mut self, what: impl Into<String>) {
        *self.answers.entry(what.into()).or_default() += 1;
    }

    /// Takes over what others saw.
    pub fn merge(&mut self, other: Self) {
        for (what, count) in other.answers {
            *self.answers.entry(what).or_default() += count;
        }
        self.calls.extend(other.calls);
        self.waits.extend(other.waits);
        self.successes.extend(other.successes);
    }

    /// How long good answers took.
    pub fn times(&self) -> Times {
        times(self.waits.clone())
    }

    /// The longest time in which nobody got a good answer.
    pub fn longest_gap(&self) -> Duration {
        let mut at = self.successes.clone();
        at.sort_unstable();
        let pairs = at.iter().zip(at.iter().skip(1));
        let gaps = pairs.map(|(before, after)| after.duration_since(*before));
        gaps.max().unwrap_or_default()
    }
}

/// Percentiles, by nearest rank.
pub fn times(mut waits: Vec<Duration>) -> Times {
    waits.sort_unstable();
    let at = |share: usize| {
        let rank = (waits.len() * share).div_ceil(100).max(1) - 1;
        let found = waits.get(rank).copied().unwrap_or_default();
        found.as_secs_f64() * 1e3
    };
    Times {
        p50: at(50),
        p99: at(99),
        max: at(100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_waits_that_there_were() {
        let waits = (1..=200).rev().map(Duration::from_millis).collect();
        let found = times(waits);
        assert_eq!((found.p50, found.p99, found.max), (100.0, 198.0, 200.0));
        assert_eq!(times(vec![Duration::from_millis(7)]).p99, 7.0);
        assert_eq!(times(Vec::new()).max, 0.0);
    }

    #[test]
    fn a_gap_lies_between_two_successes() {
        let begun = Instant::now();
        let mut seen = Seen::default();
        assert_eq!(seen.longest_gap(), Duration::ZERO);
        for ms in [700, 0, 100] {
            seen.successes.push(begun + Duration::from_millis(ms));
        }
        assert_eq!(seen.longest_gap(), Duration::from_millis(600));
    }
}
