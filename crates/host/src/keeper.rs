//! One worker's keeper: gives it invocations, hears what becomes of them, and ends it when it has to.
//!
//! A script that was told to stop and doesn't is answered for after [`OBEDIENCE`]. Once it has used its thread for that
//! long regardless, its worker takes nothing new, the worker's other invocations may finish within their deadlines, and
//! then the process is killed; at once when its memory passes its cap.
//!
//! - [`running`]: one of its invocations. [`patience`]: what is overdue. [`burial`]: what becomes of them when it dies.

mod burial;
mod patience;
mod running;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use connector_contract::{Phase, TerminationCause};
use connector_runtime::{Ledger, Report, SessionGauges};
use tokio::io::{AsyncWriteExt as _, BufReader};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::process::Child;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use crate::cgroup::Cgroup;
use crate::crew::Seat;
use crate::egress::account::Served;
use crate::egress::broker::Broker;
use crate::frame::{self, Order, Word};
use crate::gate::Permit;
use crate::host::Shared;
use crate::programs::{Known, Told};
use crate::supervisor::{Worker, epitaph, resident_bytes};

use burial::End;
use running::Running;
pub(crate) use running::{blank, crashed, terminated};

/// How long a script that was told to stop may take to do so before its caller is answered without it.
const OBEDIENCE: Duration = Duration::from_millis(250);
/// How long past the wall limit a worker may say nothing at all: its own watchdog has long spoken, unless it is broken.
const BACKSTOP: Duration = Duration::from_secs(20);
/// How long an ended invocation may take to close its database sessions.
const GOODBYE: Duration = Duration::from_millis(1_500);
/// How long a worker may take to close the sessions that nobody uses before it is ended.
const LEAVE: Duration = Duration::from_millis(500);
/// How often the worker's memory is looked at.
const MEMORY_TICK: Duration = Duration::from_millis(25);

/// What a keeper is asked to do.
pub(crate) enum Command {
    /// Run this.
    Run(Box<Assignment>),
    /// Take it back; `unless_sent`, only if no statement has left.
    TakeBack { number: u64, unless_sent: bool },
}

/// An invocation for a worker.
pub(crate) struct Assignment {
    pub(crate) number: u64,
    pub(crate) seat: Seat,
    /// What it calls.
    pub(crate) program: Arc<Known>,
    /// The order, as it goes to the worker.
    pub(crate) frame: Vec<u8>,
    pub(crate) wall: Duration,
    /// The one address that its script may reach, where there is only one.
    pub(crate) only_address: Option<SocketAddr>,
    pub(crate) permit: Permit,
    pub(crate) answer: oneshot::Sender<Answer>,
}

/// What became of an assignment.
pub(crate) enum Answer {
    /// It ended so.
    Report(Box<Report>),
    /// Its worker died before it had sent a statement: it can run again.
    Lost(Permit),
}

pub(crate) struct Keeper {
    shared: Arc<Shared>,
    post: usize,
    worker: u64,
    child: Child,
    ledger: Ledger,
    served: Served,
    broker: Broker,
    cgroup: Option<Cgroup>,
    writer: mpsc::UnboundedSender<Vec<u8>>,
    /// The programs that the worker knows.
    told: Told,
    running: HashMap<u64, Running>,
    /// What it said last of the sessions it lends.
    sessions: SessionGauges,
    /// Takes nothing new.
    leaving: bool,
    born: Instant,
}

impl Keeper {
    /// A keeper for a worker that has come up, at its post from now on. Returns what it does until the worker is gone.
    pub(crate) fn employ(
        shared: &Arc<Shared>,
        post: usize,
        number: u64,
        worker: Worker,
    ) -> impl Future<Output = ()> + Send + use<> {
        let (commands, inbox) = mpsc::unbounded_channel();
        let (reader, writer) = worker.stream.into_split();
        let (frames, to_write) = mpsc::unbounded_channel();
        let (heard, words) = mpsc::channel(64);
        tokio::spawn(write_all(writer, to_write));
        tokio::spawn(read_all(reader, heard));
        let keeper = Self {
            shared: Arc::clone(shared),
            post,
            worker: number,
            child: worker.child,
            ledger: worker.ledger,
            served: worker.served,
            broker: worker.broker,
            cgroup: worker.cgroup,
            writer: frames,
            told: Told::default(),
            running: HashMap::new(),
            sessions: SessionGauges::default(),
            leaving: false,
            born: Instant::now(),
        };
        let pid = keeper.child.id().unwrap_or_default();
        let ledger = keeper.ledger.clone();
        shared.crew.join(post, number, pid, commands, ledger);
        keeper.keep(inbox, words)
    }

    async fn keep(
        mut self,
        mut inbox: mpsc::UnboundedReceiver<Command>,
        mut words: mpsc::Receiver<Word>,
    ) {
        let mut memory = interval(MEMORY_TICK);
        memory.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let dismissed = self.shared.dismissed.clone();
        let mut end = loop {
            if self.leaving && self.may_go() {
                break End::Stuck;
            }
            let due = self.next_due();
            // In no order: a worker that talks without end keeps nobody from being heard.
            tokio::select! {
                () = dismissed.cancelled() => break End::Dismissed,
                word = words.recv() => match word {
                    Some(word) => self.hear(word),
                    None => break End::Died,
                },
                Some(command) = inbox.recv() => self.obey(command),
                _ = memory.tick(), if !self.running.is_empty() => {
                    let bytes = self.child.id().and_then(resident_bytes);
                    if bytes.is_some_and(|bytes| bytes > self.shared.config.memory_cap_bytes) {
                        break End::Memory;
                    }
                }
                () = sleep_until(due) => if self.overdue(Instant::now()) {
                    break End::Silent;
                },
            }
        };
        // Nothing new from here on; what was on its way here goes elsewhere.
        let at_post = self.shared.crew.leave(self.post, self.worker);
        inbox.close();
        while let Ok(command) = inbox.try_recv() {
            if let Command::Run(assignment) = command {
                let _ = assignment.answer.send(Answer::Lost(assignment.permit));
            }
        }
        if matches!(end, End::Dismissed) && self.shared.config.lend {
            self.close_sessions().await;
        }
        // Also where only its socket has closed: nothing of it may go on while its invocations run again elsewhere. One
        // that is dead already keeps the cause of its death.
        let _ = self.child.start_kill();
        let (how, from_outside) = match (epitaph(&mut self.child).await, &end) {
            (_, End::Dismissed) => ("ended with the host".to_owned(), false),
            (found, _) => found,
        };
        // By the kernel: it took more than its parent could see coming.
        if matches!(end, End::Died) && self.cgroup.take().is_some_and(|cgroup| cgroup.has_killed())
        {
            end = End::Memory;
        }
        // What it said last is still to be heard.
        while let Ok(Some(word)) = tokio::time::timeout(GOODBYE, words.recv()).await {
            self.hear(word);
        }
        // Whoever looks at the database next must not find the dead worker's statements still running.
        if self.shared.config.wait_for_sessions {
            self.broker.finish().await;
        }
        self.bury(&end, &how, from_outside);
        if at_post && !matches!(end, End::Dismissed) {
            self.shared.replace(self.post, self.born.elapsed());
        }
        // What its scripts had under way goes on until somebody tells their servers.
        self.broker.finish().await;
    }

    /// Has the worker take leave of the servers whose sessions it keeps, as far as it is quick about it.
    async fn close_sessions(&mut self) {
        self.order(&Order::CloseSessions);
        let _ = tokio::time::timeout(LEAVE, self.broker.none_rests()).await;
    }

    fn order(&self, order: &Order<'_>) {
        if let Ok(frame) = frame::encode(order) {
            let _ = self.writer.send(frame);
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Run(assignment) => {
                let Assignment {
                    number,
                    seat,
                    program,
                    frame,
                    wall,
                    only_address,
                    permit,
                    answer,
                } = *assignment;
                if self.leaving {
                    let _ = answer.send(Answer::Lost(permit));
                    return;
                }
                let mut frames = match self.told.before(&program) {
                    Ok(frames) => frames,
                    Err(error) => {
                        let detail = error.to_string();
                        let report = blank(crashed(&detail), false);
                        let _ = answer.send(Answer::Report(Box::new(report)));
                        return;
                    }
                };
                let begun = Instant::now();
                let account = self.shared.accounts.of(&seat.tenant);
                self.served.begin(number, account, only_address);
                frames.extend(frame);
                let _ = self.writer.send(frames);
                self.running.insert(
                    number,
                    Running {
                        seat,
                        permit: Some(permit),
                        answer: Some(answer),
                        begun,
                        give_up: begun + wall + BACKSTOP,
                        limit: None,
                        ended: None,
                        stuck: false,
                    },
                );
            }
            Command::TakeBack {
                number,
                unless_sent,
            } => {
                self.order(&Order::TakeBack {
                    number,
                    unless_sent,
                });
            }
        }
    }

    /// A worker under an attacker's control can say anything: numbers it doesn't run are not listened to.
    fn hear(&mut self, word: Word) {
        let now = Instant::now();
        match word {
            // Said only by workers that are watched: see `watched`.
            Word::Ready(_) | Word::Unfit(_) | Word::Covered(_) | Word::Debugger(_) => {}
            Word::Limit { number, report } => {
                if let Some(running) = self.running.get_mut(&number) {
                    running.limit = Some((report, now + OBEDIENCE));
                }
            }
            Word::Stuck { number } => self.lose_thread(number),
            Word::Ended { number, report } => {
                let wait = self.shared.config.wait_for_sessions;
                if let Some(running) = self.running.get_mut(&number) {
                    running.limit = None;
                    running.ended = Some((Some(report), now + GOODBYE));
                    if !wait {
                        running.answer_end();
                    }
                }
            }
            Word::Gone { number, report } => {
                self.served.end(number);
                if let Some(mut running) = self.running.remove(&number) {
                    running.answer(*report);
                }
            }
            Word::TakenBack { number } => {
                if let Some(running) = self.running.get_mut(&number) {
                    let spent = running.begun.elapsed();
                    running.answer(blank(
                        terminated(TerminationCause::Cancelled, Phase::Queued, spent),
                        false,
                    ));
                }
            }
            Word::Sessions(sessions) => {
                let before = std::mem::replace(&mut self.sessions, sessions);
                self.shared.count_sessions(&sessions, &before);
                self.shared
                    .crew
                    .note_sessions(self.post, self.worker, sessions);
            }
            Word::Standby { lane, ready } => {
                self.shared
                    .crew
                    .note_ready(self.post, self.worker, lane, ready);
            }
            Word::Clear { number } => {
                self.served.end(number);
                if let Some(mut running) = self.running.remove(&number) {
                    running.answer_end();
                    // It never said how it ended: taken back, or a worker that lies.
                    running.answer(blank(crashed("it never said how it ended"), true));
                }
            }
        }
    }
}

/// A worker that doesn't read must not keep its keeper from anything else.
async fn write_all(mut writer: OwnedWriteHalf, mut frames: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(frame) = frames.recv().await {
        if writer.write_all(&frame).await.is_err() {
            return;
        }
    }
}

async fn read_all(reader: OwnedReadHalf, words: mpsc::Sender<Word>) {
    // Small words come together: one read of the socket for all that are there.
    let mut reader = BufReader::new(reader);
    while let Ok(Some(word)) = frame::read(&mut reader).await {
        if words.send(word).await.is_err() {
            return;
        }
    }
}
