//! A page that parent and worker share: what a worker was doing, readable after its death.
//!
//! The worker writes, the parent reads. A worker under an attacker's control can write lies: they can blame a neighbour
//! in the same worker, and nothing else.

use std::cell::Cell;
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd};
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Lanes of one worker that the ledger has room for.
pub const MAX_LANES: usize = 64;
/// Invocations under way in one worker that the ledger has room for.
pub const MAX_SEATS: usize = 4096;

const FAULT: usize = 0;
const LANES: usize = 1;
const SINCE: usize = LANES + MAX_LANES;
const SEATS: usize = SINCE + MAX_LANES;
const WORDS: usize = SEATS + MAX_SEATS;
const BYTES: usize = WORDS * size_of::<AtomicU64>();

/// The shared page. Invocations are named by numbers that are never zero.
#[derive(Debug, Clone)]
pub struct Ledger(Arc<Mapping>);

#[derive(Debug)]
struct Mapping(NonNull<AtomicU64>);

// SAFETY: the mapping is memory of atomics, valid until the last owner drops it; atomics may be used from any thread.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: mapped by `map` with this length, and nobody refers to it any more.
        unsafe { libc::munmap(self.0.as_ptr().cast(), BYTES) };
    }
}

impl Ledger {
    /// A blank page, and the descriptor by which a worker finds it.
    ///
    /// # Errors
    /// What the system said.
    pub fn create() -> io::Result<(Self, OwnedFd)> {
        // SAFETY: the name is a C string; the flags are the call's own.
        let fd = unsafe {
            libc::memfd_create(
                c"ledger".as_ptr(),
                libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING,
            )
        };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the descriptor is new and nobody else's.
        let file = unsafe { File::from_raw_fd(fd) };
        file.set_len(BYTES as u64)?;
        // Were the page to shrink, reading it would be a fault in the parent.
        let seals = libc::F_SEAL_SHRINK | libc::F_SEAL_GROW | libc::F_SEAL_SEAL;
        // SAFETY: plain numbers.
        if unsafe { libc::fcntl(fd, libc::F_ADD_SEALS, seals) } < 0 {
            return Err(io::Error::last_os_error());
        }
        let descriptor = OwnedFd::from(file);
        Ok((Self::map(fd)?, descriptor))
    }

    /// The page that a parent made.
    ///
    /// # Errors
    /// When the descriptor is none of [`Ledger::create`]'s.
    pub fn open(descriptor: BorrowedFd<'_>) -> io::Result<Self> {
        let size = File::from(descriptor.try_clone_to_owned()?)
            .metadata()?
            .len();
        if size != BYTES as u64 {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a ledger"));
        }
        Self::map(descriptor.as_raw_fd())
    }

    fn map(fd: libc::c_int) -> io::Result<Self> {
        // SAFETY: asks for a new mapping of BYTES, wherever the system likes; the file is that long and can't shrink.
        let address = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                BYTES,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED,
                fd,
                0,
            )
        };
        if address == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let address = NonNull::new(address.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Self(Arc::new(Mapping(address))))
    }

    fn words(&self) -> &[AtomicU64] {
        // SAFETY: the mapping holds WORDS words, page-aligned, all bit patterns valid, alive as long as `self`; what the
        // other process writes is atomic as well.
        unsafe { std::slice::from_raw_parts(self.0.0.as_ptr(), WORDS) }
    }

    fn read(&self, index: usize) -> u64 {
        self.words()
            .get(index)
            .map_or(0, |word| word.load(Ordering::Acquire))
    }

    fn write(&self, index: usize, value: u64) {
        if let Some(word) = self.words().get(index) {
            word.store(value, Ordering::Release);
        }
    }

    /// The invocation that was running JavaScript in a lane.
    pub fn in_js(&self, lane: usize) -> Option<u64> {
        let found = if lane < MAX_LANES {
            self.read(LANES + lane)
        } else {
            0
        };
        (found != 0).then_some(found)
    }

    /// For how long a lane has been running JavaScript without a pause; zero when it runs none. Whoever comes to that
    /// lane now waits at least until it is over.
    pub fn held_for(&self, lane: usize) -> Duration {
        if self.in_js(lane).is_none() {
            return Duration::ZERO;
        }
        monotonic().saturating_sub(Duration::from_nanos(self.read(SINCE + lane)))
    }

    /// The invocation under whose JavaScript a thread of the process gave it up, if one did.
    pub fn fault(&self) -> Option<u64> {
        let found = self.read(FAULT);
        (found != 0).then_some(found)
    }

    /// Whether the invocation with that seat had sent a statement.
    pub fn has_sent(&self, seat: usize, invocation: u64) -> bool {
        seat < MAX_SEATS && self.read(SEATS + seat) == invocation
    }

    /// The worker's pen for one invocation.
    pub fn mark(&self, lane: usize, seat: usize, invocation: u64) -> Mark {
        Mark {
            ledger: self.clone(),
            lane: lane.min(MAX_LANES - 1),
            seat: seat.min(MAX_SEATS - 1),
            invocation,
        }
    }
}

/// The time by a clock that all processes share.
fn monotonic() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is a place for one timespec.
    if unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) } != 0 {
        return Duration::ZERO;
    }
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

/// What one invocation writes into the ledger.
#[derive(Debug, Clone)]
pub struct Mark {
    ledger: Ledger,
    lane: usize,
    seat: usize,
    invocation: u64,
}

impl Mark {
    /// JavaScript is entered, or left.
    pub(crate) fn in_js(&self, inside: bool) {
        let word = if inside { self.invocation } else { 0 };
        if inside {
            let now = u64::try_from(monotonic().as_nanos()).unwrap_or(u64::MAX);
            self.ledger.write(SINCE + self.lane, now);
        }
        self.ledger.write(LANES + self.lane, word);
        if let Some(fault) = self.ledger.words().get(FAULT) {
            CURRENT.set(inside.then_some((NonNull::from(fault), self.invocation)));
        }
    }

    /// A statement is about to leave.
    pub(crate) fn sent(&self) {
        self.ledger.write(SEATS + self.seat, self.invocation);
    }
}

thread_local! {
    /// Whose JavaScript this thread runs, and where a fault of it is noted: in the ledger of the isolate's lane, which
    /// lives longer than that. Nothing that would have to be dropped, so that a signal handler may read it.
    static CURRENT: Cell<Option<(NonNull<AtomicU64>, u64)>> = const { Cell::new(None) };
}

/// The process is about to be given up from this thread: by V8, or for a signal. Safe within a signal handler.
pub(crate) fn note_fault() {
    if let Some((fault, invocation)) = CURRENT.get() {
        // SAFETY: `in_js` set it on this thread from a mark that is still alive, as the stay in JavaScript borrows it; the
        // ledger's mapping lives as long, and holds atomics.
        unsafe { fault.as_ref() }.store(invocation, Ordering::Release);
    }
}

/// What a thread dies of that executes what it should not, or reads where nothing is; and what V8 and Rust abort by.
const FAULTS: [libc::c_int; 6] = [
    libc::SIGSEGV,
    libc::SIGBUS,
    libc::SIGILL,
    libc::SIGTRAP,
    libc::SIGFPE,
    libc::SIGABRT,
];

/// From here on a fatal signal leaves word of whose JavaScript its thread ran, and is then as fatal as ever. To be called
/// before the process gives up its rights.
pub fn note_faults() {
    extern "C" fn note(_signal: libc::c_int) {
        note_fault();
        // The handler is gone by now: what comes back to the fault meets the system's own end.
    }
    for signal in FAULTS {
        // SAFETY: a zeroed `sigaction` is a valid one, without flags and with an empty mask.
        let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
        action.sa_sigaction = note as extern "C" fn(libc::c_int) as libc::sighandler_t;
        // On the thread's other stack: its own may be what has run out.
        action.sa_flags = libc::SA_RESETHAND | libc::SA_ONSTACK | libc::SA_NODEFER;
        // SAFETY: the handler does nothing but reading this thread's `CURRENT` and storing a word.
        unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsFd as _;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, Stdio};

    #[test]
    fn what_the_worker_writes_the_parent_reads() {
        let (parent, descriptor) = Ledger::create().unwrap();
        let worker = Ledger::open(descriptor.as_fd()).unwrap();
        let mark = worker.mark(1, 7, 42);
        assert_eq!((parent.in_js(1), parent.fault()), (None, None));
        assert_eq!(parent.held_for(1), Duration::ZERO);
        mark.in_js(true);
        assert_eq!((parent.in_js(1), parent.in_js(0)), (Some(42), None));
        std::thread::sleep(Duration::from_millis(5));
        assert!(parent.held_for(1) >= Duration::from_millis(5));
        assert_eq!(parent.held_for(0), Duration::ZERO);
        note_fault();
        mark.in_js(false);
        assert_eq!((parent.in_js(1), parent.fault()), (None, Some(42)));
        assert_eq!(parent.held_for(1), Duration::ZERO);
        assert!(!parent.has_sent(7, 42));
        mark.sent();
        assert!(parent.has_sent(7, 42) && !parent.has_sent(7, 43) && !parent.has_sent(6, 42));
        assert!(parent.in_js(usize::MAX).is_none() && !parent.has_sent(usize::MAX, 42));
    }

    #[test]
    fn the_page_can_not_shrink_under_its_reader() {
        let (_parent, descriptor) = Ledger::create().unwrap();
        assert!(File::from(descriptor).set_len(0).is_err());
        let other = File::open("/dev/null").unwrap();
        assert!(Ledger::open(other.as_fd()).is_err());
    }

    /// Set in the process that is to die.
    const DIES: &str = "CONNECTOR_TEST_DIES";

    #[test]
    fn a_process_that_dies_of_one_thread_names_its_invocation() {
        if let Some(how) = std::env::var_os(DIES) {
            die(&how.to_string_lossy());
        }
        for (how, signal) in [("abort", libc::SIGABRT), ("stack", libc::SIGSEGV)] {
            let (ledger, descriptor) = Ledger::create().unwrap();
            let name = "ledger::tests::a_process_that_dies_of_one_thread_names_its_invocation";
            let status = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", name])
                .env(DIES, how)
                .stdin(descriptor)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap();
            assert_eq!(status.signal(), Some(signal), "{how}: {status}");
            assert_eq!(ledger.fault(), Some(42), "{how}");
            assert_eq!((ledger.in_js(0), ledger.in_js(1)), (Some(41), Some(42)));
        }
    }

    /// Two threads run JavaScript; the second ends the process.
    fn die(how: &str) {
        let ledger = Ledger::open(std::io::stdin().as_fd()).unwrap();
        note_faults();
        let other = ledger.mark(0, 0, 41);
        let ready = Arc::new(std::sync::Barrier::new(2));
        let waits = Arc::clone(&ready);
        std::thread::spawn(move || {
            other.in_js(true);
            waits.wait();
            std::thread::sleep(Duration::from_secs(60));
        });
        ready.wait();
        let overflows = how == "stack";
        let dies = std::thread::spawn(move || {
            ledger.mark(1, 1, 42).in_js(true);
            if overflows {
                deeper(0);
            }
            std::process::abort();
        });
        let _ = dies.join();
    }

    #[allow(
        unconditional_recursion,
        reason = "what is under test is where it ends"
    )]
    fn deeper(depth: u64) -> u64 {
        let room = std::hint::black_box([depth; 64]);
        deeper(depth + 1) + room[0]
    }
}
