//! What a worker is asked to do, and what it reports.

use std::sync::Arc;

use connector_contract::{Ending, Env, Evidence, Invocation, LogLine, Receipt, Script};
use serde::{Deserialize, Serialize};

use crate::company::Guest;
use crate::observe::Observe;
use crate::recall::Recall;

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

/// A job on its way to a lane.
pub struct Task {
    /// What to do.
    pub job: Job,
    /// Whose it is.
    pub place: Arc<Place>,
    /// Load the script, call nothing: it ends as `Missing`, which names what is defined.
    pub load_only: bool,
    /// How its script stands with those it shares the machine with.
    pub reputation: Reputation,
    /// Its place among the others of its lane.
    pub guest: Guest,
    /// The invocation's number in this worker: never zero, never used twice.
    pub number: u64,
    /// Its row in the [ledger](crate::Ledger).
    pub seat: usize,
    /// By which it can be taken back.
    pub recall: Recall,
    /// What it is watched for. An isolate that was watched serves nobody else.
    pub observe: Observe,
}

impl Task {
    /// What V8 calls the script: stack traces have it, and so has a debugger.
    pub(crate) fn label(&self) -> &str {
        match &self.observe {
            Observe::Debugger(debugger) => &debugger.label,
            Observe::Nothing | Observe::Coverage(_) => self.job.script.name(),
        }
    }
}

/// How a script stands with those it shares the machine with: what it may take of a processor that others wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reputation {
    /// It has shown that it behaves.
    Proven,
    /// It has shown nothing yet, or that it takes long.
    Unknown,
    /// A limit has ended it not long ago.
    Limited,
}

/// Whose script is invoked. The script's version comes from the job itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The tenant: nothing of one is ever seen by another.
    pub tenant: String,
    /// The connection.
    pub connection: String,
    /// Which version of the connection's env the job carries.
    pub env_version: String,
}

#[cfg(test)]
impl Place {
    /// Somewhere at that tenant's.
    pub(crate) fn of(tenant: &str) -> Arc<Self> {
        Arc::new(Self {
            tenant: tenant.to_owned(),
            connection: "users".to_owned(),
            env_version: "1".to_owned(),
        })
    }
}

/// What is told of an invocation while it is served.
#[derive(Debug)]
pub enum Told {
    /// A limit was hit just now; the script has been told to stop. Holds the report for the case that it never does.
    Limit(Box<Report>),
    /// The script was told to stop and doesn't.
    Stuck,
    /// It is over; what it left is being cleared away.
    Ended(Box<Report>),
    /// It is over, and nothing of it is left.
    Gone(Box<Report>),
}
