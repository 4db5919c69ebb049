//! The table of system calls. Whatever it doesn't name is answered `ENOSYS`, as by a kernel that has never heard of it.
//!
//! - **Allowed**: memory, threads, clocks, random numbers, waiting, and reading and writing what is already open.
//! - **Refused** with `EPERM`: what libraries try in good faith and can do without, such as looking for a file.
//! - **Deadly**: what nothing in a worker would ever ask for. Only an exploit calls it, so the process ends at once,
//!   before the exploit can try something better.
//!
//! `ENOSYS` for the rest keeps a worker alive under a C library that is newer than this table: such a library finds the
//! call missing and does it the old way, as glibc does without `clone3`.

use libc::c_long;

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Allow,
    Refuse,
    Kill,
}

/// A call, and the arguments for which the verdict holds. Of several verdicts the strictest counts.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) call: c_long,
    pub(crate) verdict: Verdict,
    /// All must be met; none means always.
    pub(crate) when: Vec<Condition>,
}

/// What an argument must be.
#[derive(Debug)]
pub(crate) struct Condition {
    /// Counted from 0.
    pub(crate) argument: u8,
    pub(crate) width: Width,
    pub(crate) test: Test,
}

/// How much of an argument the kernel looks at. Testing more than that would let nonsense in the upper half through.
#[derive(Debug)]
pub(crate) enum Width {
    /// 32 bits: numbers, flags, descriptors, process ids.
    Word,
    /// 64 bits.
    Pointer,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Test {
    Is(u64),
    IsNot(u64),
    Bits { mask: u64, are: u64 },
}

fn word(argument: u8, test: Test) -> Condition {
    let width = Width::Word;
    Condition {
        argument,
        width,
        test,
    }
}

fn pointer(argument: u8, test: Test) -> Condition {
    let width = Width::Pointer;
    Condition {
        argument,
        width,
        test,
    }
}

/// A constant of the C library as the kernel compares it.
#[allow(
    clippy::cast_sign_loss,
    reason = "flags are bit patterns; none of those used here is negative"
)]
const fn bits(flags: i32) -> u64 {
    flags as u32 as u64
}

/// Allowed whatever their arguments.
const ALLOWED: &[c_long] = &[
    // Memory. The engine makes and unmakes code, so pages may become executable.
    libc::SYS_brk,
    libc::SYS_madvise,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_pkey_alloc,
    libc::SYS_pkey_free,
    libc::SYS_pkey_mprotect,
    // Threads, and waiting for each other.
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_futex,
    libc::SYS_getcpu,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_membarrier,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_sigaltstack,
    // Clocks, random numbers, and what the machine is.
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_getrandom,
    libc::SYS_getrusage,
    libc::SYS_gettimeofday,
    libc::SYS_nanosleep,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    // What is already open.
    libc::SYS_close,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_eventfd2,
    libc::SYS_fcntl,
    libc::SYS_fstat,
    libc::SYS_getpeername,
    libc::SYS_getsockname,
    libc::SYS_getsockopt,
    libc::SYS_ioctl,
    libc::SYS_lseek,
    libc::SYS_ppoll,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_recvfrom,
    libc::SYS_recvmsg,
    libc::SYS_sendmsg,
    libc::SYS_sendto,
    libc::SYS_shutdown,
    libc::SYS_write,
    libc::SYS_writev,
];

/// Refused whatever their arguments.
const REFUSED: &[c_long] = &[
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_getcwd,
    libc::SYS_getdents64,
    libc::SYS_newfstatat,
    libc::SYS_openat,
    libc::SYS_openat2,
    libc::SYS_readlinkat,
    libc::SYS_sched_setaffinity,
    libc::SYS_sched_setscheduler,
    libc::SYS_setpriority,
    libc::SYS_setsockopt,
    libc::SYS_statx,
];

/// Deadly whatever their arguments.
const DEADLY: &[c_long] = &[
    // Other programs and other processes.
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_kcmp,
    libc::SYS_kill,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_send_signal,
    libc::SYS_process_madvise,
    libc::SYS_process_mrelease,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_tkill,
    // A network of its own.
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_bind,
    libc::SYS_connect,
    libc::SYS_listen,
    libc::SYS_sendmmsg,
    libc::SYS_socket,
    // Memory shared with others behind names or numbers.
    libc::SYS_mq_open,
    libc::SYS_msgget,
    libc::SYS_semget,
    libc::SYS_shmat,
    libc::SYS_shmget,
    // Changing files.
    libc::SYS_fallocate,
    libc::SYS_fchmodat,
    libc::SYS_fchownat,
    libc::SYS_linkat,
    libc::SYS_mkdirat,
    libc::SYS_mknodat,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_renameat2,
    libc::SYS_setxattr,
    libc::SYS_symlinkat,
    libc::SYS_truncate,
    libc::SYS_unlinkat,
    libc::SYS_utimensat,
    // Parts of the kernel that exploits like.
    libc::SYS_add_key,
    libc::SYS_bpf,
    libc::SYS_fanotify_init,
    libc::SYS_inotify_init1,
    libc::SYS_io_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_uring_setup,
    libc::SYS_keyctl,
    libc::SYS_memfd_secret,
    libc::SYS_perf_event_open,
    libc::SYS_request_key,
    libc::SYS_timer_create,
    libc::SYS_userfaultfd,
    libc::SYS_vmsplice,
    // Another view of the system, or of who one is.
    libc::SYS_capset,
    libc::SYS_chdir,
    libc::SYS_chroot,
    libc::SYS_clock_settime,
    libc::SYS_delete_module,
    libc::SYS_finit_module,
    libc::SYS_fsopen,
    libc::SYS_init_module,
    libc::SYS_kexec_load,
    libc::SYS_mount,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_personality,
    libc::SYS_pivot_root,
    libc::SYS_reboot,
    libc::SYS_setgid,
    libc::SYS_setgroups,
    libc::SYS_setns,
    libc::SYS_setresgid,
    libc::SYS_setresuid,
    libc::SYS_setrlimit,
    libc::SYS_setuid,
    libc::SYS_umount2,
    libc::SYS_unshare,
];

/// Older names of the same things, which only this processor's Linux still has.
#[cfg(target_arch = "x86_64")]
mod old {
    use libc::c_long;

    pub(super) const ALLOWED: &[c_long] = &[libc::SYS_epoll_wait, libc::SYS_poll, libc::SYS_time];
    pub(super) const REFUSED: &[c_long] = &[
        libc::SYS_access,
        libc::SYS_lstat,
        libc::SYS_open,
        libc::SYS_readlink,
        libc::SYS_stat,
    ];
    pub(super) const DEADLY: &[c_long] = &[
        libc::SYS_chmod,
        libc::SYS_chown,
        libc::SYS_creat,
        libc::SYS_fork,
        libc::SYS_inotify_init,
        libc::SYS_ioperm,
        libc::SYS_iopl,
        libc::SYS_link,
        libc::SYS_mkdir,
        libc::SYS_mknod,
        libc::SYS_modify_ldt,
        libc::SYS_rename,
        libc::SYS_rmdir,
        libc::SYS_symlink,
        libc::SYS_unlink,
        libc::SYS_vfork,
    ];
}

#[cfg(not(target_arch = "x86_64"))]
mod old {
    pub(super) const ALLOWED: &[libc::c_long] = &[];
    pub(super) const REFUSED: &[libc::c_long] = &[];
    pub(super) const DEADLY: &[libc::c_long] = &[];
}

/// The whole table, for the process with this id.
pub(crate) fn rules(own_pid: u32) -> Vec<Rule> {
    use Verdict::{Allow, Kill, Refuse};
    let always = |calls: &'static [c_long], verdict| {
        calls.iter().map(move |&call| Rule {
            call,
            verdict,
            when: Vec::new(),
        })
    };
    let mut rules: Vec<Rule> = always(ALLOWED, Allow)
        .chain(always(old::ALLOWED, Allow))
        .chain(always(REFUSED, Refuse))
        .chain(always(old::REFUSED, Refuse))
        .chain(always(DEADLY, Kill))
        .chain(always(old::DEADLY, Kill))
        .collect();
    let mut add = |call, verdict, when| {
        rules.push(Rule {
            call,
            verdict,
            when,
        });
    };

    // Threads of this process, and nothing else. Without CLONE_THREAD it would be another process.
    let thread = bits(libc::CLONE_THREAD | libc::CLONE_VM | libc::CLONE_SIGHAND | libc::CLONE_FS);
    let spaces = bits(
        libc::CLONE_NEWNS
            | libc::CLONE_NEWCGROUP
            | libc::CLONE_NEWUTS
            | libc::CLONE_NEWIPC
            | libc::CLONE_NEWUSER
            | libc::CLONE_NEWPID
            | libc::CLONE_NEWNET,
    );
    let mask = thread | spaces;
    add(
        libc::SYS_clone,
        Allow,
        vec![word(0, Test::Bits { mask, are: thread })],
    );
    let (mask, are) = (bits(libc::CLONE_THREAD), 0);
    add(
        libc::SYS_clone,
        Kill,
        vec![word(0, Test::Bits { mask, are })],
    );

    // abort() signals its own thread.
    let own = u64::from(own_pid);
    add(libc::SYS_tgkill, Allow, vec![word(0, Test::Is(own))]);
    add(libc::SYS_tgkill, Kill, vec![word(0, Test::IsNot(own))]);

    // Reading one's own limits, which finds a thread's stack; not setting them, not those of others.
    let reads = |other: fn(u64) -> Test| pointer(2, other(0));
    add(
        libc::SYS_prlimit64,
        Allow,
        vec![word(0, Test::Is(0)), reads(Test::Is)],
    );
    add(libc::SYS_prlimit64, Kill, vec![word(0, Test::IsNot(0))]);
    add(libc::SYS_prlimit64, Kill, vec![reads(Test::IsNot)]);

    // Longer and shorter turns of the calling thread. What stands in the structure is not seen here: without capabilities,
    // and with the limits of `process`, it can't have more than that.
    let others = || word(0, Test::IsNot(0));
    add(
        libc::SYS_sched_setattr,
        Allow,
        vec![word(0, Test::Is(0)), word(2, Test::Is(0))],
    );
    add(libc::SYS_sched_setattr, Refuse, vec![others()]);
    add(
        libc::SYS_sched_setattr,
        Refuse,
        vec![word(2, Test::IsNot(0))],
    );

    // Names of threads.
    for option in [libc::PR_SET_NAME, libc::PR_GET_NAME] {
        add(
            libc::SYS_prctl,
            Allow,
            vec![word(0, Test::Is(bits(option)))],
        );
    }
    for option in [
        libc::PR_SET_DUMPABLE,
        libc::PR_SET_MM,
        libc::PR_SET_PDEATHSIG,
        libc::PR_SET_PTRACER,
        libc::PR_SET_SECCOMP,
    ] {
        add(libc::SYS_prctl, Kill, vec![word(0, Test::Is(bits(option)))]);
    }

    // tokio wakes itself through a pair of stream sockets. A pair of datagram sockets could write to any other.
    let family = || word(0, Test::Is(bits(libc::AF_UNIX)));
    let kind = |are| Test::Bits {
        mask: 0xf,
        are: bits(are),
    };
    add(
        libc::SYS_socketpair,
        Allow,
        vec![family(), word(1, kind(libc::SOCK_STREAM))],
    );

    // Sending to an address connects, with TCP Fast Open even a socket that is connected elsewhere already.
    let fast_open = || {
        let flag = bits(libc::MSG_FASTOPEN);
        Test::Bits {
            mask: flag,
            are: flag,
        }
    };
    add(libc::SYS_sendto, Kill, vec![word(3, fast_open())]);
    add(libc::SYS_sendto, Kill, vec![pointer(4, Test::IsNot(0))]);
    add(libc::SYS_sendmsg, Kill, vec![word(2, fast_open())]);

    // Blocking or not is all that is set on a descriptor; F_SETOWN and its like would signal other processes.
    add(
        libc::SYS_ioctl,
        Refuse,
        vec![word(1, Test::IsNot(libc::FIONBIO & 0xffff_ffff))],
    );
    let owned = [libc::F_SETOWN, F_SETSIG, libc::F_SETLEASE, F_SETOWN_EX];
    for command in owned {
        add(
            libc::SYS_fcntl,
            Kill,
            vec![word(1, Test::Is(bits(command)))],
        );
    }
    let harmless = [
        libc::F_GETFD,
        libc::F_SETFD,
        libc::F_GETFL,
        libc::F_SETFL,
        libc::F_DUPFD_CLOEXEC,
    ];
    let others = harmless.map(|command| word(1, Test::IsNot(bits(command))));
    add(libc::SYS_fcntl, Refuse, others.into());

    // Whether a connection has failed. Protocols have options that lead far into the kernel.
    let level = bits(libc::SOL_SOCKET);
    add(
        libc::SYS_getsockopt,
        Refuse,
        vec![word(1, Test::IsNot(level))],
    );
    rules
}

// Two commands that the C library's crate does not name.
const F_SETSIG: i32 = 10;
const F_SETOWN_EX: i32 = 15;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_call_has_two_verdicts_whatever_its_arguments() {
        let mut seen = BTreeSet::new();
        for rule in rules(1).iter().filter(|rule| rule.when.is_empty()) {
            assert!(seen.insert(rule.call), "call {} stands twice", rule.call);
        }
    }

    #[test]
    fn what_reaches_out_of_the_process_is_never_allowed() {
        let rules = rules(1);
        for call in [
            libc::SYS_socket,
            libc::SYS_connect,
            libc::SYS_execve,
            libc::SYS_ptrace,
            libc::SYS_kill,
            libc::SYS_openat,
        ] {
            assert!(
                !rules
                    .iter()
                    .any(|rule| rule.call == call && rule.verdict == Verdict::Allow)
            );
        }
    }
}
