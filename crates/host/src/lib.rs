//! Worker processes: spawned, fed, watched, replaced.
//!
//! A script never runs in the process that was asked to run it. What the worker reports is judged here, in the parent,
//! so that nothing a script does to its own process can choose its status.
//!
//! - [`frame`]: what parent and worker say to each other.
//! - [`egress`]: connections that the parent opens for the worker, which can't.
//! - [`confinement`]: the sandbox a worker enters before anything else.
//! - [`worker`]: the worker's side.
//! - [`supervisor`]: the parent's side: one worker, one invocation, and what happens when the worker doesn't obey.
//! - [`invoke`]: a job to an outcome.
//! - [`pool`]: workers that serve one connection several times.

mod confinement;
mod egress;
mod frame;
mod invoke;
mod pool;
mod supervisor;
mod worker;

pub use confinement::Demand;
pub use connector_capability::egress::Policy;
pub use connector_runtime::{Job, catalogue, differences};
pub use connector_sandbox::{Feature as SandboxFeature, Report as SandboxReport};
pub use egress::account::{Account, Caps, Lanes, OneTenant};
pub use egress::broker::farewell;
pub use invoke::invoke;
pub use pool::Pool;
pub use supervisor::{HostError, WorkerProgram};
pub use worker::worker_main;
