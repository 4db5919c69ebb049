//! Which scripts have shown that they behave: each has come to its own end, soon, and not by a limit since.
//!
//! What holds its thread hurts those that are under way in the same lane, and only a script that nobody has seen before
//! can do so out of the blue. So it begins in a lane of its own where there is one; see [`placement`](crate::placement).

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::{Duration, Instant};

use connector_contract::{Ending, Phase, TerminationCause};
use connector_runtime::Report;

/// Names a tenant's script by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key(u64);

impl Key {
    /// Two scripts that share one by chance share their reputation, no more.
    pub(crate) fn new(tenant: &str, source: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        (tenant, source).hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// How a script stands with those it shares the machine with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It has shown that it behaves.
    Proven,
    /// It has shown nothing yet, or that it takes long.
    Unknown,
    /// A limit has ended it just now: it is not to be begun again while others are served.
    Rests,
}

/// So many are remembered; then all are forgotten, and have to show it again.
const MOST: usize = 16 * 1024;

/// Processor time of an invocation beyond which others should not wait behind it. Loading a large script
/// for the first time takes some of it.
const SOON: Duration = Duration::from_millis(150);

/// A script that a limit has ended is not begun again, while others are served, for so many times as long as it has
/// computed …
const REST: u32 = 3;
/// … and for no longer than this.
const LONGEST_REST: Duration = Duration::from_secs(1);

/// What is known of scripts' behaviour.
#[derive(Debug, Default)]
pub(crate) struct Proven {
    behave: HashSet<Key>,
    /// Those that a limit has ended, and until when they rest.
    resting: HashMap<Key, Instant>,
}

impl Proven {
    /// How a script stands.
    pub(crate) fn standing(&self, script: Key, now: Instant) -> Standing {
        if self.behave.contains(&script) {
            Standing::Proven
        } else if self.resting.get(&script).is_some_and(|until| now < *until) {
            Standing::Rests
        } else {
            Standing::Unknown
        }
    }

    /// This came of an invocation of that script.
    pub(crate) fn note(&mut self, script: Key, report: &Report, now: Instant) {
        let Some(behaved) = behaved(&report.ending) else {
            return;
        };
        let computed = Duration::from_secs_f64(report.receipt.cpu_ms.max(0.0) / 1e3);
        if behaved {
            self.resting.remove(&script);
        } else {
            self.resting.retain(|_, until| now < *until);
            let until = now + (computed * REST).min(LONGEST_REST);
            if self.resting.len() < MOST {
                self.resting.insert(script, until);
            }
        }
        if !behaved || computed > SOON {
            self.behave.remove(&script);
            return;
        }
        if self.behave.len() >= MOST {
            self.behave.clear();
        }
        self.behave.insert(script);
    }
}

/// `None` where the ending tells nothing about the script: whoever waits too long may have waited for another.
fn behaved(ending: &Ending) -> Option<bool> {
    match ending {
        Ending::Terminated(termination) => match (termination.cause, termination.phase) {
            (TerminationCause::Cpu | TerminationCause::Heap | TerminationCause::Buffers, _)
            | (TerminationCause::Wall, Phase::Running | Phase::Loading | Phase::Returning) => {
                Some(false)
            }
            _ => None,
        },
        Ending::Crashed { .. } => Some(false),
        _ => Some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keeper::blank;
    use connector_contract::{Returned, Termination};

    #[test]
    fn a_script_is_proven_by_its_end_and_until_a_limit_ends_it() {
        let (mut proven, now) = (Proven::default(), Instant::now());
        let script = Key::new("acme", "async function updateUser() {}");
        assert!(script != Key::new("globex", "async function updateUser() {}"));
        let ended = |cause, phase| {
            let spent = Duration::from_secs(1);
            let termination = Termination {
                cause,
                phase,
                spent,
            };
            blank(Ending::Terminated(termination), false)
        };
        let returned = || blank(Ending::Returned(Returned::Undefined), false);
        // Waiting for a database tells nothing.
        proven.note(script, &ended(TerminationCause::Wall, Phase::Query), now);
        assert_ne!(proven.standing(script, now), Standing::Proven);
        proven.note(script, &returned(), now);
        assert_eq!(proven.standing(script, now), Standing::Proven);
        proven.note(script, &ended(TerminationCause::Wall, Phase::Query), now);
        assert_eq!(proven.standing(script, now), Standing::Proven);
        let mut slow = returned();
        slow.receipt.cpu_ms = 151.0;
        proven.note(script, &slow, now);
        assert_ne!(proven.standing(script, now), Standing::Proven);
        for (cause, phase) in [
            (TerminationCause::Cpu, Phase::Running),
            (TerminationCause::Heap, Phase::Loading),
            (TerminationCause::Wall, Phase::Running),
        ] {
            proven.note(script, &returned(), now);
            proven.note(script, &ended(cause, phase), now);
            assert_ne!(
                proven.standing(script, now),
                Standing::Proven,
                "{cause:?} {phase:?}"
            );
        }
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let (mut proven, now) = (Proven::default(), Instant::now());
        for number in 0..MOST + 5 {
            let script = Key::new("acme", &number.to_string());
            proven.note(
                script,
                &blank(Ending::Returned(Returned::Undefined), false),
                now,
            );
        }
        assert_eq!(proven.behave.len(), 5);
    }

    #[test]
    fn a_script_that_a_limit_has_ended_rests_in_proportion_and_until_it_behaves() {
        let (mut proven, now) = (Proven::default(), Instant::now());
        let script = Key::new("acme", "for (;;) {}");
        let limited = |proven: &mut Proven, cpu_ms| {
            let termination = Termination {
                cause: TerminationCause::Heap,
                phase: Phase::Running,
                spent: Duration::ZERO,
            };
            let mut report = blank(Ending::Terminated(termination), false);
            report.receipt.cpu_ms = cpu_ms;
            proven.note(script, &report, now);
        };
        let rests = |proven: &Proven, millis| {
            proven.standing(script, now + Duration::from_millis(millis)) == Standing::Rests
        };
        assert!(!rests(&proven, 0));
        limited(&mut proven, 100.0);
        assert!(rests(&proven, 299) && !rests(&proven, 300));
        limited(&mut proven, 20_000.0);
        assert!(rests(&proven, 999) && !rests(&proven, 1_000));
        let same = Key::new("globex", "for (;;) {}");
        assert_eq!(proven.standing(same, now), Standing::Unknown);
        proven.note(
            script,
            &blank(Ending::Returned(Returned::Undefined), false),
            now,
        );
        assert!(!rests(&proven, 0));
    }
}
