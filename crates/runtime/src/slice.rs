//! How long a thread of this process may go on before another gets its turn.
//!
//! Whoever asks for short turns is let in early when it wakes; whoever asks for long ones has to give way to all of those
//! and gets the same share of the processor in sum. So scripts run with short turns, and one that computes and computes
//! goes over to long ones until it leaves JavaScript. What takes long by itself, such as making an isolate, has long ones.
//!
//! All of it holds only in a process that has asked for short turns and got them. A turn that has begun as a long one is
//! served to its end, so the next call on a thread may still be late by [`LONG`].

use std::cell::Cell;
use std::io;
use std::sync::OnceLock;

/// Nanoseconds: the least that Linux grants …
const SHORT: u64 = 100_000;
/// … and more than what threads have that ask for nothing, some milliseconds at most.
const LONG: u64 = 20_000_000;

/// How nice the process is, where its threads have short turns: a wish for turns says that again.
static NICE: OnceLock<i32> = OnceLock::new();

thread_local! {
    /// The calling thread gives way to everybody.
    static GIVES_WAY: Cell<bool> = const { Cell::new(false) };
}

/// The kernel's own description of a thread's scheduling, as of Linux 3.14.
#[repr(C)]
struct Attributes {
    size: u32,
    policy: u32,
    flags: u64,
    nice: i32,
    priority: u32,
    runtime: u64,
    deadline: u64,
    period: u64,
}

/// Asks for short turns, for the calling thread and all that it starts: it is let in as soon as it has something to do,
/// before those that have been at work for some milliseconds. In sum it gets no more than they. Kernels before 6.12 take
/// the wish and do nothing of it.
///
/// Call it first before the process is confined, and again in threads that others start while they compute.
///
/// # Errors
/// When the kernel refuses, or runs this process by other rules than most.
pub fn take_short_turns() -> io::Result<()> {
    let nice = match NICE.get() {
        Some(nice) => *nice,
        None => usual_niceness()?,
    };
    take_turns(SHORT, nice)?;
    let _ = NICE.set(nice);
    Ok(())
}

/// How nice the calling thread is.
fn usual_niceness() -> io::Result<i32> {
    // SAFETY: it asks about the calling thread.
    let policy = unsafe { libc::sched_getscheduler(0) };
    if policy != libc::SCHED_OTHER {
        return Err(io::ErrorKind::Unsupported.into());
    }
    // SAFETY: as above. It can't fail for oneself; -1 is an answer like any other.
    Ok(unsafe { libc::getpriority(libc::PRIO_PROCESS, 0) })
}

/// Has the calling thread give way to everybody until it calls [`take_part`].
pub(crate) fn give_way_now() {
    if !GIVES_WAY.get()
        && let Some(nice) = NICE.get()
        && take_turns(LONG, *nice).is_ok()
    {
        GIVES_WAY.set(true);
    }
}

/// Whether the calling thread gives way to everybody.
#[cfg(test)]
pub(crate) fn gives_way() -> bool {
    GIVES_WAY.get()
}

/// Does something that takes milliseconds and that nobody, or nobody but a beginner, waits for.
pub(crate) fn giving_way<R>(work: impl FnOnce() -> R) -> R {
    give_way_now();
    let result = work();
    take_part();
    result
}

/// The calling thread has left JavaScript: it gives way no longer.
pub(crate) fn take_part() {
    // Where the kernel will not have it, it is asked again the next time.
    if GIVES_WAY.get()
        && let Some(nice) = NICE.get()
        && take_turns(SHORT, *nice).is_ok()
    {
        GIVES_WAY.set(false);
    }
}

fn take_turns(nanoseconds: u64, nice: i32) -> io::Result<()> {
    let attributes = Attributes {
        size: size_of::<Attributes>() as u32,
        policy: libc::SCHED_OTHER as u32,
        flags: 0,
        nice,
        priority: 0,
        runtime: nanoseconds,
        deadline: 0,
        period: 0,
    };
    // SAFETY: the structure is the kernel's, as long as it says, and lives until the call returns.
    let done = unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0) };
    if done == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thread's turns, where this kernel tells.
    fn turns(thread: &str) -> Option<u64> {
        let seen = std::fs::read_to_string(format!("/proc/{thread}/sched")).ok()?;
        let line = seen.lines().find(|line| line.starts_with("se.slice"))?;
        line.split(':').next_back()?.trim().parse().ok()
    }

    #[test]
    fn the_kernel_grants_short_turns_and_threads_inherit_them() {
        take_short_turns().unwrap();
        let seen = std::thread::spawn(|| turns("thread-self")).join().unwrap();
        assert!(seen.is_none_or(|turns| turns == SHORT), "{seen:?}");
    }
}
