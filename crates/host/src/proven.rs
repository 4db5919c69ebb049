//! Which scripts have shown that they behave: each has come to its own end, soon, and not by a limit since.
//!
//! What holds its thread hurts those that are under way in the same lane, and only a script that nobody has seen before
//! can do so out of the blue. So it begins in a lane of its own where there is one; see [`placement`](crate::placement).

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

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

/// So many are remembered; then all are forgotten, and have to show it again.
const MOST: usize = 16 * 1024;

/// Processor time of an invocation in milliseconds, beyond which others should not wait behind it. Loading a large script
/// for the first time takes some of it.
const SOON_MS: f64 = 150.0;

/// The scripts that behave.
#[derive(Debug, Default)]
pub(crate) struct Proven(HashSet<Key>);

impl Proven {
    pub(crate) fn has(&self, script: Key) -> bool {
        self.0.contains(&script)
    }

    /// This came of an invocation of that script.
    pub(crate) fn note(&mut self, script: Key, report: &Report) {
        let Some(behaved) = behaved(&report.ending) else {
            return;
        };
        if !behaved || report.receipt.cpu_ms > SOON_MS {
            self.0.remove(&script);
            return;
        }
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(script);
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
    use std::time::Duration;

    #[test]
    fn a_script_is_proven_by_its_end_and_until_a_limit_ends_it() {
        let mut proven = Proven::default();
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
        proven.note(script, &ended(TerminationCause::Wall, Phase::Query));
        assert!(!proven.has(script));
        proven.note(script, &returned());
        assert!(proven.has(script));
        proven.note(script, &ended(TerminationCause::Wall, Phase::Query));
        assert!(proven.has(script));
        let mut slow = returned();
        slow.receipt.cpu_ms = SOON_MS + 1.0;
        proven.note(script, &slow);
        assert!(!proven.has(script));
        for (cause, phase) in [
            (TerminationCause::Cpu, Phase::Running),
            (TerminationCause::Heap, Phase::Loading),
            (TerminationCause::Wall, Phase::Running),
        ] {
            proven.note(script, &returned());
            proven.note(script, &ended(cause, phase));
            assert!(!proven.has(script), "{cause:?} {phase:?}");
        }
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let mut proven = Proven::default();
        for number in 0..MOST + 5 {
            let script = Key::new("acme", &number.to_string());
            proven.note(script, &blank(Ending::Returned(Returned::Undefined), false));
        }
        assert_eq!(proven.0.len(), 5);
    }
}
