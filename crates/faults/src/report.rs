//! All of a run as one table and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use crate::faults::Fault;
use crate::node::Memory;
use crate::seen::Times;
use crate::speed::Speed;

/// Everything a run found.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// How many tenants there were.
    pub tenants: usize,
    /// Requests a second, with nothing broken.
    pub speed: Vec<Speed>,
    /// Memory of an idle server, and of one after the speeds were measured.
    pub memory: Vec<(&'static str, Memory)>,
    /// The steady load, a window after the other.
    pub steady: Vec<Window>,
    /// Each fault.
    pub faults: Vec<Fault>,
}

/// A part of the steady load.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Window {
    /// Good answers a second.
    pub per_second: f64,
    /// How long they took, in milliseconds.
    pub times: Times,
    /// Calls that did not succeed.
    pub failed: usize,
}

impl Report {
    /// Whether every fault went as it must.
    pub fn passed(&self) -> bool {
        self.faults.iter().all(|fault| fault.passed)
    }

    /// The table.
    pub fn table(&self) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        if !self.speed.is_empty() {
            writeln!(
                out,
                "\n{:28} {:>8} {:>9} {:>9} {:>9} {:>7}",
                "speed", "req/s", "p50 ms", "p99 ms", "max ms", "failed"
            )?;
        }
        for speed in &self.speed {
            let Times { p50, p99, max } = speed.times;
            let (what, rate, failed) = (speed.what, speed.per_second, speed.failed);
            writeln!(
                out,
                "{what:28} {rate:8.0} {p50:9.2} {p99:9.2} {max:9.1} {failed:7}"
            )?;
        }
        for (when, memory) in &self.memory {
            writeln!(
                out,
                "memory, {when}: server {} MiB, {} workers {} MiB, all with what they share once {} MiB",
                memory.server_mib, memory.workers, memory.workers_mib, memory.shared_once_mib
            )?;
        }
        if !self.steady.is_empty() {
            writeln!(
                out,
                "\n{:28} {:>8} {:>9} {:>9} {:>9} {:>7}",
                format!("{} tenants, steady", self.tenants),
                "req/s",
                "p50 ms",
                "p99 ms",
                "max ms",
                "failed"
            )?;
        }
        for (number, window) in self.steady.iter().enumerate() {
            let Times { p50, p99, max } = window.times;
            let name = format!("window {}", number + 1);
            writeln!(
                out,
                "{name:28} {:8.0} {p50:9.2} {p99:9.2} {max:9.1} {:7}",
                window.per_second, window.failed
            )?;
        }
        if !self.faults.is_empty() {
            writeln!(
                out,
                "\n{:24} {:>6} {:>6} {:>5} {:>5} {:>5} {:>9} {:>9} result",
                "fault", "calls", "acked", "lost", "twice", "forgot", "gap ms", "p99 ms"
            )?;
        }
        for fault in &self.faults {
            let proof = &fault.proof;
            let result = if fault.passed { "passed" } else { "FAILED" };
            writeln!(
                out,
                "{:24} {:6} {:6} {:5} {:5} {:6} {:9.0} {:9.1} {result}",
                fault.name,
                proof.calls,
                proof.acknowledged,
                proof.lost,
                proof.twice,
                proof.forgotten,
                fault.longest_gap_ms,
                fault.times.p99
            )?;
            writeln!(out, "    {}", fault.done)?;
            let seen: Vec<String> = fault
                .seen
                .iter()
                .map(|(what, count)| format!("{what}: {count}"))
                .collect();
            writeln!(out, "    callers saw {}", seen.join(", "))?;
            for note in &fault.notes {
                writeln!(out, "    {note}")?;
            }
        }
        Ok(())
    }
}
