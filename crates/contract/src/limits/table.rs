//! The table behind [`Limits`].

use std::fmt;
use std::time::Duration;

use super::{KIB, Limits, MIB};

/// What a limit counts, which is also how its values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds; written `250ms`, `5s`, `1m`.
    Milliseconds,
    /// Bytes; written `512`, `64KiB`, `16MiB`.
    Bytes,
    /// Things; written as a plain number.
    Count,
}

impl Unit {
    /// `value` in the largest unit that shows it exactly: `5s`, `64MiB`, `1000`. [`Limits::set`] reads it back.
    pub fn show(self, value: u64) -> String {
        let (steps, base): (&[(u64, &str)], _) = match self {
            Self::Milliseconds => (&[(60_000, "m"), (1000, "s")], "ms"),
            Self::Bytes => (&[(1024 * MIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")], "B"),
            Self::Count => (&[], ""),
        };
        for (size, name) in steps {
            if value >= *size && value.is_multiple_of(*size) {
                return format!("{}{name}", value / size);
            }
        }
        format!("{value}{base}")
    }
}

/// One bound: what it is called, how far it may be moved, and why it exists.
pub struct Limit {
    /// How it is written in `--limits` and in `connector.toml`: `wall`, `row-bytes`.
    pub name: &'static str,
    /// How it is written in JSON: `wall_ms`, `row_bytes`.
    pub key: &'static str,
    /// What its numbers count.
    pub unit: Unit,
    /// Its value unless told otherwise.
    pub default: u64,
    /// The least that makes sense.
    pub floor: u64,
    /// The most an operator may grant.
    pub ceiling: u64,
    /// What is bounded, as a phrase: `wall-clock time of a call`.
    pub what: &'static str,
    /// Why there is a bound, and why this one.
    pub reason: &'static str,
    get: fn(&Limits) -> u64,
    set: fn(&mut Limits, u64),
}

impl Limit {
    /// Its value in `limits`, in its unit.
    pub fn get(&self, limits: &Limits) -> u64 {
        (self.get)(limits)
    }

    pub(super) fn set(&self, limits: &mut Limits, value: u64) {
        (self.set)(limits, value);
    }
}

impl fmt::Debug for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |value| self.unit.show(value);
        f.debug_struct("Limit")
            .field("name", &self.name)
            .field("default", &show(self.default))
            .field("ceiling", &show(self.ceiling))
            .finish_non_exhaustive()
    }
}

/// Counts fit `u64` on every platform; a count beyond `usize` is as good as none.
fn size(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

macro_rules! limit {
    ($name:literal, $key:literal, $field:ident as ms, $default:expr, $floor:expr, $ceiling:expr, $what:literal, $reason:literal) => {
        limit!(@ $name, $key, Unit::Milliseconds, $default, $floor, $ceiling, $what, $reason,
            |limits| millis(limits.$field), |limits, value| limits.$field = Duration::from_millis(value))
    };
    ($name:literal, $key:literal, $field:ident as $unit:ident, $default:expr, $floor:expr, $ceiling:expr, $what:literal, $reason:literal) => {
        limit!(@ $name, $key, Unit::$unit, $default, $floor, $ceiling, $what, $reason,
            |limits| limits.$field as u64, |limits, value| limits.$field = size(value))
    };
    (@ $name:literal, $key:literal, $unit:expr, $default:expr, $floor:expr, $ceiling:expr, $what:literal, $reason:literal, $get:expr, $set:expr) => {
        Limit {
            name: $name,
            key: $key,
            unit: $unit,
            default: $default,
            floor: $floor,
            ceiling: $ceiling,
            what: $what,
            reason: $reason,
            get: $get,
            set: $set,
        }
    };
}

impl Limits {
    /// Every limit, in the order people care about them.
    #[rustfmt::skip]
    pub const TABLE: &'static [Limit] = &[
        limit!("wall", "wall_ms", wall as ms, 5_000, 10, 20_000,
            "wall-clock time of a call",
            "a person waits for the answer, and a waiting call holds a worker's slot and a database client"),
        limit!("cpu", "cpu_ms", cpu as ms, 1_000, 10, 10_000,
            "processor time of a call",
            "a tenant's loop must not starve its neighbours; honest scripts wait far more than they compute"),
        limit!("heap", "heap_bytes", heap_bytes as Bytes, 64 * MIB, 16 * MIB, 512 * MIB,
            "V8 heap of an isolate",
            "thousands of tenants share a machine; V8 itself needs some 10 MiB"),
        limit!("buffers", "buffer_bytes", buffer_bytes as Bytes, 64 * MIB, MIB, 512 * MIB,
            "memory outside the V8 heap",
            "array buffers do not count as heap, so they need a bound of their own"),
        limit!("source", "source_bytes", source_bytes as Bytes, MIB, KIB, 4 * MIB,
            "source of a script",
            "it is compiled and kept by every worker that serves the tenant"),
        limit!("arguments", "argument_bytes", argument_bytes as Bytes, 4 * MIB, KIB, 16 * MIB,
            "arguments and context as JSON",
            "they are copied several times on their way into the isolate"),
        limit!("result", "result_bytes", result_bytes as Bytes, 4 * MIB, KIB, 16 * MIB,
            "returned value as JSON",
            "it is copied several times on its way out, and kept in the history"),
        limit!("console-lines", "console_lines", console_lines as Count, 256, 0, 4_096,
            "console lines of a call",
            "they travel back with every outcome and are kept in the history"),
        limit!("console-line", "console_line_bytes", console_line_bytes as Bytes, 8 * KIB, 80, 64 * KIB,
            "one console line",
            "a dumped result set helps nobody; what is longer is cut"),
        limit!("rows", "rows", rows as Count, 10_000, 1, 100_000,
            "rows of a query",
            "a forgotten WHERE must not fill the heap; no action returns more than a page"),
        limit!("row-bytes", "row_bytes", row_bytes as Bytes, 16 * MIB, KIB, 128 * MIB,
            "row data of a query",
            "few wide rows fill the memory as well as many narrow ones"),
        limit!("clients", "clients", clients as Count, 4, 1, 64,
            "database clients of a tenant and DSN",
            "the tenant's database has a limit of its own, and others use it too"),
        limit!("connect", "connect_ms", connect as ms, 2_000, 10, 10_000,
            "connecting to a database",
            "a dead address must leave time to answer within the wall clock"),
        limit!(@ "bcrypt-cost", "bcrypt_cost", Unit::Count, 15, 4, 17,
            "bcrypt cost factor",
            "each step doubles the work: 15 takes seconds, 17 nearly the wall clock's ceiling",
            |limits| u64::from(limits.bcrypt_cost),
            |limits, value| limits.bcrypt_cost = u32::try_from(value).unwrap_or(u32::MAX)),
        limit!("pending-ops", "pending_ops", pending_ops as Count, 1_000, 1, 10_000,
            "asynchronous operations at once",
            "each holds memory of the host, out of the heap limit's sight"),
        limit!("timers", "timers", timers as Count, 1_000, 0, 10_000,
            "timers at once",
            "each holds memory of the host, out of the heap limit's sight"),
    ];

    /// The limit of that name (`row-bytes`; `row_bytes` and the JSON key will do too).
    pub fn find(name: &str) -> Option<&'static Limit> {
        let matches = |limit: &&Limit| {
            limit.name == name || limit.key == name || limit.name.replace('-', "_") == name
        };
        Self::TABLE.iter().find(matches)
    }

    /// The table as text for `--help`: one line a limit with name, default, ceiling and what it bounds.
    pub fn describe() -> String {
        let mut text = String::new();
        for limit in Self::TABLE {
            let line = format!(
                "{:<14}{:>7}  (at most {:>6})  {}\n",
                limit.name,
                limit.unit.show(limit.default),
                limit.unit.show(limit.ceiling),
                limit.what
            );
            text.push_str(&line);
        }
        text
    }
}
