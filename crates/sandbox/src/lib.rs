//! What a process gives up, for good, before a stranger's code runs in it.
//!
//! The threat is an exploit of the engine: native code of an attacker's choice in a worker process. What such code can
//! still reach is what the worker was lent: its memory, its socket pair to the parent, and the database connections
//! that the parent opened for it. It has no file system, no network of its own, no other process.
//!
//! - [`report`]: what could be had on this kernel, and what not.
//! - [`process`]: rights, limits and signals of the process as a whole.
//! - [`landlock`]: files, TCP ports, signals and abstract sockets, by Landlock.
//! - [`calls`]: the table of system calls: allowed, refused, deadly.
//! - [`seccomp`]: that table as filters in the kernel.
//!
//! Everything here is inherited by every thread that is started later, and nothing of it can be taken back.

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod landlock;
#[cfg(target_os = "linux")]
mod process;
mod report;
#[cfg(target_os = "linux")]
mod seccomp;

pub use report::{Feature, Report, State};

/// Gives up all that a worker doesn't need, as far as this kernel can.
///
/// Call it while the process has one thread, and after everything it needs from files has been read. `report` says
/// afterwards what holds; it is the caller's to decide whether that is enough.
///
/// `memory_bytes` is the private memory that it may write to. It holds even against code that takes memory faster than
/// anybody looks; whoever watches the process should end it long before.
#[cfg(target_os = "linux")]
pub fn enter(report: &mut Report, memory_bytes: u64) {
    process::enter(report, memory_bytes);
    landlock::enter(report);
    // Last, because it forbids the calls that made the rest.
    report.set(Feature::SystemCalls, seccomp::enter());
}

/// Other systems have nothing of what a worker needs: the report says so.
#[cfg(not(target_os = "linux"))]
pub fn enter(report: &mut Report, _memory_bytes: u64) {
    for feature in Feature::ALL {
        report.set(feature, Err("this system is not Linux"));
    }
}
