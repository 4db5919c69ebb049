//! What a host is doing, as numbers.

use std::collections::BTreeMap;
use std::time::SystemTime;

use connector_contract::Status;
use connector_runtime::SessionGauges;

/// What a host is doing, as numbers at one moment. Counters count since the host's start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Worker processes that take invocations.
    pub workers: usize,
    /// Their process ids.
    pub worker_pids: Vec<u32>,
    /// Worker processes that take nothing new and end once those under way are over.
    pub workers_leaving: usize,
    /// Isolates that hold a tenant's script and wait for its next invocation.
    pub isolates_warm: usize,
    /// Blank isolates that stand by.
    pub isolates_spare: usize,
    /// What the warm isolates hold, in bytes.
    pub isolate_bytes: u64,
    /// Invocations under way.
    pub running: usize,
    /// Invocations that wait for a place.
    pub queued: usize,
    /// Counter: invocations that ended, by status.
    pub ended: BTreeMap<Status, u64>,
    /// Counter: invocations refused because something was full.
    pub refused: u64,
    /// Counter: invocations run again because their worker died before they had sent a statement.
    pub rerun: u64,
    /// Counter: worker processes that died or had to be killed.
    pub deaths: u64,
    /// Database sessions that are lent from one invocation to the next.
    pub sessions: SessionsHeld,
    /// Counters: what has become of them.
    pub sessions_past: SessionsPast,
    /// Tenants kept out, and until when.
    pub quarantined: BTreeMap<String, SystemTime>,
}

/// Database sessions that workers hold, as they said some seconds ago at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SessionsHeld {
    /// In use, those being opened included.
    pub lent: usize,
    /// At rest until somebody borrows them.
    pub idle: usize,
    /// Servers that no script is let through to for now, counted by each worker.
    pub breakers_open: usize,
}

/// What has become of lent database sessions since the host's start, by what workers say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SessionsPast {
    /// Opened, because none was there.
    pub opened: u64,
    /// Borrowed, having served another invocation.
    pub borrowed: u64,
    /// Closed for their age.
    pub closed_aged: u64,
    /// Closed because nobody wanted them, or another needed their place.
    pub closed_idle: u64,
    /// Closed after something that a reset can't undo.
    pub closed_changed: u64,
    /// Closed because their reset failed.
    pub closed_reset: u64,
    /// Found dead, or died in use.
    pub closed_dead: u64,
    /// Refused for want of a place.
    pub refused_full: u64,
    /// Refused because their server could not be reached several times in a row.
    pub refused_unavailable: u64,
}

impl SessionsPast {
    /// Adds what a worker counted between two reports. One that counts backwards adds nothing.
    pub(crate) fn add(&mut self, now: &SessionGauges, before: &SessionGauges) {
        let counts = [
            (&mut self.opened, now.opened, before.opened),
            (&mut self.borrowed, now.reused, before.reused),
            (&mut self.closed_aged, now.closed_aged, before.closed_aged),
            (&mut self.closed_idle, now.closed_idle, before.closed_idle),
            (
                &mut self.closed_changed,
                now.closed_kept,
                before.closed_kept,
            ),
            (
                &mut self.closed_reset,
                now.closed_reset,
                before.closed_reset,
            ),
            (&mut self.closed_dead, now.closed_dead, before.closed_dead),
            (
                &mut self.refused_full,
                now.refused_full,
                before.refused_full,
            ),
            (
                &mut self.refused_unavailable,
                now.refused_broken,
                before.refused_broken,
            ),
        ];
        for (sum, now, before) in counts {
            *sum = sum.saturating_add(now.saturating_sub(before));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_s_counts_are_added_once_and_never_taken_back() {
        let mut past = SessionsPast::default();
        let at = |reused| SessionGauges {
            reused,
            ..SessionGauges::default()
        };
        past.add(&at(5), &at(0));
        past.add(&at(7), &at(5));
        past.add(&at(1), &at(7));
        past.add(&at(u64::MAX), &at(1));
        assert_eq!(past.borrowed, u64::MAX);
        past.add(&at(2), &at(0));
        assert_eq!(past.borrowed, u64::MAX);
        assert_eq!(past.opened, 0);
    }
}
