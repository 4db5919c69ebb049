//! Requests out, messages in: a session at work.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use bytes::BytesMut;
use connector_capability::Capabilities;
use connector_capability::meter::{Wait, Waiting};
use futures::future::{BoxFuture, FutureExt};
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::by_name::{ByName, Heard};
use crate::client::Command;
use crate::failure::Failure;
use crate::farewell;
use crate::handshake::{CancelKey, Session};
use crate::lending::Work;
use crate::limits::{Bounds, CANCEL_TIME, MAX_EVENTS, MAX_PIPELINED};
use crate::log::Log;
use crate::options::Options;
use crate::request::{Request, Until};
use crate::rows::RowSets;
use crate::stream::Stream;
use crate::talk::note_error;
use crate::wire::{Reader, Received, Taken};

/// How a session's work ends.
#[derive(Debug)]
pub(crate) enum Ending {
    /// The server hung up, or the socket failed.
    Hangup(Option<Failure>),
    /// The script said `end()`.
    Polite,
    /// At once, whatever is under way: it will be cancelled on the server.
    Cut,
    /// The same, because the invocation is over.
    Over,
}

/// A request the server hasn't fully answered.
struct Pending {
    log: Log,
    until: Until,
    simple: bool,
    /// The last answer is there; the reply waits for a cancel that must not hit the next statement.
    done: bool,
    /// An error was answered; in the extended protocol the server then skips all up to Sync.
    failed: bool,
    /// Sent as a statement that the session keeps prepared.
    by_name: Option<ByName>,
    reply: oneshot::Sender<String>,
    _waiting: Waiting,
}

/// What one turn of the loop brought.
enum Turn {
    /// Bytes went out or came in, or events were passed on.
    Moved,
    /// A cancel was delivered.
    Cancelled,
    Command(Command),
}

/// A session at work. Requests are answered in order; several may be under way.
pub(crate) struct Exchange<'a> {
    read: ReadHalf<Stream>,
    write: WriteHalf<Stream>,
    reader: Reader,
    output: BytesMut,
    unflushed: bool,
    pending: VecDeque<Pending>,
    /// The server skips everything up to a Sync it hasn't been sent.
    skipping: bool,
    /// The last request had no Sync: a transaction of the server's own is open.
    unsynced: bool,
    /// What the server said last of its transaction: `I`, `T` or `E`.
    status: u8,
    /// A cancel was asked for. Nobody knows what it hits.
    cancelled: bool,
    /// What is noted for those the session is lent to next; `None` when it isn't lent.
    work: Option<Work>,
    /// Requests that must not go out before it's clear whether the last one goes out again.
    held: VecDeque<(Request, oneshot::Sender<String>)>,
    /// What happened outside of any request, until the script takes it.
    idle: Vec<String>,
    cancelling: Option<BoxFuture<'a, ()>>,
    /// When a query that was broken off must have stopped.
    patience: Option<Instant>,
    row_sets: RowSets,
    commands: mpsc::Receiver<Command>,
    events: mpsc::Sender<String>,
    key: CancelKey,
    options: &'a Arc<Options>,
    capabilities: &'a Capabilities,
    bounds: Bounds,
}

/// A session after its work.
pub(crate) struct Rest {
    pub(crate) session: Session,
    /// What was still to be sent.
    pub(crate) output: BytesMut,
    /// The server may be working for us. Requests under way get no more answer.
    pub(crate) busy: bool,
    pub(crate) in_transaction: bool,
    /// As given, when nothing speaks against lending the session again.
    pub(crate) work: Option<Work>,
}

impl<'a> Exchange<'a> {
    pub(crate) fn new(
        session: Session,
        work: Option<Work>,
        row_sets: RowSets,
        commands: mpsc::Receiver<Command>,
        events: mpsc::Sender<String>,
        options: &'a Arc<Options>,
        capabilities: &'a Capabilities,
    ) -> Self {
        let (read, write) = tokio::io::split(session.stream);
        Self {
            read,
            write,
            reader: session.reader,
            output: BytesMut::new(),
            unflushed: false,
            pending: VecDeque::new(),
            skipping: false,
            unsynced: false,
            status: b'I',
            cancelled: false,
            work,
            held: VecDeque::new(),
            idle: Vec::new(),
            cancelling: None,
            patience: None,
            row_sets,
            commands,
            events,
            key: session.key,
            options,
            capabilities,
            bounds: Bounds::of(capabilities),
        }
    }

    /// The session, and how it was left.
    pub(crate) fn close(self) -> Rest {
        let busy = !self.pending.is_empty() || !self.held.is_empty();
        let settled = !busy && !self.cancelled && !self.unsynced;
        Rest {
            session: Session {
                stream: self.read.unsplit(self.write),
                reader: self.reader,
                key: self.key,
            },
            output: self.output,
            busy,
            in_transaction: self.status != b'I',
            work: self.work.filter(|work| settled && work.can_be_undone()),
        }
    }

    /// Works until the server hangs up or nobody is left to work for.
    pub(crate) async fn run(&mut self) -> Ending {
        let ending = self.work().await;
        // What was said before the end is still worth telling.
        while let Some(pending) = self.pending.pop_front() {
            self.answer(pending);
        }
        ending
    }

    async fn work(&mut self) -> Ending {
        loop {
            loop {
                match self.reader.take() {
                    Ok(Some(Taken::Message(received))) => self.accept(&received),
                    Ok(Some(Taken::HugeRow)) => self.huge_row(),
                    Ok(None) => break,
                    Err(failure) => return Ending::Hangup(Some(failure)),
                }
            }
            self.reader.make_room();
            let patience = self.patience;
            let turn = tokio::select! {
                biased;
                () = async { if let Some(cancelling) = &mut self.cancelling { cancelling.await } },
                    if self.cancelling.is_some() => Turn::Cancelled,
                () = async { if let Some(at) = patience { tokio::time::sleep_until(at).await } },
                    if patience.is_some() => return Ending::Hangup(None),
                place = self.events.reserve(), if !self.idle.is_empty() => match place {
                    Ok(place) => {
                        place.send(format!("[{{}},[{}]]", std::mem::take(&mut self.idle).join(",")));
                        Turn::Moved
                    }
                    Err(_) => return Ending::Cut,
                },
                pushed = push(&mut self.write, &mut self.output, &mut self.unflushed),
                    if self.unflushed || !self.output.is_empty() => match pushed {
                    Ok(()) => Turn::Moved,
                    Err(error) => return hangup(&error, "write"),
                },
                // A script that never takes its notifications makes the server wait, not this process grow.
                read = self.read.read_buf(&mut self.reader.input), if self.idle.len() < MAX_EVENTS => match read {
                    Ok(0) => return Ending::Hangup(None),
                    Ok(length) => {
                        self.reader.has_read(length);
                        Turn::Moved
                    }
                    Err(error) => return hangup(&error, "read"),
                },
                command = self.commands.recv(), if self.pending.len() + self.held.len() < MAX_PIPELINED => match command {
                    Some(command) => Turn::Command(command),
                    None => return Ending::Cut,
                },
            };
            match turn {
                Turn::Moved => {}
                Turn::Cancelled => {
                    self.cancelling = None;
                    self.settle();
                }
                Turn::Command(Command::Request(request, reply)) => {
                    self.held.push_back((request, reply));
                    self.send_held();
                }
                Turn::Command(Command::Cancel) => self.cancel(),
                // Nothing is asked of a script that is connected.
                Turn::Command(Command::Answer(..)) => {}
            }
        }
    }

    /// Sends what may be sent now, in order.
    fn send_held(&mut self) {
        while self
            .pending
            .back()
            .is_none_or(|last| last.by_name.is_none())
        {
            let Some((request, reply)) = self.held.pop_front() else {
                break;
            };
            self.send(request, reply);
        }
    }

    fn send(&mut self, mut request: Request, reply: oneshot::Sender<String>) {
        let meter = &self.capabilities.meter;
        let mut pending = Pending {
            log: Log::new(
                self.bounds.rows,
                self.bounds.row_bytes,
                self.row_sets.clone(),
            ),
            until: request.until,
            simple: request.simple,
            done: false,
            failed: false,
            by_name: None,
            reply,
            _waiting: Waiting::begin(Arc::clone(meter), Wait::Query),
        };
        // The server would skip it without a word.
        if matches!(request.until, Until::Answers(0))
            || (self.skipping && matches!(request.until, Until::Answers(_)))
        {
            self.answer(pending);
            return;
        }
        // Taken back by its caller: the invocation is about to be ended.
        if request.executes && !meter.statement_sent() {
            self.answer(pending);
            return;
        }
        meter.round_trips_made(1);
        if let Some(work) = &mut self.work {
            work.note(&request);
            // Only where a failure can be taken back: outside of transactions, and with nothing behind it on the wire.
            if self.status == b'I' && !self.unsynced && self.pending.is_empty() {
                pending.by_name = ByName::send(&mut request, &mut work.memory.statements);
            }
        }
        self.unsynced = matches!(request.until, Until::Answers(_));
        self.output.unsplit(request.bytes);
        self.pending.push_back(pending);
    }

    fn accept(&mut self, received: &Received) {
        let message = &received.message;
        if let Message::ReadyForQuery(body) = message {
            self.status = body.status();
        }
        if self.is_about_a_name(received) {
            return;
        }
        note_error(&self.capabilities.meter, message);
        let Some(front) = self.pending.front_mut().filter(|front| !front.done) else {
            self.note_idle(received);
            return;
        };
        let aside = matches!(
            message,
            Message::NoticeResponse(_)
                | Message::NotificationResponse(_)
                | Message::ParameterStatus(_)
        );
        // After a broken-off query the limit is the one thing to tell, and how the session is left.
        if aside || !front.log.is_breached() || matches!(message, Message::ReadyForQuery(_)) {
            front.log.push(received);
        }
        if aside {
            return;
        }
        match message {
            Message::DataRow(_) if front.log.is_breached() => self.break_off(),
            Message::CopyInResponse(_) => {
                // node-postgres' answer where no stream was given. In the extended protocol the server has thrown away
                // our Sync as part of the copy, so it needs another.
                let simple = front.simple;
                let _ = frontend::copy_fail("No source stream defined", &mut self.output);
                if !simple {
                    frontend::sync(&mut self.output);
                }
            }
            Message::ErrorResponse(_) => front.failed = true,
            Message::CommandComplete(body) => {
                if let Some(work) = &mut self.work {
                    work.completed(body.tag().unwrap_or_default());
                }
            }
            _ => {}
        }
        if let Some(front) = self.pending.front_mut()
            && front.until.ends_with(message)
        {
            front.done = true;
            self.settle();
        }
    }

    /// Lets a statement that went by name see a message first. Whether the script is to hear nothing of it.
    fn is_about_a_name(&mut self, received: &Received) -> bool {
        let (Some(front), Some(work)) = (self.pending.front_mut(), &mut self.work) else {
            return false;
        };
        let Some(by_name) = front.by_name.as_mut().filter(|_| !front.done) else {
            return false;
        };
        let ours = match by_name.hear(&received.message, &mut work.memory.statements) {
            Heard::Nothing => return false,
            Heard::Ours => return true,
            Heard::Bound => {
                front.log.texts("1", &[]);
                false
            }
            Heard::Failed => false,
            Heard::Again(request) => {
                self.capabilities.meter.round_trips_made(1);
                self.output.unsplit(request);
                true
            }
        };
        front.by_name = None;
        self.send_held();
        ours
    }

    fn huge_row(&mut self) {
        if let Some(front) = self.pending.front_mut() {
            front.log.huge_row();
            self.break_off();
        }
    }

    /// The query at work delivers more than it may: stop it, and keep the session.
    fn break_off(&mut self) {
        if self.patience.is_none() {
            self.cancel();
            let now = Instant::now();
            self.patience = Some(now.checked_add(CANCEL_TIME).unwrap_or(now));
        }
    }

    fn cancel(&mut self) {
        self.cancelled = true;
        if self.cancelling.is_none() {
            let (options, egress, key) =
                (self.options, self.capabilities.egress.as_ref(), self.key);
            self.cancelling = Some(farewell::cancel(options, egress, key).boxed());
        }
    }

    /// Replies to what is answered, unless a cancel is on its way that could hit what the script sends next.
    fn settle(&mut self) {
        while self.cancelling.is_none() {
            let Some(front) = self.pending.front() else {
                break;
            };
            // Sent before the error was known, skipped by the server.
            let skipped = self.skipping && matches!(front.until, Until::Answers(_));
            if !front.done && !skipped {
                break;
            }
            let Some(front) = self.pending.pop_front() else {
                break;
            };
            self.patience = None;
            match front.until {
                Until::Ready => self.skipping = false,
                Until::Answers(_) => self.skipping |= front.failed,
            }
            self.answer(front);
        }
    }

    fn answer(&self, pending: Pending) {
        self.capabilities.meter.rows_received(pending.log.rows());
        // When the script is gone nobody takes it; the task learns of that by itself.
        let _ = pending.reply.send(pending.log.finish());
    }

    fn note_idle(&mut self, received: &Received) {
        let mut log = Log::without_rows();
        log.push(received);
        let text = log.finish();
        let entry = text
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'))
            .unwrap_or_default();
        if !entry.is_empty() {
            self.idle.push(entry.to_owned());
        }
    }
}

/// Writes some of `output`, or flushes what was written.
async fn push(
    write: &mut WriteHalf<Stream>,
    output: &mut BytesMut,
    unflushed: &mut bool,
) -> io::Result<()> {
    if output.is_empty() {
        write.flush().await?;
        *unflushed = false;
    } else {
        write.write_buf(output).await?;
        *unflushed = true;
    }
    Ok(())
}

fn hangup(error: &io::Error, syscall: &'static str) -> Ending {
    // Servers that skip TLS' own good-bye are common; the connection is closed all the same.
    let orderly = error.kind() == io::ErrorKind::UnexpectedEof;
    Ending::Hangup((!orderly).then(|| Failure::socket(error, syscall)))
}
