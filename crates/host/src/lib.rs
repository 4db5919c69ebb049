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
//! - [`placement`], [`crew`]: which lane an invocation goes to, and the workers at their posts.
//! - [`keeper`], [`supervisor`]: one worker: fed, heard, killed; started, buried.
//! - [`judge`]: a report to an outcome.
//!
//! Between the two: [`frame`]. In the worker: [`worker`].

mod admission;
mod cancel;
mod config;
mod crew;
mod error;
mod frame;
mod gate;
mod gauges;
mod host;
mod judge;
mod keeper;
mod placement;
mod quarantine;
mod supervisor;
mod worker;

pub use cancel::Cancel;
pub use config::{HostConfig, QuarantineRule, WorkerProgram};
pub use connector_capability::egress;
pub use connector_contract::limits::Recycling;
pub use connector_runtime::{Job, Place, catalogue, differences};
pub use error::{Full, HostError};
pub use gauges::Gauges;
pub use host::{Diagnostics, Host};
pub use tokio_util::sync::CancellationToken;
pub use worker::worker_main;
