//! How long a thread of this process may go on before another gets its turn.
//!
//! Whoever asks for short turns is let in early when it wakes; whoever asks for long ones has to give way to all of those
//! and gets the same share of the processor in sum. So scripts run with short turns, and one that computes and computes
//! goes over to long ones until it leaves JavaScript. What takes long by itself, such as making an isolate, has long ones.

use std::cell::Cell;
use std::ffi::c_void;
use std::io;

use deno_core::v8;

/// Nanoseconds: the least that Linux grants …
const SHORT: u64 = 100_000;
/// … and the most.
const LONG: u64 = 100_000_000;

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

/// Asks for short turns, for the calling thread and all that it starts: whoever computes and computes then gives way at
/// once to those that have waited, instead of after some milliseconds. It costs them nothing in sum. Kernels before 6.12
/// take the wish and do nothing of it.
///
/// # Errors
/// When the kernel refuses.
pub fn take_short_turns() -> io::Result<()> {
    take_turns(SHORT)
}

/// Has the thread that runs this isolate's JavaScript give way to everybody, as soon as its script can be interrupted and
/// until it calls [`take_part`]. Any thread may call this.
pub(crate) fn give_way(isolate: &v8::IsolateHandle) {
    isolate.request_interrupt(gives_way, std::ptr::null_mut());
}

unsafe extern "C" fn gives_way(_isolate: v8::UnsafeRawIsolatePtr, _data: *mut c_void) {
    give_way_now();
}

/// Has the calling thread give way to everybody until it calls [`take_part`].
pub(crate) fn give_way_now() {
    // Where the kernel grants no turns of any length there is nothing to be taken back either.
    GIVES_WAY.set(take_turns(LONG).is_ok());
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
    if GIVES_WAY.replace(false) {
        let _ = take_turns(SHORT);
    }
}

fn take_turns(nanoseconds: u64) -> io::Result<()> {
    let attributes = Attributes {
        size: size_of::<Attributes>() as u32,
        policy: libc::SCHED_OTHER as u32,
        flags: 0,
        nice: 0,
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

    #[test]
    fn a_script_that_computes_and_computes_gives_way_until_it_ends() {
        crate::initialise().unwrap();
        let (say, said) = std::sync::mpsc::channel();
        let script = std::thread::spawn(move || {
            let tokio = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            let _inside = tokio.enter();
            take_short_turns().unwrap();
            let mut isolate = crate::isolate::Isolate::create(32 << 20).unwrap();
            // SAFETY: it asks for the number of the calling thread.
            let thread = unsafe { libc::gettid() };
            say.send((isolate.handle(), thread)).unwrap();
            isolate.enter(|runtime, _| {
                deno_core::scope!(scope, runtime);
                let source = v8::String::new(scope, "for (;;) {}").unwrap();
                let script = v8::Script::compile(scope, source, None).unwrap();
                assert!(script.run(scope).is_none());
            });
            let giving = GIVES_WAY.get();
            take_part();
            (giving, turns("thread-self"))
        });
        let (isolate, thread) = said.recv().unwrap();
        give_way(&isolate);
        let path = format!("self/task/{thread}");
        let told = turns(&path).is_some();
        let begun = std::time::Instant::now();
        while told && turns(&path) != Some(LONG) {
            assert!(begun.elapsed().as_secs() < 20, "it gives way to nobody");
            std::thread::yield_now();
        }
        if !told {
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        isolate.terminate_execution();
        let (giving, after) = script.join().unwrap();
        assert!(giving);
        assert!(after.is_none_or(|turns| turns == SHORT), "{after:?}");
    }
}
