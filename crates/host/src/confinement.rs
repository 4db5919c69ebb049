//! The sandbox a worker enters before anything else happens in its process, and what the parent demands of it.

use std::fs::OpenOptions;
use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::net::UnixStream;
use std::thread;

use connector_runtime::Ledger;
use connector_sandbox::{Feature, Report};

use crate::error::HostError;
use crate::frame::{self, Order, Settings};

/// What is to be done where a kernel lacks a part of the sandbox.
#[derive(Debug, Clone, Copy)]
pub enum Demand {
    /// No worker serves without all of it: [`HostError::Sandbox`].
    Complete,
    /// Workers serve with what there is. The function is told of each that lacks something, and a warning is logged.
    AsFarAsPossible(fn(&Report)),
}

impl Demand {
    /// Judges what a new worker says of itself; no script has run in it yet.
    pub(crate) fn check(self, report: Report) -> Result<(), HostError> {
        if report.is_complete() {
            return Ok(());
        }
        match self {
            Self::Complete => Err(HostError::Sandbox(report)),
            Self::AsFarAsPossible(tell) => {
                tracing::warn!(missing = %report, "a worker's sandbox is not complete");
                tell(&report);
                Ok(())
            }
        }
    }
}

/// What is left to a worker in its sandbox.
pub(crate) struct Confined {
    /// The socket that orders come through and words go.
    pub(crate) orders: UnixStream,
    /// The socket that connections come through.
    pub(crate) egress: OwnedFd,
    /// The page it shares with its parent.
    pub(crate) ledger: Ledger,
    /// How the parent wants it set up.
    pub(crate) settings: Settings,
    /// How many threads can work at once; the system's own files tell, so it is read before.
    pub(crate) cores: usize,
    /// What could be had of the sandbox.
    pub(crate) report: Report,
}

/// Reads what will be needed, then gives up everything else. The process must still have one thread only, and nothing
/// open but what its parent gave it.
pub(crate) fn enter() -> io::Result<Confined> {
    let mut report = Report::default();
    report.set(Feature::Descriptors, connector_runtime::close_inherited());
    let orders = io::stdin().as_fd().try_clone_to_owned()?;
    let ledger = Ledger::open(io::stdout().as_fd())?;
    let egress = io::stderr().as_fd().try_clone_to_owned()?;
    let mut orders = UnixStream::from(orders);
    let Order::Begin(settings) = frame::read_now::<Order<'_>>(&mut orders)? else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    // Whatever reads or prints by the old names must not reach into what parent and worker say to each other.
    let nothing = OpenOptions::new()
        .read(true)
        .write(true)
        .open("/dev/null")?;
    rustix::stdio::dup2_stdin(&nothing)?;
    rustix::stdio::dup2_stdout(&nothing)?;
    rustix::stdio::dup2_stderr(&nothing)?;
    drop(nothing);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    connector_runtime::preload();
    connector_runtime::note_faults();
    // Where the kernel has no such thing, turns are as long as anywhere.
    let _ = connector_runtime::take_short_turns();
    connector_sandbox::enter(&mut report, settings.data_bytes);
    Ok(Confined {
        orders,
        egress,
        ledger,
        settings,
        cores,
        report,
    })
}
