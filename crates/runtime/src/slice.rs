//! How long a thread of this process may go on before another gets its turn.

/// Nanoseconds: the least that Linux grants.
const SLICE: u64 = 100_000;

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
pub fn take_short_turns() -> std::io::Result<()> {
    let attributes = Attributes {
        size: size_of::<Attributes>() as u32,
        policy: libc::SCHED_OTHER as u32,
        flags: 0,
        nice: 0,
        priority: 0,
        runtime: SLICE,
        deadline: 0,
        period: 0,
    };
    // SAFETY: the structure is the kernel's, as long as it says, and lives until the call returns.
    let done = unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0) };
    if done == 0 {
        Ok(())
    } else {
        Err(std::io::Error::last_os_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_grants_short_turns_and_threads_inherit_them() {
        take_short_turns().unwrap();
        let seen = std::thread::spawn(|| std::fs::read_to_string("/proc/thread-self/sched"));
        // Not every kernel tells.
        let Ok(seen) = seen.join().unwrap() else {
            return;
        };
        let slice = seen.lines().find(|line| line.starts_with("se.slice"));
        let value = slice.and_then(|line| line.split(':').next_back());
        if let Some(value) = value {
            assert_eq!(value.trim(), SLICE.to_string());
        }
    }
}
