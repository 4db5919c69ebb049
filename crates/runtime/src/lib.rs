//! The only owner of isolates, and the only crate that may hold `unsafe` code.
//!
//! A [`Job`] goes in, a [`Report`] comes out; what the report means is for `contract` to judge.
//!
//! - [`platform`]: V8's flags and start, once a process.
//! - [`isolate`]: one V8 heap, made from the startup snapshot, scrubbed before any script sees it.
//! - [`buffers`], [`heap`]: memory the script may take, on and off V8's heap.
//! - [`slot`], [`watchdog`]: the clock and the axe, on another thread.
//! - [`compile`], [`invoke`]: the script's text to a function, the function's call to an ending.
//! - [`picture`], [`stack`]: what was thrown, bounded, with the author's own positions.

mod buffers;
mod compile;
mod heap;
mod invoke;
mod isolate;
mod job;
mod picture;
mod platform;
mod slot;
mod stack;
mod watchdog;

pub use connector_realm::{Gauges, Sessions, SessionsConfig, catalogue, differences};
pub use invoke::{Host, run};
pub use job::{Job, Report};
pub use platform::{InitError, THREAD_STACK_BYTES, initialise};
pub use slot::Hit;
pub use watchdog::Watchdog;
