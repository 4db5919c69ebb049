//! Every bound of an invocation, declared once: field, unit, default, ceiling and reason.

mod parse;
mod table;
mod wire;

use std::time::Duration;

pub use parse::LimitsError;
use serde::{Deserialize, Serialize};
pub use table::{Limit, Unit};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// The bounds of one invocation. [`Limits::TABLE`] says for each its default, its ceiling and why it is there.
///
/// Serialised as an object of whole numbers, durations in milliseconds: `{"wall_ms":5000,"heap_bytes":67108864,…}`.
/// What is absent takes its default; unknown names and values beyond the ceiling are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// From the moment the script is entered until its promise settles.
    pub wall: Duration,
    /// On the isolate's thread. bcrypt's time is booked apart, on whatever thread it runs.
    pub cpu: Duration,
    /// V8's heap.
    pub heap_bytes: usize,
    /// Memory outside V8's heap: array buffers, rows on their way.
    pub buffer_bytes: usize,
    /// A script's source, UTF-8.
    pub source_bytes: usize,
    /// The arguments and the context together, as JSON.
    pub argument_bytes: usize,
    /// The returned value as JSON.
    pub result_bytes: usize,
    /// Lines a script may write to its console.
    pub console_lines: usize,
    /// One console line, UTF-8; what is longer is cut.
    pub console_line_bytes: usize,
    /// Rows of one query.
    pub rows: usize,
    /// Row data of one query.
    pub row_bytes: usize,
    /// Database clients of one tenant for one DSN.
    pub clients: usize,
    /// Resolving, connecting and authenticating, together.
    pub connect: Duration,
    /// bcrypt's cost factor, asked for or found in a hash.
    pub bcrypt_cost: u32,
    /// Asynchronous ops under way at once.
    pub pending_ops: usize,
    /// Timers armed at once.
    pub timers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let mut limits = Self {
            wall: Duration::ZERO,
            cpu: Duration::ZERO,
            heap_bytes: 0,
            buffer_bytes: 0,
            source_bytes: 0,
            argument_bytes: 0,
            result_bytes: 0,
            console_lines: 0,
            console_line_bytes: 0,
            rows: 0,
            row_bytes: 0,
            clients: 0,
            connect: Duration::ZERO,
            bcrypt_cost: 0,
            pending_ops: 0,
            timers: 0,
        };
        for limit in Self::TABLE {
            limit.set(&mut limits, limit.default);
        }
        limits
    }
}

/// When an isolate is let go though nothing went wrong with it. Belongs to the host, not to an invocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recycling {
    /// Without a call for so long: its memory serves others better.
    pub idle: Duration,
    /// So old: whatever scripts left behind in it goes with it.
    pub age: Duration,
    /// After so many calls: the same, for busy tenants.
    pub calls: u64,
    /// Holding, between two calls, more of its heap or buffer limit than this, in percent: it grows.
    pub percent_held: usize,
}

impl Default for Recycling {
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(10 * 60),
            age: Duration::from_secs(60 * 60),
            calls: 10_000,
            percent_held: 50,
        }
    }
}
