//! How a call ended, as the runtime saw it and before any judgement.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::thrown::Thrown;

/// How a call ended. [`classify`](crate::classify) turns it into a status; nothing else may.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The function's promise was fulfilled.
    Returned(Returned),
    /// The function threw, or its promise was rejected.
    Threw(Thrown),
    /// The source has a syntax error.
    NotCompiled(Thrown),
    /// The script's top level threw, so there was no function to call.
    FailedToLoad(Thrown),
    /// The script has no function of the action's name.
    Missing {
        /// The contract functions it does define.
        defined: Vec<String>,
    },
    /// The host ended it. The first cause counts, whatever the script did afterwards.
    Terminated(Termination),
    /// It waits for what can never happen: no timer, no op, nothing is under way.
    Stalled {
        /// What it was doing last.
        phase: Phase,
    },
    /// The worker died under it.
    Crashed {
        /// What is known: `killed by signal 9`.
        detail: String,
    },
}

/// What a fulfilled promise held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Returned {
    /// What `JSON.stringify` made of it, verbatim.
    Json(String),
    /// `undefined`, or a value `JSON.stringify` knows no text for (a function, a symbol).
    Undefined,
    /// `JSON.stringify` threw (a cycle, a BigInt, a throwing getter).
    Unserialisable {
        /// What it threw.
        reason: String,
    },
}

/// The host's reason for ending a call, and where it caught it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Termination {
    /// The first limit that was hit.
    pub cause: TerminationCause,
    /// What the call was doing.
    pub phase: Phase,
    /// How long it had been doing that.
    #[serde(rename = "spent_ms", with = "crate::millis")]
    pub spent: Duration,
}

/// Why the host ends calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TerminationCause {
    /// The wall clock ran out.
    Wall,
    /// The processor time ran out.
    Cpu,
    /// V8's heap is full.
    Heap,
    /// The memory outside V8's heap is full.
    Buffers,
    /// The result is larger than allowed.
    Output,
    /// The caller no longer wants the answer.
    Cancelled,
}

/// What a call is doing. Displays as a phrase for messages: `while waiting for a query`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Waiting for a worker's slot; nothing of the script has run.
    Queued,
    /// Compiling the script and running its top level.
    Loading,
    /// Running JavaScript.
    Running,
    /// Waiting for a database client: resolving, connecting, authenticating, or for a free one.
    Connecting,
    /// Waiting for a query.
    Query,
    /// Waiting for bcrypt.
    Bcrypt,
    /// Waiting for a timer.
    Timer,
    /// Waiting for another operation of a module.
    Operation,
    /// Turning the returned value into JSON.
    Returning,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Queued => "while waiting for a worker",
            Self::Loading => "while loading the script",
            Self::Running => "while running JavaScript",
            Self::Connecting => "while connecting to a database",
            Self::Query => "while waiting for a query",
            Self::Bcrypt => "while waiting for bcrypt",
            Self::Timer => "while waiting for a timer",
            Self::Operation => "while waiting for an operation",
            Self::Returning => "while turning the returned value into JSON",
        })
    }
}
