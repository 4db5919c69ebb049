//! One worker process, as its parent has it: started, spoken to, buried.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream as StdUnixStream;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use connector_runtime::{Ledger, MAX_LANES, SessionsConfig};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::cgroup::{Cgroup, Cgroups};
use crate::config::HostConfig;
use crate::egress::account::Served;
use crate::egress::broker::Broker;
use crate::egress::socket;
use crate::error::HostError;
use crate::frame::{self, Order, Settings, Word};

/// How long V8 may take to come up.
const START: Duration = Duration::from_secs(30);

/// How long a killed process may take to be gone.
const BURIAL: Duration = Duration::from_secs(5);

/// One worker process.
pub(crate) struct Worker {
    pub(crate) child: Child,
    pub(crate) stream: UnixStream,
    /// What it was doing, readable after its death.
    pub(crate) ledger: Ledger,
    /// Whose invocations it serves.
    pub(crate) served: Served,
    /// Its connections.
    pub(crate) broker: Broker,
    /// What bounds its memory, where there is such a thing.
    pub(crate) cgroup: Option<Cgroup>,
}

impl Worker {
    /// Starts a worker with nothing of this process: no environment but the time zone, no descriptors but its two sockets
    /// and its ledger.
    ///
    /// It dies with the thread that calls this: a tokio worker thread or the main one, not one that comes and goes.
    pub(crate) async fn spawn(
        config: &HostConfig,
        cgroups: Option<&Cgroups>,
    ) -> Result<Self, HostError> {
        let (ours, theirs) = StdUnixStream::pair().map_err(HostError::Spawn)?;
        ours.set_nonblocking(true).map_err(HostError::Spawn)?;
        let (our_egress, their_egress) = socket::pair().map_err(HostError::Spawn)?;
        let (ledger, page) = Ledger::create().map_err(HostError::Spawn)?;
        let child = Command::new(&config.program.program)
            .args(&config.program.arguments)
            .env_clear()
            // The machine's own would be read from files. A process has one zone, and its scripts must agree on it.
            .env("TZ", "UTC")
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            // Nothing is printed there: the worker takes all three away first thing.
            .stdout(Stdio::from(page))
            .stderr(Stdio::from(their_egress))
            // A terminal's Ctrl-C is for the parent, which ends its workers in good order.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(HostError::Spawn)?;
        // It waits for its first order, and has taken next to nothing.
        let cgroup = cgroups
            .zip(child.id())
            .map(|(cgroups, pid)| cgroups.admit(pid))
            .transpose()?;
        let stream = UnixStream::from_std(ours).map_err(HostError::Spawn)?;
        let served = Served::default();
        let broker = Broker::start(our_egress, served.clone()).map_err(HostError::Spawn)?;
        let mut worker = Self {
            child,
            stream,
            ledger,
            served,
            broker,
            cgroup,
        };
        match timeout(START, worker.greet(config)).await {
            Ok(Ok(Some(Word::Ready(sandbox)))) => {
                config.sandbox.check(sandbox)?;
                Ok(worker)
            }
            Ok(Ok(Some(Word::Unfit(why)))) => Err(HostError::Unfit(why)),
            Ok(Ok(_)) => Err(HostError::Unfit(format!(
                "it ended at once, {}",
                epitaph(&mut worker.child).await.0
            ))),
            Ok(Err(error)) => Err(HostError::Spawn(error)),
            Err(_) => Err(HostError::Unfit(format!(
                "V8 was not up after {} s",
                START.as_secs()
            ))),
        }
    }

    async fn greet(&mut self, config: &HostConfig) -> io::Result<Option<Word>> {
        use tokio::io::AsyncWriteExt as _;
        let begin = frame::encode(&Order::Begin(settings(config)))?;
        // One that is gone already is told of by reading.
        let _ = self.stream.write_all(&begin).await;
        frame::read(&mut self.stream).await
    }
}

/// What a worker may have beyond what its parent kills it for: a built-in in full swing may take a gigabyte before
/// anybody looks.
const BEYOND_CAP_BYTES: u64 = 1_536 * 1024 * 1024;
/// No isolate holds less.
const LEAST_ISOLATE_BYTES: u64 = 2 * 1024 * 1024;

/// What a worker needs to know of the host's configuration.
fn settings(config: &HostConfig) -> Settings {
    let lanes = config.lanes_per_worker();
    Settings {
        lanes,
        data_bytes: config.data_bytes_per_worker(),
        lane: connector_runtime::LaneConfig {
            strict: config.strict,
            paced: config.paced,
            spares: config.spares,
            memory_target_bytes: config.memory_target_bytes / lanes as u64,
            recycling: config.recycling,
        },
        sessions: config.lend.then(|| config.sessions_per_worker()),
    }
}

impl HostConfig {
    /// The kernel's own limit on what a worker may write to. The parent kills a worker by what is resident; this one holds
    /// even against code that takes memory faster than anybody looks.
    pub(crate) fn data_bytes_per_worker(&self) -> u64 {
        let lanes = self.lanes_per_worker();
        // Those at work, as many that are being cleaned, and those that stand by.
        let busy = lanes * (2 * self.lane_concurrency + self.spares);
        let idle = self.memory_target_bytes / LEAST_ISOLATE_BYTES;
        let isolates = idle.saturating_add(busy as u64);
        self.memory_cap_bytes
            .saturating_add(BEYOND_CAP_BYTES)
            .saturating_add(isolates.saturating_mul(connector_runtime::CODE_RANGE_BYTES as u64))
    }

    /// What one worker may keep of sessions. All workers' sessions at rest together leave a tenant half the connections
    /// that it may have, so that none is refused for what nobody uses.
    pub(crate) fn sessions_per_worker(&self) -> SessionsConfig {
        let share = self.caps.open / (2 * self.workers.max(1));
        let mut sessions = self.sessions;
        sessions.idle_per_tenant = sessions.idle_per_tenant.min(share);
        sessions
    }

    pub(crate) fn lanes_per_worker(&self) -> usize {
        self.threads_per_worker.clamp(1, MAX_LANES)
    }
}

/// How a process ended, as a phrase, and whether it was killed from outside.
pub(crate) async fn epitaph(child: &mut Child) -> (String, bool) {
    match timeout(BURIAL, child.wait()).await {
        Ok(Ok(status)) => describe(status),
        _ => ("lost".to_owned(), false),
    }
}

fn describe(status: ExitStatus) -> (String, bool) {
    use std::os::unix::process::ExitStatusExt as _;
    let kill = rustix::process::Signal::KILL.as_raw();
    let forbidden = rustix::process::Signal::SYS.as_raw();
    match (status.signal(), status.code()) {
        (Some(signal), _) if signal == forbidden => {
            tracing::error!(
                "a worker made a system call that its sandbox forbids: an exploit, or a gap in the table"
            );
            let how = "killed by the kernel: it made a system call that its sandbox forbids";
            (how.to_owned(), false)
        }
        (Some(signal), _) => (format!("killed by signal {signal}"), signal == kill),
        (None, Some(code)) => (format!("exit code {code}"), false),
        (None, None) => ("ended".to_owned(), false),
    }
}

/// Resident memory of a process, from procfs; `None` where there is none.
pub(crate) fn resident_bytes(pid: u32) -> Option<u64> {
    let statm = std::fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let pages: u64 = statm.split_ascii_whitespace().nth(1)?.parse().ok()?;
    pages.checked_mul(u64::try_from(rustix::param::page_size()).ok()?)
}
