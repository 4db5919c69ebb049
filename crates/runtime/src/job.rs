//! What a worker is asked to do, and what it reports.

use connector_contract::{Ending, Env, Evidence, Invocation, LogLine, Receipt, Script};
use serde::{Deserialize, Serialize};

/// One invocation with all it needs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Job {
    /// The author's source.
    pub script: Script,
    /// What the script sees as `env`.
    pub env: Env,
    /// Which function to call, with what, within which limits. Already checked.
    pub invocation: Invocation,
}

/// What happened, before anybody judges it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    /// How it ended.
    pub ending: Ending,
    /// What the judge must know beside the ending.
    pub evidence: Evidence,
    /// What it cost.
    pub receipt: Receipt,
    /// What the script wrote to its console, in order.
    pub logs: Vec<LogLine>,
    /// Whether a statement had left for a database: an invocation that sent none may be run again unseen.
    pub statement_sent: bool,
}
