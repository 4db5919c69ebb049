//! What a host can say instead of an outcome.

use std::fmt;
use std::io;
use std::time::{Duration, SystemTime};

use connector_sandbox::Report as SandboxReport;

use crate::cgroup::CgroupError;

/// A host that failed or refused. A failing script is never one of these.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// Too much is under way already. The invocation was not started.
    #[error("{what}; try again in {:.1} s", .retry_after.as_secs_f64())]
    Busy {
        /// When it makes sense to try again.
        retry_after: Duration,
        /// What is full.
        what: Full,
    },
    /// The tenant's scripts have killed too many workers. The invocation was not started.
    #[error("the tenant is quarantined: {reason}")]
    Quarantined {
        /// When it is let in again.
        until: SystemTime,
        /// What it did, as a phrase.
        reason: String,
    },
    /// The host is on its way out and takes nothing new.
    #[error("the host is shutting down")]
    Draining,
    /// A worker process could not be started.
    #[error("a worker process could not be started")]
    Spawn(#[source] io::Error),
    /// Workers can't have the cgroups that they should have. Nothing was run.
    #[error(transparent)]
    Cgroup(#[from] CgroupError),
    /// The worker started and would not serve.
    #[error("the worker refused to start: {0}")]
    Unfit(String),
    /// The worker could not be confined as was demanded. Nothing was run.
    #[error("the sandbox is required and not complete on this machine: {0}")]
    Sandbox(SandboxReport),
    /// The job could not be handed over.
    #[error("the worker could not be given its work")]
    Send(#[source] io::Error),
}

/// What had no room for an invocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// The tenant has as many running and waiting as it may.
    TenantQueue,
    /// The queue of all tenants is full.
    Queue,
    /// It waited its time and no place came free.
    Patience,
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TenantQueue => "the tenant has as many invocations running and waiting as it may",
            Self::Queue => "as many invocations are waiting as may",
            Self::Patience => "no place came free in time",
        })
    }
}
