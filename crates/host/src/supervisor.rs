//! The parent's side: one worker, one invocation, and what happens when the worker doesn't obey.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream as StdUnixStream;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use connector_contract::{Ending, Evidence, Phase, Receipt, Termination, TerminationCause};
use connector_runtime::{Coverage, Job, Report};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep_until, timeout};

use crate::debug::Line;
use crate::frame::{self, Order, Word};

/// How a worker process is started: this very program, with the words that make it a worker.
#[derive(Debug, Clone)]
pub struct WorkerProgram {
    /// The program's path.
    pub program: PathBuf,
    /// Its arguments; `main` must lead them to [`worker_main`](crate::worker_main).
    pub arguments: Vec<String>,
}

/// A host that failed. A failing script is never one of these.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The worker process could not be started.
    #[error("a worker process could not be started")]
    Spawn(#[source] io::Error),
    /// The worker started and would not serve.
    #[error("the worker refused to start: {0}")]
    Unfit(String),
    /// The job could not be handed over.
    #[error("the worker could not be given its work")]
    Send(#[source] io::Error),
}

/// How long a script that was told to stop may take to do so before its process is killed.
const OBEDIENCE: Duration = Duration::from_millis(250);
/// How long V8 may take to come up.
const START: Duration = Duration::from_secs(10);
/// How long past the wall limit the parent waits for a worker whose own watchdog says nothing.
const BACKSTOP: Duration = Duration::from_millis(1_000);
/// How long an ended invocation may take to close its database sessions.
const GOODBYE: Duration = Duration::from_millis(1_500);
/// How often the worker's memory is looked at.
const MEMORY_TICK: Duration = Duration::from_millis(25);
/// A built-in in full swing may take a gigabyte before anybody can stop it; beyond this the process dies at once.
const MEMORY_CAP_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// One worker process.
pub(crate) struct Worker {
    child: Child,
    stream: UnixStream,
    /// Which parts of the last script ran, if that was asked for.
    pub(crate) covered: Option<Coverage>,
}

impl Worker {
    /// Starts a worker with nothing of this process: no environment, no descriptors but its socket.
    pub(crate) async fn spawn(program: &WorkerProgram) -> Result<Self, HostError> {
        let (ours, theirs) = StdUnixStream::pair().map_err(HostError::Spawn)?;
        ours.set_nonblocking(true).map_err(HostError::Spawn)?;
        let child = Command::new(&program.program)
            .args(&program.arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A terminal's Ctrl-C is for the parent, which ends its workers in good order.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(HostError::Spawn)?;
        let stream = UnixStream::from_std(ours).map_err(HostError::Spawn)?;
        let mut worker = Self {
            child,
            stream,
            covered: None,
        };
        match timeout(START, frame::read(&mut worker.stream)).await {
            Ok(Ok(Some(Word::Ready))) => Ok(worker),
            Ok(Ok(Some(Word::Unfit(why)))) => Err(HostError::Unfit(why)),
            Ok(Ok(_)) => Err(HostError::Unfit(format!(
                "it ended at once, {}",
                worker.epitaph().await
            ))),
            Ok(Err(error)) => Err(HostError::Spawn(error)),
            Err(_) => Err(HostError::Unfit(format!(
                "V8 was not up after {} s",
                START.as_secs()
            ))),
        }
    }

    /// Runs one invocation to its end. The worker is used up afterwards: see [`Worker::retire`].
    pub(crate) async fn run(&mut self, job: Job) -> Result<Report, HostError> {
        let wall = job.invocation.limits.wall;
        self.obey(Order::Run(Box::new(job)), wall, &mut Line::default())
            .await
    }

    /// Gives an order that ends with a report, `wall` after it at the latest. `line` is the way to a debugger.
    pub(crate) async fn obey(
        &mut self,
        order: Order,
        wall: Duration,
        line: &mut Line,
    ) -> Result<Report, HostError> {
        let started = Instant::now();
        frame::write(&mut self.stream, &order)
            .await
            .map_err(HostError::Send)?;
        let mut condemned: Option<Report> = None;
        let mut give_up = started + wall + BACKSTOP;
        let mut memory = tokio::time::interval(MEMORY_TICK);
        let pid = self.child.id();
        // A read that loses the race against another branch may have taken part of a frame: it is kept, not restarted.
        let (mut reader, mut writer) = self.stream.split();
        let mut word = Box::pin(frame::read::<Word>(&mut reader));
        let (cause, report) = loop {
            tokio::select! {
                biased;
                said = &mut word => match said {
                    Ok(Some(Word::Ended(report))) => return Ok(*report),
                    Ok(Some(Word::Limit(report))) => {
                        give_up = give_up.min(Instant::now() + OBEDIENCE);
                        condemned = Some(*report);
                        drop(word);
                        word = Box::pin(frame::read::<Word>(&mut reader));
                    }
                    Ok(Some(said)) => {
                        match said {
                            Word::Covered(coverage) => self.covered = Some(coverage),
                            Word::Debugger(text) => line.say(text),
                            _ => {}
                        }
                        drop(word);
                        word = Box::pin(frame::read::<Word>(&mut reader));
                    }
                    Ok(None) | Err(_) => {
                        drop(word);
                        let detail = self.epitaph().await;
                        return Ok(condemned.unwrap_or_else(|| blank(Ending::Crashed { detail })));
                    }
                },
                text = line.heard() => {
                    frame::write(&mut writer, &Order::Debugger(text))
                        .await
                        .map_err(HostError::Send)?;
                }
                () = sleep_until(give_up) => break (TerminationCause::Wall, condemned),
                _ = memory.tick() => {
                    if pid.and_then(resident_bytes).is_some_and(|bytes| bytes > MEMORY_CAP_BYTES) {
                        break (TerminationCause::Heap, condemned);
                    }
                }
            }
        };
        drop(word);
        // The first limit that was hit decides; only a worker that said nothing at all is judged by what we saw.
        let report = report.unwrap_or_else(|| {
            blank(Ending::Terminated(Termination {
                cause,
                phase: Phase::Running,
                spent: started.elapsed(),
            }))
        });
        let _ = self.child.start_kill();
        Ok(report)
    }

    /// Lets an ended invocation close what it left open, then ends the process.
    pub(crate) async fn retire(mut self) {
        let _ = self.settle().await;
        let _ = self.child.start_kill();
        let _ = self.child.wait().await;
    }

    /// Waits until nothing of an ended invocation is left; whether the worker has said so, and could serve again.
    pub(crate) async fn settle(&mut self) -> bool {
        let idle = async {
            while let Ok(Some(word)) = frame::read::<Word>(&mut self.stream).await {
                if matches!(word, Word::Idle) {
                    return true;
                }
            }
            false
        };
        timeout(GOODBYE, idle).await.unwrap_or(false)
    }

    /// Whether the process is still there.
    pub(crate) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    async fn epitaph(&mut self) -> String {
        match timeout(Duration::from_secs(1), self.child.wait()).await {
            Ok(Ok(status)) => describe(status),
            _ => "its socket closed".to_owned(),
        }
    }
}

fn describe(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.signal(), status.code()) {
        (Some(signal), _) => format!("killed by signal {signal}"),
        (None, Some(code)) => format!("exit code {code}"),
        (None, None) => "ended".to_owned(),
    }
}

/// What is known of an invocation whose worker never reported.
fn blank(ending: Ending) -> Report {
    Report {
        ending,
        evidence: Evidence::default(),
        receipt: Receipt::default(),
        logs: Vec::new(),
        // Unknown, so the careful answer: it must not be run again.
        statement_sent: true,
    }
}

/// Resident memory of a process, from procfs; `None` where there is none.
fn resident_bytes(pid: u32) -> Option<u64> {
    let statm = std::fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let pages: u64 = statm.split_ascii_whitespace().nth(1)?.parse().ok()?;
    pages.checked_mul(u64::try_from(rustix::param::page_size()).ok()?)
}
