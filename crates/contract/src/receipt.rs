//! What a call cost.

use serde::{Deserialize, Serialize};

/// What a call cost. Times in milliseconds with a fraction.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// From the host's taking it to its answer.
    pub wall_ms: f64,
    /// Processor time of the isolate's thread, bcrypt excepted.
    pub cpu_ms: f64,
    /// Time inside V8, where it waited for a processor or paused for others included.
    pub js_ms: f64,
    /// Time spent waiting, by what for.
    pub wait_ms: WaitTimes,
    /// Statements sent to databases.
    pub queries: u64,
    /// Rows received.
    pub rows: u64,
    /// The most V8's heap held, in bytes.
    pub heap_peak_bytes: u64,
    /// Whether an isolate was ready.
    pub start: Start,
}

/// Time spent waiting, in milliseconds. Waits may overlap, so they need not add up to the wall clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct WaitTimes {
    /// For a worker's slot.
    pub queue: f64,
    /// For a database client.
    pub pool: f64,
    /// For queries.
    pub query: f64,
    /// For bcrypt.
    pub bcrypt: f64,
}

/// What the call found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// The tenant's isolate with this script loaded.
    Warm,
    /// A fresh isolate that stood by.
    Spare,
    /// Nothing; an isolate had to be made.
    #[default]
    Cold,
}
