//! Worker processes: spawned, fed, watched, replaced.
//!
//! A script never runs in the process that was asked to run it. What the worker reports is judged here, in the parent,
//! so that nothing a script does to its own process can choose its status.
//!
//! In the parent, from the top:
//!
//! - [`host`]: the way of an invocation; [`config`], [`error`], [`cancel`], [`gauges`]: what it is told and tells.
//! - [`admission`], [`gate`]: who runs, who waits, who is refused.
//! - [`quarantine`]: tenants whose scripts kill workers.
//! - [`placement`], [`crew`], [`proven`]: which lane an invocation goes to, the workers at their posts, and which scripts
//!   are known to behave.
//! - [`keeper`], [`supervisor`]: one worker: fed, heard, killed; started, buried. [`cgroup`]: what bounds its memory.
//! - [`judge`]: a report to an outcome.
//! - [`descriptors`]: how many files and connections there may be.
//! - [`watched`]: invocations under a debugger, and those whose coverage is taken.
//!
//! - [`egress`]: the connections that the parent opens for workers, which can't; the worker's end of it too.
//!
//! Between the two: [`frame`], which [`probe`] shows to fuzzers; [`programs`], which a worker is told of once. In the
//! worker: [`worker`], and [`confinement`], the sandbox that it enters first.

mod admission;
mod cancel;
mod cgroup;
mod config;
mod confinement;
mod crew;
mod descriptors;
mod egress;
mod error;
mod frame;
mod gate;
mod gauges;
mod host;
mod judge;
mod keeper;
mod placement;
#[doc(hidden)]
pub mod probe;
mod programs;
mod proven;
mod quarantine;
mod supervisor;
mod watched;
mod worker;

pub use cancel::Cancel;
pub use cgroup::CgroupError;
pub use config::{HostConfig, QuarantineRule, WorkerProgram};
pub use confinement::Demand;
pub use connector_capability::egress::Policy;
pub use connector_contract::limits::Recycling;
pub use connector_runtime::{Coverage, Job, Piece, Place, SessionsConfig, catalogue, differences};
pub use connector_sandbox::{Feature as SandboxFeature, Report as SandboxReport};
pub use descriptors::raise_descriptor_limit;
pub use egress::account::Caps;
pub use error::{Full, HostError};
pub use gauges::{Gauges, SessionsHeld, SessionsPast};
pub use host::{Diagnostics, Host};
pub use tokio_util::sync::CancellationToken;
pub use watched::{DebugOptions, Line, cover, debug};
pub use worker::worker_main;
