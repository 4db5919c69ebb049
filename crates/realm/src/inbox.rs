//! What a script's side has told the host about the invocation under way.

use std::sync::{Arc, Mutex, PoisonError};

/// How the script's side says its call ended. Untrusted: a script can forge its own ending, and no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// A value, as JSON text.
    Returned(String),
    /// `undefined`.
    Undefined,
    /// A value without a JSON form; the picture of what JSON.stringify threw.
    Unserialisable(String),
    /// The function threw; the picture of what, as JSON.
    Threw(String),
    /// The script's top level threw; the picture of what, as JSON.
    FailedToLoad(String),
    /// What was to be handed over is larger than the result limit.
    TooLarge,
}

/// A line a script wrote to its console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `debug`, `info`, `warn` or `error`.
    pub level: &'static str,
    /// At most the limit's bytes of text.
    pub text: String,
}

/// Ends a line that was cut; counts towards its bytes.
const CUT: &str = " [cut]";

/// The console's bounds.
#[derive(Debug, Clone, Copy)]
pub struct ConsoleLimits {
    /// Lines kept; what follows is counted.
    pub lines: usize,
    /// Bytes of a line; the rest is cut.
    pub line_bytes: usize,
}

/// Log lines of an invocation, shared with the watchdog so that a killed script's lines are not lost.
#[derive(Debug, Clone)]
pub struct Console(Arc<Mutex<Lines>>);

#[derive(Debug)]
struct Lines {
    limits: ConsoleLimits,
    kept: Vec<Line>,
    dropped: usize,
}

impl Console {
    /// An empty console.
    pub fn new(limits: ConsoleLimits) -> Self {
        Self(Arc::new(Mutex::new(Lines {
            limits,
            kept: Vec::new(),
            dropped: 0,
        })))
    }

    /// Whether another line would be kept. Spares the work of making one that would not.
    pub(crate) fn is_full(&self) -> bool {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full = lines.kept.len() >= lines.limits.lines;
        if full {
            lines.dropped = lines.dropped.saturating_add(1);
        }
        full
    }

    pub(crate) fn line_bytes(&self) -> usize {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .limits
            .line_bytes
    }

    pub(crate) fn push(&self, level: &'static str, mut text: String) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if text.len() > lines.limits.line_bytes {
            let mut end = lines.limits.line_bytes.saturating_sub(CUT.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
            text.push_str(CUT);
        }
        lines.kept.push(Line { level, text });
    }

    /// The lines so far, with a last one that counts what was dropped.
    pub fn lines(&self) -> Vec<Line> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = lines.kept.clone();
        if lines.dropped > 0 {
            let (dropped, limit) = (lines.dropped, lines.limits.lines);
            all.push(Line {
                level: "warn",
                text: format!("{dropped} more lines dropped: the console of an invocation is limited to {limit} lines"),
            });
        }
        all
    }
}

/// The runtime's side of the realm's ops, put into deno_core's `OpState` for each invocation.
#[derive(Debug)]
pub struct Inbox {
    /// The number of the call under way: an ending that names another is ignored.
    pub call: i32,
    /// Largest text of an ending, in bytes of UTF-8.
    pub result_bytes: usize,
    /// The console's lines.
    pub console: Console,
    /// How the call ended, once it has. The first word counts.
    pub settled: Option<Settled>,
    /// An exception that nobody caught came up, from a timer or an event, whether or not it was the first word.
    pub stray: bool,
}
