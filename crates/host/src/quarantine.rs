//! Tenants whose scripts kill workers are kept out for a while.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Instant, SystemTime};

use crate::config::QuarantineRule;

/// Deaths by tenant, and who is out.
pub(crate) struct Quarantine {
    rule: QuarantineRule,
    deaths: HashMap<String, VecDeque<Instant>>,
    out: HashMap<String, Sentence>,
}

#[derive(Clone)]
struct Sentence {
    ends: Instant,
    until: SystemTime,
    reason: String,
}

impl Quarantine {
    pub(crate) fn new(rule: QuarantineRule) -> Self {
        Self {
            rule,
            deaths: HashMap::new(),
            out: HashMap::new(),
        }
    }

    /// A worker died of a script of this tenant; `how` as a phrase. Whether the tenant is out from now on.
    pub(crate) fn note(&mut self, tenant: &str, how: &str, now: Instant, wall: SystemTime) -> bool {
        let QuarantineRule {
            deaths,
            within,
            lasts,
        } = self.rule;
        // Forgets tenants that have long behaved: what is kept is bounded by the deaths of one window.
        self.deaths.retain(|_, times| {
            times.retain(|time| now.saturating_duration_since(*time) < within);
            !times.is_empty()
        });
        let times = self.deaths.entry(tenant.to_owned()).or_default();
        times.push_back(now);
        if times.len() < deaths.max(1) {
            return false;
        }
        let reason = format!(
            "{} worker processes died of its scripts within {} s, the last one because {how}",
            times.len(),
            within.as_secs()
        );
        self.deaths.remove(tenant);
        self.out.insert(
            tenant.to_owned(),
            Sentence {
                ends: now + lasts,
                until: wall + lasts,
                reason,
            },
        );
        true
    }

    /// Until when the tenant is out, and why.
    pub(crate) fn check(&mut self, tenant: &str, now: Instant) -> Option<(SystemTime, String)> {
        let sentence = self.out.get(tenant)?;
        if now >= sentence.ends {
            self.out.remove(tenant);
            return None;
        }
        Some((sentence.until, sentence.reason.clone()))
    }

    /// Everybody who is out.
    pub(crate) fn list(&mut self, now: Instant) -> BTreeMap<String, SystemTime> {
        self.out.retain(|_, sentence| now < sentence.ends);
        let entry = |(tenant, sentence): (&String, &Sentence)| (tenant.clone(), sentence.until);
        self.out.iter().map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const HOW: &str = "it would not stop";

    #[test]
    fn the_third_death_within_the_window_counts() {
        let rule = QuarantineRule::default();
        let (mut now, wall) = (Instant::now(), SystemTime::now());
        let mut quarantine = Quarantine::new(rule);
        assert!(!quarantine.note("a", HOW, now, wall));
        now += Duration::from_secs(60);
        assert!(!quarantine.note("a", HOW, now, wall) && !quarantine.note("b", HOW, now, wall));
        now += rule.within - Duration::from_secs(30);
        // The first is forgotten by now.
        assert!(!quarantine.note("a", HOW, now, wall));
        assert_eq!(quarantine.check("a", now), None);
        assert!(quarantine.note("a", HOW, now, wall));
        let (until, reason) = quarantine.check("a", now).unwrap();
        assert_eq!(until, wall + rule.lasts);
        assert!(reason.contains("3 worker processes") && reason.ends_with(HOW));
        assert_eq!(quarantine.check("b", now), None);
        assert_eq!(quarantine.list(now).len(), 1);
        now += rule.lasts;
        assert!(quarantine.check("a", now).is_none() && quarantine.list(now).is_empty());
        assert!(!quarantine.note("a", HOW, now, wall), "it starts anew");
    }
}
