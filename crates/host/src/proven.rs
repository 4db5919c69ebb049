//! Which scripts have shown that they behave: each has come to its own end, soon, and not by a limit since.
//!
//! What holds its thread hurts those that are under way in the same lane, and only a script that nobody has seen before
//! can do so out of the blue. So it begins in a lane of its own where there is one; see [`placement`](crate::placement).

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::{Duration, Instant};

use connector_contract::{Ending, Phase, TerminationCause};
use connector_runtime::{Report, Reputation};

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

/// How a script stands at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Manners {
    /// It has shown that it behaves.
    pub(crate) proven: bool,
    /// A limit has ended it not long ago.
    pub(crate) limited: bool,
    /// That was just now: it is not to be begun again while others are served.
    pub(crate) rests: bool,
}

impl Manners {
    /// For the worker.
    pub(crate) fn reputation(self) -> Reputation {
        match self {
            Self { limited: true, .. } => Reputation::Limited,
            Self { proven: true, .. } => Reputation::Proven,
            _ => Reputation::Unknown,
        }
    }
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
pub(crate) const LONGEST_REST: Duration = Duration::from_secs(1);
/// How long it is known for that.
const REMEMBERED: Duration = Duration::from_secs(10);

/// What is known of scripts' behaviour.
#[derive(Debug, Default)]
pub(crate) struct Proven {
    behave: HashSet<Key>,
    limited: HashMap<Key, Limited>,
}

/// A script that a limit has ended.
#[derive(Debug)]
struct Limited {
    rests_until: Instant,
    known_until: Instant,
}

impl Proven {
    /// How a script stands.
    pub(crate) fn manners(&self, script: Key, now: Instant) -> Manners {
        let limited = self.limited.get(&script);
        Manners {
            proven: self.behave.contains(&script),
            limited: limited.is_some_and(|limited| now < limited.known_until),
            rests: limited.is_some_and(|limited| now < limited.rests_until),
        }
    }

    /// This came of an invocation of that script.
    pub(crate) fn note(&mut self, script: Key, report: &Report, now: Instant) {
        // A worker under an attacker's control can say any number.
        let computed = Duration::try_from_secs_f64(report.receipt.cpu_ms.max(0.0) / 1e3);
        let computed = computed.unwrap_or(Duration::MAX);
        match behaved(&report.ending) {
            // Whoever is taken back in time shall not be better off than who is ended.
            None if computed <= SOON => {}
            None | Some(false) => {
                self.behave.remove(&script);
                // A worker can die of something else than what it runs.
                if matches!(report.ending, Ending::Terminated(_)) {
                    self.note_limited(script, computed, now);
                }
            }
            Some(true) if computed > SOON => {
                self.behave.remove(&script);
            }
            Some(true) => {
                if let Some(limited) = self.limited.get_mut(&script) {
                    limited.rests_until = now;
                }
                if self.behave.len() >= MOST {
                    self.behave.clear();
                }
                self.behave.insert(script);
            }
        }
    }

    fn note_limited(&mut self, script: Key, computed: Duration, now: Instant) {
        if self.limited.len() >= MOST {
            self.limited.retain(|_, limited| now < limited.known_until);
        }
        if self.limited.len() >= MOST {
            self.limited.clear();
        }
        let (rests_until, known_until) = (
            now + computed.saturating_mul(REST).min(LONGEST_REST),
            now + REMEMBERED,
        );
        let limited = self.limited.entry(script).or_insert(Limited {
            rests_until,
            known_until,
        });
        limited.rests_until = limited.rests_until.max(rests_until);
        limited.known_until = known_until;
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
        assert!(!proven.manners(script, now).proven);
        proven.note(script, &returned(), now);
        assert!(proven.manners(script, now).proven);
        proven.note(script, &ended(TerminationCause::Wall, Phase::Query), now);
        assert!(proven.manners(script, now).proven);
        let mut slow = returned();
        slow.receipt.cpu_ms = 151.0;
        proven.note(script, &slow, now);
        assert!(!proven.manners(script, now).proven);
        for (cause, phase) in [
            (TerminationCause::Cpu, Phase::Running),
            (TerminationCause::Heap, Phase::Loading),
            (TerminationCause::Wall, Phase::Running),
        ] {
            proven.note(script, &returned(), now);
            proven.note(script, &ended(cause, phase), now);
            let found = proven.manners(script, now);
            assert!(!found.proven && found.limited, "{cause:?} {phase:?}");
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
        let later = |millis| now + Duration::from_millis(millis);
        let rests = |proven: &Proven, millis| proven.manners(script, later(millis)).rests;
        assert!(!rests(&proven, 0));
        limited(&mut proven, 100.0);
        assert!(rests(&proven, 299) && !rests(&proven, 300));
        limited(&mut proven, 20_000.0);
        assert!(rests(&proven, 999) && !rests(&proven, 1_000));
        // Nor does a number that no honest worker says do any harm.
        for nonsense in [1e300, f64::MAX, f64::INFINITY, f64::NAN, -1.0] {
            limited(&mut proven, nonsense);
        }
        assert!(rests(&proven, 999) && !rests(&proven, 1_000));
        // One that has hardly begun does not end the rest of another.
        limited(&mut proven, 0.0);
        assert!(rests(&proven, 999));
        let same = Key::new("globex", "for (;;) {}");
        assert_eq!(proven.manners(same, now).reputation(), Reputation::Unknown);
        proven.note(
            script,
            &blank(Ending::Returned(Returned::Undefined), false),
            now,
        );
        assert!(!rests(&proven, 0) && proven.manners(script, now).proven);
        assert_eq!(
            proven.manners(script, later(9_999)).reputation(),
            Reputation::Limited
        );
        assert_eq!(
            proven.manners(script, later(10_000)).reputation(),
            Reputation::Proven
        );
    }

    #[test]
    fn who_is_taken_back_while_it_computes_is_no_better_off() {
        let (mut proven, now) = (Proven::default(), Instant::now());
        let script = Key::new("acme", "for (;;) {}");
        let mut taken_back = blank(
            Ending::Terminated(Termination {
                cause: TerminationCause::Cancelled,
                phase: Phase::Running,
                spent: Duration::ZERO,
            }),
            false,
        );
        proven.note(script, &taken_back, now);
        assert!(!proven.manners(script, now).limited);
        taken_back.receipt.cpu_ms = 900.0;
        proven.note(script, &taken_back, now);
        assert!(proven.manners(script, now).rests);
    }
}
