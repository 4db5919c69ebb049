//! Invocations under a debugger, and those whose coverage is taken: each in a worker process of its own, fed and killed
//! by the same rules as any other, which nobody else's invocation shares.
//!
//! A worker has no sockets. The debugger's messages travel as frames between it and the parent, which listens for the
//! debugger: see `cli/src/inspect.rs`.

use std::borrow::Cow;
use std::time::Duration;

use connector_contract::{
    Ending, Evidence, Outcome, Phase, Receipt, Termination, TerminationCause,
};
use connector_runtime::{Coverage, Debugger, Job, Place, Report, Reputation};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, sleep_until};

use crate::config::HostConfig;
use crate::egress::account::Accounts;
use crate::error::HostError;
use crate::frame::{self, Order, Serve, Watch, Word};
use crate::judge::judged;
use crate::programs::{Programs, Told};
use crate::supervisor::{Worker, epitaph, resident_bytes};

/// The only invocation's number in its worker.
const NUMBER: u64 = 1;
/// How long a script that was told to stop may take to do so before its process is killed.
const OBEDIENCE: Duration = Duration::from_millis(250);
/// How long past the wall limit the parent waits for a worker whose own watchdog says nothing.
const BACKSTOP: Duration = Duration::from_millis(1_000);
/// How long an ended invocation may take to close its database sessions.
const GOODBYE: Duration = Duration::from_millis(1_500);
/// How often the worker's memory is looked at.
const MEMORY_TICK: Duration = Duration::from_millis(25);

/// The two ends of a debugger's line, as this side holds them: messages of the Chrome DevTools Protocol.
#[derive(Default)]
pub struct Line {
    /// What the debugger says.
    pub from: Option<UnboundedReceiver<String>>,
    /// What it is told.
    pub to: Option<UnboundedSender<String>>,
}

impl Line {
    fn say(&self, text: String) {
        if let Some(to) = &self.to {
            // A debugger that has hung up hears nothing.
            let _ = to.send(text);
        }
    }

    /// The next message. Never, when there is no debugger or it has hung up.
    async fn heard(&mut self) -> String {
        if let Some(from) = &mut self.from
            && let Some(text) = from.recv().await
        {
            return text;
        }
        self.from = None;
        std::future::pending().await
    }
}

/// How to debug.
#[derive(Debug, Clone)]
pub struct DebugOptions {
    /// What the debugger calls the script: an absolute path, which it sees as a `file:` URL.
    pub label: String,
    /// Whether to stop at the script's first line.
    pub stop: bool,
}

/// Runs one invocation, and says which parts of the script ran: `None` when the worker could not say, because it was
/// killed.
///
/// Returns only when every database session of the script is closed.
///
/// # Errors
/// When the host failed. A failing script is an outcome.
pub async fn cover(
    config: &HostConfig,
    place: &Place,
    job: Job,
) -> Result<(Outcome, Option<Coverage>), HostError> {
    let wall = job.invocation.limits.wall;
    let mut watched = Watched::new(config, Line::default()).await?;
    let report = watched.serve(place, &job, Watch::Coverage, wall).await?;
    Ok((judged(&job, report), watched.covered.take()))
}

/// Runs one invocation under a debugger. The script waits until the debugger has sent
/// `Runtime.runIfWaitingForDebugger`. Its limits of time are lifted; those of memory and output hold.
///
/// # Errors
/// When the host failed. A failing script is an outcome.
pub async fn debug(
    config: &HostConfig,
    place: &Place,
    job: Job,
    options: DebugOptions,
    line: Line,
) -> Result<Outcome, HostError> {
    let watch = Watch::Debugger {
        label: options.label,
        stop: options.stop,
    };
    let mut watched = Watched::new(config, line).await?;
    let report = watched
        .serve(place, &job, watch, Debugger::PATIENCE)
        .await?;
    Ok(judged(&job, report))
}

/// A worker process for one watched invocation.
struct Watched {
    worker: Worker,
    accounts: Accounts,
    memory_cap_bytes: u64,
    line: Line,
    covered: Option<Coverage>,
}

impl Watched {
    async fn new(config: &HostConfig, line: Line) -> Result<Self, HostError> {
        // Its worker serves one invocation: there is nobody to lend to.
        let config = HostConfig {
            lend: false,
            ..config.clone()
        };
        Ok(Self {
            worker: Worker::spawn(&config, None).await?,
            accounts: Accounts::new(config.policy, config.caps),
            memory_cap_bytes: config.memory_cap_bytes,
            line,
            covered: None,
        })
    }

    async fn serve(
        &mut self,
        place: &Place,
        job: &Job,
        watch: Watch,
        wall: Duration,
    ) -> Result<Report, HostError> {
        let account = self.accounts.of(&place.tenant);
        let only_address = job.invocation.only_address;
        self.worker.served.begin(NUMBER, account, only_address);
        let program = Programs::default().of(place, job);
        let order = Order::Serve(Box::new(Serve {
            number: NUMBER,
            lane: 0,
            row: 0,
            program: program.number(),
            invocation: Cow::Borrowed(&job.invocation),
            load_only: false,
            reputation: Reputation::Unknown,
            watch,
        }));
        let mut frames = Told::default().before(&program).map_err(HostError::Send)?;
        frames.extend(frame::encode(&order).map_err(HostError::Send)?);
        let written = self.worker.stream.write_all(&frames).await;
        written.map_err(HostError::Send)?;
        let report = self.report(Instant::now(), wall).await?;
        let _ = self.worker.child.start_kill();
        let _ = self.worker.child.wait().await;
        Ok(report)
    }

    /// Listens until the invocation is over and nothing of it is left, or the worker has to go.
    async fn report(&mut self, started: Instant, wall: Duration) -> Result<Report, HostError> {
        let mut known: Option<Report> = None;
        let mut give_up = started + wall + BACKSTOP;
        let mut memory = tokio::time::interval(MEMORY_TICK);
        let pid = self.worker.child.id();
        let (mut reader, mut writer) = self.worker.stream.split();
        // A read that loses the race against another branch may have taken part of a frame: it is kept, not restarted.
        let mut word = Box::pin(frame::read::<Word>(&mut reader));
        let cause = loop {
            tokio::select! {
                biased;
                said = &mut word => {
                    match said {
                        Ok(Some(Word::Ended { report, .. })) => {
                            give_up = Instant::now() + GOODBYE;
                            known = Some(*report);
                        }
                        Ok(Some(Word::Gone { report, .. })) => {
                            known = Some(*report);
                            break TerminationCause::Wall;
                        }
                        Ok(Some(Word::Limit { report, .. })) => {
                            give_up = give_up.min(Instant::now() + OBEDIENCE);
                            known = Some(*report);
                        }
                        Ok(Some(Word::Clear { .. })) => break TerminationCause::Wall,
                        Ok(Some(Word::Covered(coverage))) => self.covered = Some(coverage),
                        Ok(Some(Word::Debugger(text))) => self.line.say(text),
                        Ok(Some(_)) => {}
                        Ok(None) | Err(_) => {
                            drop(word);
                            let (detail, _) = epitaph(&mut self.worker.child).await;
                            return Ok(known.unwrap_or_else(|| blank(Ending::Crashed { detail })));
                        }
                    }
                    drop(word);
                    word = Box::pin(frame::read::<Word>(&mut reader));
                }
                text = self.line.heard() => {
                    let frame = frame::encode(&Order::Debugger(text)).map_err(HostError::Send)?;
                    writer.write_all(&frame).await.map_err(HostError::Send)?;
                }
                () = sleep_until(give_up) => break TerminationCause::Wall,
                _ = memory.tick() => {
                    if pid.and_then(resident_bytes).is_some_and(|bytes| bytes > self.memory_cap_bytes) {
                        break TerminationCause::Heap;
                    }
                }
            }
        };
        // The first limit that was hit decides; only a worker that said nothing at all is judged by what we saw.
        Ok(known.unwrap_or_else(|| {
            blank(Ending::Terminated(Termination {
                cause,
                phase: Phase::Running,
                spent: started.elapsed(),
            }))
        }))
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
