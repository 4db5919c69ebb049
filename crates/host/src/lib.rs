//! Worker processes: spawned, fed, watched, replaced.
//!
//! A script never runs in the process that was asked to run it. What the worker reports is judged here, in the parent,
//! so that nothing a script does to its own process can choose its status.
//!
//! - [`frame`]: what parent and worker say to each other.
//! - [`worker`]: the worker's side.
//! - [`supervisor`]: the parent's side: one worker, one invocation, and what happens when the worker doesn't obey.
//! - [`invoke`]: a job to an outcome.
//! - [`debug`]: an invocation under a debugger.
//! - [`pool`]: workers that serve one connection several times.

mod debug;
mod frame;
mod invoke;
mod pool;
mod supervisor;
mod worker;

pub use connector_runtime::{Coverage, Job, Piece, catalogue, differences};
pub use debug::{DebugOptions, Line, debug};
pub use invoke::invoke;
pub use pool::Pool;
pub use supervisor::{HostError, WorkerProgram};
pub use worker::worker_main;
