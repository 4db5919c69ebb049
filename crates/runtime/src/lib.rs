//! The only owner of isolates, and the only crate that may hold `unsafe` code.
//!
//! A [`Task`] goes into a [`Lane`], a [`Report`] comes out; what the report means is for `contract` to judge.
//!
//! - [`platform`]: V8's flags and start, once a process.
//! - [`isolate`]: one V8 heap, made from the startup snapshot, scrubbed before any script sees it.
//! - [`buffers`], [`heap`]: memory the script may take, on and off V8's heap.
//! - [`slot`], [`watchdog`]: the clock and the axe, on another thread.
//! - [`compile`], [`modules`], [`invoke`], [`account`]: the script's text to a function, the function's call to an
//!   ending, its cost.
//! - [`code_cache`]: what V8 has compiled, for whichever isolate loads the same next.
//! - [`observe`], [`coverage`]: watching a script from outside: what of it ran, a debugger.
//! - [`clean`]: what is gone between two invocations of one isolate, and what stays.
//! - [`shelf`], [`lane`]: the isolates of one thread: kept warm, lent, let go.
//! - [`turns`], [`pulse`]: who may keep the thread, how busy it is.
//! - [`slice`](mod@slice), [`pace`], [`company`]: who gives way to whom on a processor, how fast a script may compute
//!   there, and who would have to wait for it.
//! - [`recall`]: taking an invocation back.
//! - [`ledger`]: what a worker was doing, readable after its death.
//! - [`descriptors`]: none but its own reach a worker.
//! - [`picture`], [`stack`]: what was thrown, bounded, with the author's own positions.

mod account;
mod buffers;
mod clean;
mod code_cache;
mod company;
mod compile;
mod coverage;
mod descriptors;
mod heap;
mod invoke;
mod isolate;
mod job;
mod lane;
mod ledger;
mod modules;
mod observe;
mod pace;
mod picture;
mod platform;
mod pulse;
mod recall;
mod shelf;
mod slice;
mod slot;
mod stack;
mod turns;
mod watchdog;

pub use company::{Company, Guest};
pub use connector_realm::{SessionGauges, Sessions, SessionsConfig, catalogue, differences};
pub use coverage::{Coverage, Piece};
pub use descriptors::close_inherited;
pub use heap::CODE_RANGE_BYTES;
pub use invoke::Host;
pub use job::{Job, Place, Report, Reputation, Task, Told};
pub use lane::{Lane, LaneConfig, Ready};
pub use ledger::{Ledger, MAX_LANES, MAX_SEATS, note_faults};
pub use observe::{Debugger, Observe};
pub use platform::{InitError, THREAD_STACK_BYTES, initialise, preload};
pub use recall::{Recall, Recalled};
pub use slice::take_short_turns;
pub use watchdog::Watchdog;
