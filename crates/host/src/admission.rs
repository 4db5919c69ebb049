//! Who may run, who waits, who is refused: counts and queues, no clock and no tasks of its own.
//!
//! Tenants that wait take turns. A tenant has a bound on what runs and on what waits, all tenants together too. What has
//! waited too long is dropped, sooner while the queue never gets empty: then everybody would wait for as long as may be.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use crate::error::Full;

/// The bounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// Invocations that may run at once.
    pub(crate) running: usize,
    /// Of one tenant.
    pub(crate) tenant_running: usize,
    /// Of one tenant, that may wait.
    pub(crate) tenant_queue: usize,
    /// That may wait.
    pub(crate) queue: usize,
    /// How long one may wait.
    pub(crate) age: Duration,
}

/// Runs and waits; `T` stands for whoever waits, and is dropped to refuse it.
pub(crate) struct Admission<T> {
    rules: Rules,
    tenants: HashMap<String, Line<T>>,
    /// Tenants that have somebody waiting, next turn first; each once.
    turns: VecDeque<String>,
    running: usize,
    queued: usize,
    tickets: u64,
    /// Since when somebody has been waiting without a gap.
    waiting_since: Option<Instant>,
    /// How long an invocation runs, roughly.
    pace: Duration,
}

struct Line<T> {
    running: usize,
    waiting: VecDeque<Waiting<T>>,
}

impl<T> Default for Line<T> {
    fn default() -> Self {
        Self {
            running: 0,
            waiting: VecDeque::new(),
        }
    }
}

struct Waiting<T> {
    ticket: u64,
    since: Instant,
    who: T,
}

/// The answer to one who asks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked<T> {
    /// Go on.
    Run(T),
    /// Wait; by this number the wait can be given up.
    Wait(u64),
    /// No.
    Refused { what: Full, retry_after: Duration },
}

const SHORTEST_RETRY: Duration = Duration::from_millis(100);
const LONGEST_RETRY: Duration = Duration::from_secs(10);

impl<T> Admission<T> {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            rules,
            tenants: HashMap::new(),
            turns: VecDeque::new(),
            running: 0,
            queued: 0,
            tickets: 0,
            waiting_since: None,
            pace: Duration::from_millis(50),
        }
    }

    /// Somebody wants to run an invocation of `tenant`.
    pub(crate) fn ask(&mut self, tenant: &str, who: T, now: Instant) -> Asked<T> {
        let rules = self.rules;
        if !self.tenants.contains_key(tenant) {
            self.tenants.insert(tenant.to_owned(), Line::default());
        }
        let line = self.tenants.entry(tenant.to_owned()).or_default();
        if self.running < rules.running && line.running < rules.tenant_running {
            line.running += 1;
            self.running += 1;
            return Asked::Run(who);
        }
        let full = if line.waiting.len() >= rules.tenant_queue {
            Some(Full::TenantQueue)
        } else if self.queued >= rules.queue {
            Some(Full::Queue)
        } else {
            None
        };
        if let Some(what) = full {
            let retry_after = self.retry_after();
            return Asked::Refused { what, retry_after };
        }
        self.tickets += 1;
        if line.waiting.is_empty() {
            self.turns.push_back(tenant.to_owned());
        }
        line.waiting.push_back(Waiting {
            ticket: self.tickets,
            since: now,
            who,
        });
        self.queued += 1;
        self.waiting_since.get_or_insert(now);
        Asked::Wait(self.tickets)
    }

    /// An invocation of `tenant` is over, having run for `took`. Returns who may run now.
    pub(crate) fn leave(&mut self, tenant: &str, took: Duration, now: Instant) -> Vec<T> {
        self.pace = (self.pace * 7 + took.min(LONGEST_RETRY)) / 8;
        self.running = self.running.saturating_sub(1);
        if let Some(line) = self.tenants.get_mut(tenant) {
            line.running = line.running.saturating_sub(1);
            if line.running == 0 && line.waiting.is_empty() {
                self.tenants.remove(tenant);
            }
        }
        self.admit(now)
    }

    /// Whoever waits with this ticket doesn't want to any more.
    pub(crate) fn give_up(&mut self, tenant: &str, ticket: u64) {
        let Some(line) = self.tenants.get_mut(tenant) else {
            return;
        };
        let before = line.waiting.len();
        line.waiting.retain(|waiting| waiting.ticket != ticket);
        self.queued -= before - line.waiting.len();
        if line.waiting.is_empty() {
            self.turns.retain(|name| name != tenant);
            if line.running == 0 {
                self.tenants.remove(tenant);
            }
        }
        self.note_gap();
    }

    fn admit(&mut self, now: Instant) -> Vec<T> {
        let patience = self.patience(now);
        let mut admitted = Vec::new();
        // Each turn either serves somebody or passes over a tenant that has as many running as it may.
        let mut passed_over = 0;
        while self.running < self.rules.running && passed_over < self.turns.len() {
            let Some(tenant) = self.turns.pop_front() else {
                break;
            };
            let Some(line) = self.tenants.get_mut(&tenant) else {
                continue;
            };
            if line.running >= self.rules.tenant_running {
                self.turns.push_back(tenant);
                passed_over += 1;
                continue;
            }
            passed_over = 0;
            if let Some(first) = line.waiting.pop_front() {
                self.queued -= 1;
                // Dropped when it is too old: that tells whoever waits.
                if now.saturating_duration_since(first.since) < patience {
                    line.running += 1;
                    self.running += 1;
                    admitted.push(first.who);
                }
            }
            if !line.waiting.is_empty() {
                self.turns.push_back(tenant);
            } else if line.running == 0 {
                self.tenants.remove(&tenant);
            }
        }
        self.note_gap();
        admitted
    }

    fn note_gap(&mut self) {
        if self.queued == 0 {
            self.waiting_since = None;
        }
    }

    fn patience(&self, now: Instant) -> Duration {
        let waited = |since| now.saturating_duration_since(since);
        let age = self.rules.age;
        if self.waiting_since.is_some_and(|since| waited(since) > age) {
            age / 4
        } else {
            age
        }
    }

    /// When it makes sense to ask again.
    pub(crate) fn retry_after(&self) -> Duration {
        let queued = u32::try_from(self.queued).unwrap_or(u32::MAX).max(1);
        let lanes = u32::try_from(self.rules.running).unwrap_or(u32::MAX).max(1);
        let estimate = self.pace.saturating_mul(queued) / lanes;
        estimate.clamp(SHORTEST_RETRY, LONGEST_RETRY)
    }

    /// Invocations that run, and that wait.
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.running, self.queued)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULES: Rules = Rules {
        running: 4,
        tenant_running: 2,
        tenant_queue: 3,
        queue: 6,
        age: Duration::from_secs(2),
    };

    #[derive(Debug, Clone)]
    enum Step {
        Ask(u8),
        Leave(usize),
        GiveUp(usize),
        Pass(u64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0u8..5).prop_map(Step::Ask),
            3 => (0usize..8).prop_map(Step::Leave),
            1 => (0usize..8).prop_map(Step::GiveUp),
            1 => (0u64..1500).prop_map(Step::Pass),
        ]
    }

    fn name(tenant: u8) -> String {
        format!("tenant-{tenant}")
    }

    proptest! {
        #[test]
        fn bounds_hold_and_nobody_is_forgotten(steps in prop::collection::vec(step(), 0..300)) {
            let mut now = Instant::now();
            let mut admission = Admission::new(RULES);
            let mut running: Vec<u8> = Vec::new();
            let mut waiting: Vec<(u8, u64)> = Vec::new();
            for step in steps {
                match step {
                    Step::Ask(tenant) => {
                        let mine = |list: &[u8]| list.iter().filter(|other| **other == tenant).count();
                        // Tickets count up by one, so this is the one it would get.
                        let ticket = admission.tickets + 1;
                        match admission.ask(&name(tenant), (tenant, ticket), now) {
                            Asked::Run(_) => running.push(tenant),
                            Asked::Wait(given) => {
                                prop_assert_eq!(given, ticket);
                                prop_assert!(running.len() == RULES.running || mine(&running) == RULES.tenant_running);
                                waiting.push((tenant, given));
                            }
                            Asked::Refused { what, retry_after } => {
                                let queue: Vec<u8> = waiting.iter().map(|(tenant, _)| *tenant).collect();
                                let is_full = match what {
                                    Full::TenantQueue => mine(&queue) == RULES.tenant_queue,
                                    Full::Queue => queue.len() == RULES.queue,
                                    Full::Patience => false,
                                };
                                prop_assert!(is_full);
                                prop_assert!(retry_after >= SHORTEST_RETRY && retry_after <= LONGEST_RETRY);
                            }
                        }
                    }
                    Step::Leave(at) if at < running.len() => {
                        let tenant = running.remove(at);
                        for (tenant, ticket) in admission.leave(&name(tenant), Duration::from_millis(20), now) {
                            let at = waiting.iter().position(|one| *one == (tenant, ticket));
                            prop_assert!(at.is_some(), "admitted once, while it waited");
                            waiting.remove(at.unwrap());
                            running.push(tenant);
                        }
                        // What is not on any line any more was too old.
                        let left = |(tenant, ticket): &(u8, u64)| admission
                            .tenants.get(&name(*tenant))
                            .is_some_and(|line| line.waiting.iter().any(|one| one.ticket == *ticket));
                        waiting.retain(left);
                    }
                    Step::GiveUp(at) if at < waiting.len() => {
                        let (tenant, ticket) = waiting.remove(at);
                        admission.give_up(&name(tenant), ticket);
                    }
                    Step::Pass(millis) => now += Duration::from_millis(millis),
                    Step::Leave(_) | Step::GiveUp(_) => {}
                }
                prop_assert_eq!(admission.counts(), (running.len(), waiting.len()));
                prop_assert!(running.len() <= RULES.running && waiting.len() <= RULES.queue);
                for tenant in 0..5 {
                    prop_assert!(running.iter().filter(|other| **other == tenant).count() <= RULES.tenant_running);
                }
                prop_assert!(admission.tenants.len() <= 5);
                if running.is_empty() {
                    prop_assert!(waiting.is_empty(), "with nothing under way nobody waits");
                    prop_assert!(admission.tenants.is_empty() && admission.turns.is_empty());
                }
            }
        }
    }

    #[test]
    fn tenants_take_turns() {
        let now = Instant::now();
        let rules = Rules {
            running: 1,
            tenant_running: 1,
            ..RULES
        };
        let mut admission = Admission::new(rules);
        assert_eq!(admission.ask("busy", 0, now), Asked::Run(0));
        for who in 1..=3 {
            assert!(matches!(admission.ask("busy", who, now), Asked::Wait(_)));
        }
        assert!(matches!(admission.ask("calm", 9, now), Asked::Wait(_)));
        let mut order = Vec::new();
        let mut tenant = "busy";
        while let [next] = admission.leave(tenant, Duration::ZERO, now)[..] {
            order.push(next);
            tenant = if next == 9 { "calm" } else { "busy" };
        }
        assert_eq!(order, [1, 9, 2, 3]);
    }

    #[test]
    fn what_has_waited_too_long_is_dropped() {
        let start = Instant::now();
        let rules = Rules {
            running: 1,
            ..RULES
        };
        let mut admission = Admission::new(rules);
        assert_eq!(admission.ask("a", 0, start), Asked::Run(0));
        assert!(matches!(admission.ask("a", 1, start), Asked::Wait(_)));
        let late = start + Duration::from_millis(1_900);
        assert!(matches!(admission.ask("b", 2, late), Asked::Wait(_)));
        let later = start + Duration::from_millis(2_100);
        assert_eq!(admission.leave("a", Duration::ZERO, later), [2]);
        assert_eq!(admission.counts(), (1, 0));
    }
}
