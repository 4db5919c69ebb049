//! What an invocation has used, as far as is known at any moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use connector_capability::meter::{Meter, Wait};
use connector_contract::{Ending, Evidence, LogLevel, LogLine, Receipt, Start, WaitTimes};
use connector_realm::inbox::Console;

use crate::job::Report;
use crate::slot::Spent;

/// Shared with the watchdog, which reports for scripts that don't come back.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) started: Instant,
    pub(crate) start: Start,
    pub(crate) meter: Arc<Meter>,
    pub(crate) console: Console,
    heap: Arc<AtomicUsize>,
}

impl Account {
    pub(crate) fn new(started: Instant, start: Start, console: Console) -> Self {
        Self {
            started,
            start,
            meter: Arc::default(),
            console,
            heap: Arc::default(),
        }
    }

    /// Notes how much of V8's heap is in use.
    pub(crate) fn saw_heap(&self, bytes: usize) {
        self.heap.fetch_max(bytes, Relaxed);
    }

    pub(crate) fn report(&self, ending: Ending, spent: Spent) -> Report {
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        let waited = |wait| millis(self.meter.waited(wait));
        Report {
            ending,
            evidence: Evidence {
                database_errors: self.meter.database_errors(),
                incomplete: self.meter.database_errors_lost(),
            },
            receipt: Receipt {
                wall_ms: millis(self.started.elapsed()),
                cpu_ms: millis(spent.cpu),
                js_ms: millis(spent.js),
                wait_ms: WaitTimes {
                    queue: 0.0,
                    pool: waited(Wait::Pool),
                    query: waited(Wait::Query),
                    bcrypt: waited(Wait::Bcrypt),
                },
                queries: self.meter.queries(),
                rows: self.meter.rows(),
                heap_peak_bytes: self.heap.load(Relaxed) as u64,
                start: self.start,
            },
            logs: self
                .console
                .lines()
                .into_iter()
                .map(|line| LogLine {
                    level: level(line.level),
                    message: line.text,
                })
                .collect(),
            statement_sent: self.meter.has_sent_statement(),
        }
    }
}

fn level(name: &str) -> LogLevel {
    match name {
        "debug" => LogLevel::Debug,
        "warn" => LogLevel::Warn,
        "error" => LogLevel::Error,
        _ => LogLevel::Info,
    }
}
