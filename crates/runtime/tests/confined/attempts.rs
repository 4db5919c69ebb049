//! What an exploit would try, call by call, below every library.

use std::ffi::CStr;
use std::ptr::null;

use libc::c_long;

/// Where an attempt finds the process that started it.
pub(crate) const PARENT: &str = "PARENT";

/// One thing to try.
pub(crate) struct Attempt {
    pub(crate) name: &'static str,
    pub(crate) expected: Expected,
    pub(crate) make: fn() -> Result<(), i32>,
}

/// How it must end.
#[derive(Debug)]
pub(crate) enum Expected {
    /// The process is killed for a forbidden call.
    Killed,
    /// It is killed for that, or because the kernel doesn't know the way it called at all.
    Foreign,
    /// It ends by its own hand.
    Aborted,
    /// The call fails.
    Refused,
    /// The call fails as if the kernel had never heard of it.
    Missing,
    /// It must go on working.
    Works,
}

const fn attempt(name: &'static str, expected: Expected, make: fn() -> Result<(), i32>) -> Attempt {
    Attempt {
        name,
        expected,
        make,
    }
}

fn call(number: c_long, arguments: [usize; 6]) -> Result<c_long, i32> {
    let [a, b, c, d, e, f] = arguments;
    // SAFETY: every attempt passes numbers, or addresses of things that outlive the call and that the kernel at most
    // reads, or writes within their size. An attempt that should succeed anyway has failed its test.
    let result = unsafe { libc::syscall(number, a, b, c, d, e, f) };
    if result < 0 {
        Err(std::io::Error::last_os_error().raw_os_error().unwrap_or(0))
    } else {
        Ok(result)
    }
}

/// A call with at most four arguments.
fn try_call(number: c_long, [a, b, c, d]: [usize; 4]) -> Result<(), i32> {
    call(number, [a, b, c, d, 0, 0]).map(drop)
}

fn text(text: &'static CStr) -> usize {
    text.as_ptr() as usize
}

fn parent() -> usize {
    let id = std::env::var(PARENT).ok().and_then(|id| id.parse().ok());
    id.expect("the parent said who it is")
}

fn open(path: &'static CStr, flags: i32) -> Result<(), i32> {
    let flags = flags.unsigned_abs() as usize;
    try_call(libc::SYS_openat, [at_cwd(), text(path), flags, 0o600])
}

fn open_of_parent(what: &str) -> Result<(), i32> {
    let path = std::ffi::CString::new(format!("/proc/{}/{what}", parent())).expect("no NUL");
    try_call(libc::SYS_openat, [at_cwd(), path.as_ptr() as usize, 0, 0])
}

fn at_cwd() -> usize {
    libc::AT_FDCWD as isize as usize
}

fn flags(flags: i32) -> usize {
    flags.unsigned_abs() as usize
}

/// 127.0.0.1, port 9.
fn address() -> libc::sockaddr_in {
    libc::sockaddr_in {
        sin_family: libc::AF_INET as libc::sa_family_t,
        sin_port: 9_u16.to_be(),
        sin_addr: libc::in_addr {
            s_addr: u32::from_ne_bytes([127, 0, 0, 1]),
        },
        sin_zero: [0; 8],
    }
}

fn with_address(number: c_long) -> Result<(), i32> {
    let address = address();
    let place = (&raw const address) as usize;
    try_call(number, [1, place, size_of_val(&address), 0])
}

/// Sends "x" through the process' own pair of sockets.
fn send(flags: usize, address: Option<libc::sockaddr_in>) -> Result<(), i32> {
    let (ours, _theirs) = std::os::unix::net::UnixStream::pair().map_err(errno)?;
    let (place, length) = address.as_ref().map_or((0, 0), |address| {
        (std::ptr::from_ref(address) as usize, size_of_val(address))
    });
    let socket = flags_of(&ours);
    let letter = b"x";
    call(
        libc::SYS_sendto,
        [socket, letter.as_ptr() as usize, 1, flags, place, length],
    )
    .map(drop)
}

fn flags_of(socket: &impl std::os::fd::AsRawFd) -> usize {
    flags(socket.as_raw_fd())
}

fn errno(error: std::io::Error) -> i32 {
    error.raw_os_error().unwrap_or(0)
}

fn prctl(option: i32, value: usize) -> Result<(), i32> {
    try_call(libc::SYS_prctl, [flags(option), value, 0, 0])
}

fn set_limit(process: usize) -> Result<(), i32> {
    let limit = libc::rlimit64 {
        rlim_cur: 4096,
        rlim_max: 4096,
    };
    let place = (&raw const limit) as usize;
    let what = libc::RLIMIT_NOFILE as usize;
    try_call(libc::SYS_prlimit64, [process, what, place, 0])
}

/// Asks for a thread's turns to be of a tenth of a second.
fn set_turns(process: usize, policy: i32, (nice, priority): (i32, u32)) -> Result<(), i32> {
    set_turns_with(process, policy, (nice, priority), 0)
}

fn set_turns_with(
    process: usize,
    policy: i32,
    (nice, priority): (i32, u32),
    flags: usize,
) -> Result<(), i32> {
    // The kernel's structure of 48 bytes: size and policy, flags, nice and priority, runtime, deadline, period.
    let attributes: [u64; 6] = [
        48 | u64::from(policy.unsigned_abs()) << 32,
        0,
        u64::from(nice.cast_unsigned()) | u64::from(priority) << 32,
        100_000_000,
        0,
        0,
    ];
    let place = attributes.as_ptr() as usize;
    try_call(libc::SYS_sched_setattr, [process, place, flags, 0])
}

/// Reads memory of the parent into a buffer of ours.
fn vm(number: c_long) -> Result<(), i32> {
    let mut buffer = [0_u8; 16];
    let local = libc::iovec {
        iov_base: buffer.as_mut_ptr().cast(),
        iov_len: buffer.len(),
    };
    let place = (&raw const local) as usize;
    call(number, [parent(), place, 1, place, 1, 0]).map(drop)
}

/// Starts a shell, as the author of an exploit would.
fn execute(number: c_long) -> Result<(), i32> {
    let program = text(c"/bin/true");
    let arguments = [program, 0];
    let list = arguments.as_ptr() as usize;
    match number {
        libc::SYS_execveat => call(number, [at_cwd(), program, list, list, 0, 0]).map(drop),
        _ => try_call(number, [program, list, list, 0]),
    }
}

/// Page-aligned memory that may be executed, which V8 needs for the code it makes.
fn executable_memory() -> Result<(), i32> {
    let protection = flags(libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC);
    let kind = flags(libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    call(libc::SYS_mmap, [0, 4096, protection, kind, usize::MAX, 0]).map(drop)
}

fn abort() -> Result<(), i32> {
    std::process::abort()
}

fn thread() -> Result<(), i32> {
    let started = std::thread::Builder::new().spawn(std::thread::current);
    started.map_err(errno)?.join().map(drop).map_err(|_| 0)
}

/// The 32-bit way into the kernel, where every call has another number.
#[cfg(target_arch = "x86_64")]
fn foreign() -> Result<(), i32> {
    let answer: i64;
    // SAFETY: number 20 is getpid there, which takes nothing and touches nothing; what it clobbers is named.
    unsafe {
        std::arch::asm!("int 0x80", inout("rax") 20_i64 => answer, out("r8") _, out("r9") _, out("r10") _, out("r11") _);
    }
    if answer < 0 { Err(0) } else { Ok(()) }
}

/// The other names of this processor's calls, for 32-bit pointers.
#[cfg(target_arch = "x86_64")]
const X32: c_long = 0x4000_0000;

use Expected::{Aborted, Foreign, Killed, Missing, Refused, Works};

pub(crate) const ATTEMPTS: &[Attempt] = &[
    // What must go on working.
    attempt("start_thread", Works, thread),
    attempt("executable_memory", Works, executable_memory),
    attempt("random_numbers", Works, || {
        let mut bytes = [0_u8; 16];
        try_call(libc::SYS_getrandom, [bytes.as_mut_ptr() as usize, 16, 0, 0])
    }),
    attempt("send_to_parent", Works, || send(0, None)),
    attempt("longer_turns", Works, || {
        set_turns(0, libc::SCHED_OTHER, (0, 0))
    }),
    attempt("longer_turns_of_parent", Refused, || {
        set_turns(parent(), libc::SCHED_OTHER, (0, 0))
    }),
    attempt("turns_by_unknown_flags", Refused, || {
        set_turns_with(0, libc::SCHED_OTHER, (0, 0), 1)
    }),
    attempt("real_time", Refused, || {
        set_turns(0, libc::SCHED_FIFO, (0, 1))
    }),
    attempt("better_than_nice", Refused, || {
        set_turns(0, libc::SCHED_OTHER, (-5, 0))
    }),
    attempt("abort", Aborted, abort),
    // Files.
    attempt("open_passwd", Refused, || {
        open(c"/etc/passwd", libc::O_RDONLY)
    }),
    attempt("create_file", Refused, || {
        open(
            c"/tmp/connector-sandbox-escape",
            libc::O_CREAT | libc::O_WRONLY,
        )
    }),
    attempt("open_own_memory", Refused, || {
        open(c"/proc/self/mem", libc::O_RDWR)
    }),
    attempt("open_memory_of_init", Refused, || {
        open(c"/proc/1/mem", libc::O_RDONLY)
    }),
    attempt("open_environment_of_parent", Refused, || {
        open_of_parent("environ")
    }),
    attempt("open_memory_of_parent", Refused, || open_of_parent("mem")),
    attempt("stat_passwd", Refused, || {
        let mut space = [0_u64; 64];
        try_call(
            libc::SYS_newfstatat,
            [
                at_cwd(),
                text(c"/etc/passwd"),
                space.as_mut_ptr() as usize,
                0,
            ],
        )
    }),
    attempt("read_link", Refused, || {
        let mut space = [0_u8; 64];
        try_call(
            libc::SYS_readlinkat,
            [
                at_cwd(),
                text(c"/proc/self/exe"),
                space.as_mut_ptr() as usize,
                64,
            ],
        )
    }),
    attempt("unlink", Killed, || {
        try_call(libc::SYS_unlinkat, [at_cwd(), text(c"/tmp/nothing"), 0, 0])
    }),
    attempt("make_folder", Killed, || {
        try_call(libc::SYS_mkdirat, [at_cwd(), text(c"/tmp/nothing"), 0, 0])
    }),
    attempt("link", Killed, || {
        try_call(
            libc::SYS_symlinkat,
            [
                text(c"/"),
                at_cwd(),
                text(c"/tmp/connector-sandbox-escape"),
                0,
            ],
        )
    }),
    attempt("anonymous_file", Missing, || {
        try_call(libc::SYS_memfd_create, [text(c"x"), 0, 0, 0])
    }),
    attempt("mount", Killed, || try_call(libc::SYS_mount, [0, 0, 0, 0])),
    attempt("chroot", Killed, || {
        try_call(libc::SYS_chroot, [text(c"/"), 0, 0, 0])
    }),
    // The network.
    attempt("socket_tcp", Killed, || {
        try_call(
            libc::SYS_socket,
            [flags(libc::AF_INET), flags(libc::SOCK_STREAM), 0, 0],
        )
    }),
    attempt("socket_udp", Killed, || {
        try_call(
            libc::SYS_socket,
            [flags(libc::AF_INET6), flags(libc::SOCK_DGRAM), 0, 0],
        )
    }),
    attempt("socket_unix", Killed, || {
        try_call(
            libc::SYS_socket,
            [flags(libc::AF_UNIX), flags(libc::SOCK_STREAM), 0, 0],
        )
    }),
    attempt("socket_netlink", Killed, || {
        try_call(
            libc::SYS_socket,
            [flags(libc::AF_NETLINK), flags(libc::SOCK_RAW), 0, 0],
        )
    }),
    attempt("connect", Killed, || with_address(libc::SYS_connect)),
    attempt("connect_tcp", Killed, || {
        std::net::TcpStream::connect(("127.0.0.1", 9))
            .map(drop)
            .map_err(errno)
    }),
    attempt("bind", Killed, || with_address(libc::SYS_bind)),
    attempt("listen", Killed, || {
        try_call(libc::SYS_listen, [0, 1, 0, 0])
    }),
    attempt("accept", Killed, || {
        try_call(libc::SYS_accept4, [0, 0, 0, 0])
    }),
    attempt("send_to_address", Killed, || send(0, Some(address()))),
    attempt("send_fast_open", Killed, || {
        send(flags(libc::MSG_FASTOPEN), None)
    }),
    attempt("send_message_fast_open", Killed, || {
        try_call(libc::SYS_sendmsg, [1, 0, flags(libc::MSG_FASTOPEN), 0])
    }),
    attempt("send_with_nonsense_in_the_upper_half", Killed, || {
        send(flags(libc::MSG_FASTOPEN) | 1 << 40, None)
    }),
    attempt("datagram_pair", Missing, || {
        let mut pair = [0_i32; 2];
        let place = pair.as_mut_ptr() as usize;
        try_call(
            libc::SYS_socketpair,
            [flags(libc::AF_UNIX), flags(libc::SOCK_DGRAM), 0, place],
        )
    }),
    attempt("socket_option", Refused, || {
        let one = 1_i32;
        let place = (&raw const one) as usize;
        let level = flags(libc::SOL_SOCKET);
        call(
            libc::SYS_setsockopt,
            [1, level, flags(libc::SO_REUSEADDR), place, 4, 0],
        )
        .map(drop)
    }),
    // Other programs and processes.
    attempt("execute", Killed, || execute(libc::SYS_execve)),
    attempt("execute_at", Killed, || execute(libc::SYS_execveat)),
    attempt("start_program", Killed, || {
        std::process::Command::new("/bin/true")
            .spawn()
            .map(drop)
            .map_err(errno)
    }),
    attempt("clone_process", Killed, || {
        try_call(libc::SYS_clone, [flags(libc::SIGCHLD), 0, 0, 0])
    }),
    attempt("clone_name_space", Killed, || {
        try_call(
            libc::SYS_clone,
            [flags(libc::CLONE_NEWUSER | libc::SIGCHLD), 0, 0, 0],
        )
    }),
    attempt("clone3", Missing, || {
        try_call(libc::SYS_clone3, [0, 0, 0, 0])
    }),
    attempt("trace_parent", Killed, || {
        try_call(
            libc::SYS_ptrace,
            [libc::PTRACE_ATTACH as usize, parent(), 0, 0],
        )
    }),
    attempt("be_traced", Killed, || {
        try_call(libc::SYS_ptrace, [libc::PTRACE_TRACEME as usize, 0, 0, 0])
    }),
    attempt("signal_parent", Killed, || {
        try_call(libc::SYS_kill, [parent(), 0, 0, 0])
    }),
    attempt("signal_everybody", Killed, || {
        try_call(libc::SYS_kill, [usize::MAX, 0, 0, 0])
    }),
    attempt("signal_thread_of_parent", Killed, || {
        try_call(libc::SYS_tgkill, [parent(), parent(), 0, 0])
    }),
    attempt("signal_by_handle", Killed, || {
        try_call(libc::SYS_pidfd_open, [parent(), 0, 0, 0])
    }),
    attempt("signal_by_descriptor", Killed, || {
        try_call(libc::SYS_fcntl, [1, flags(libc::F_SETOWN), parent(), 0])
    }),
    attempt("read_memory_of_parent", Killed, || {
        vm(libc::SYS_process_vm_readv)
    }),
    attempt("write_memory_of_parent", Killed, || {
        vm(libc::SYS_process_vm_writev)
    }),
    attempt("shared_memory", Killed, || {
        try_call(libc::SYS_shmget, [0, 4096, 0o600, 0])
    }),
    attempt("message_queue", Killed, || {
        try_call(libc::SYS_mq_open, [text(c"/x"), 0, 0, 0])
    }),
    // The kernel.
    attempt("io_uring", Killed, || {
        try_call(libc::SYS_io_uring_setup, [1, 0, 0, 0])
    }),
    attempt("bpf", Killed, || try_call(libc::SYS_bpf, [0, 0, 0, 0])),
    attempt("userfaultfd", Killed, || {
        try_call(libc::SYS_userfaultfd, [0, 0, 0, 0])
    }),
    attempt("perf_events", Killed, || {
        call(libc::SYS_perf_event_open, [0; 6]).map(drop)
    }),
    attempt("keys", Killed, || try_call(libc::SYS_keyctl, [0, 0, 0, 0])),
    attempt("name_space", Killed, || {
        try_call(libc::SYS_unshare, [flags(libc::CLONE_NEWUSER), 0, 0, 0])
    }),
    attempt("enter_name_space", Killed, || {
        try_call(libc::SYS_setns, [0, 0, 0, 0])
    }),
    attempt("unknown_call", Missing, || try_call(5_000, [0; 4])),
    #[cfg(target_arch = "x86_64")]
    attempt("other_names", Missing, || {
        try_call(X32 | libc::SYS_getpid, [0; 4])
    }),
    #[cfg(target_arch = "x86_64")]
    attempt("other_names_of_deadly_calls", Missing, || {
        try_call(X32 | libc::SYS_socket, [2, 1, 0, 0])
    }),
    #[cfg(target_arch = "x86_64")]
    attempt("other_door", Foreign, foreign),
    // What the sandbox itself is made of.
    attempt("become_dumpable", Killed, || {
        prctl(libc::PR_SET_DUMPABLE, 1)
    }),
    attempt("outlive_parent", Killed, || {
        prctl(libc::PR_SET_PDEATHSIG, 0)
    }),
    attempt("be_traced_by_anybody", Killed, || {
        prctl(libc::PR_SET_PTRACER, usize::MAX)
    }),
    attempt("change_filter_by_prctl", Killed, || {
        prctl(libc::PR_SET_SECCOMP, 0)
    }),
    attempt("change_filter", Missing, || {
        try_call(libc::SYS_seccomp, [0, 0, null::<u8>() as usize, 0])
    }),
    attempt("raise_limit", Killed, || set_limit(0)),
    attempt("set_limit_of_parent", Killed, || set_limit(parent())),
    attempt("change_user", Killed, || try_call(libc::SYS_setuid, [0; 4])),
    attempt("gain_capabilities", Killed, || {
        try_call(libc::SYS_capset, [0; 4])
    }),
];
