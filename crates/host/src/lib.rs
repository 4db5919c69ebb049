//! Worker processes: spawned, fed, watched, replaced.
//!
//! A script never runs in the process that was asked to run it. What the worker reports is judged here, in the parent,
//! so that nothing a script does to its own process can choose its status.
//!
//! - [`frame`]: what parent and worker say to each other.
//! - [`worker`]: the worker's side.
//! - [`supervisor`]: the parent's side: one worker, one invocation, and what happens when the worker doesn't obey.
//! - [`invoke`]: a job to an outcome.
//! - [`pool`]: workers that serve one connection several times.

mod cancel;
mod config;
mod error;
mod frame;
mod gauges;
mod host;
mod invoke;
mod pool;
mod supervisor;
mod worker;

pub use cancel::Cancel;
pub use config::{HostConfig, QuarantineRule, WorkerProgram};
pub use connector_capability::egress;
pub use connector_runtime::{Job, catalogue, differences};
pub use error::{Full, HostError};
pub use gauges::Gauges;
pub use host::{Diagnostics, Host, Place};
pub use invoke::invoke;
pub use pool::Pool;
pub use worker::worker_main;
