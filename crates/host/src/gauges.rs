//! What a host is doing, as numbers.

use std::collections::BTreeMap;
use std::time::SystemTime;

use connector_contract::Status;

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
    /// Tenants kept out, and until when.
    pub quarantined: BTreeMap<String, SystemTime>,
}
