//! One client's way to a session: a session that was given back, or a new one.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use connector_capability::Capabilities;
use postgres_protocol::message::backend::Message;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use super::key::SessionKey;
use super::reset::{Progress, Reset};
use super::sessions::{Loss, Sessions};
use super::shelf::Borrowed;
use super::statements::Statements;
use crate::failure::Failure;
use crate::handshake::{self, Broken, Session};
use crate::limits::RESET_TIME;
use crate::log::Log;
use crate::options::Options;
use crate::talk::Talk;
use crate::wire::Taken;

/// What goes with a session from borrower to borrower.
#[derive(Debug)]
pub(crate) struct Memory {
    /// What the server said while the session was opened: every borrower hears it.
    greeting: Log,
    pub(crate) statements: Statements,
    reset: Option<Reset>,
}

/// A session at rest, watched by no runtime.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) session: Session,
    memory: Memory,
}

/// A session and the duty to give it back.
pub(crate) struct Lent {
    pub(crate) session: Session,
    pub(crate) memory: Memory,
    pub(crate) loan: Loan,
}

/// A borrowed place in the pool; given back, one way or the other, when dropped.
pub(crate) struct Loan {
    sessions: Arc<Sessions>,
    key: SessionKey,
    opened: Instant,
    loss: Option<Loss>,
    returned: bool,
}

impl Drop for Loan {
    fn drop(&mut self) {
        if !self.returned {
            self.sessions.lost(self.key, self.loss);
        }
    }
}

/// A client's standing with the pool.
pub(crate) struct Lending {
    sessions: Arc<Sessions>,
    key: SessionKey,
    server: SessionKey,
    /// The borrower's number.
    invocation: u64,
    /// The invocation holds no other client.
    first: bool,
}

impl Lending {
    /// `None` where nobody lends, or where only the script itself can authenticate: its password or its judgement of a
    /// certificate may be another each time.
    pub(crate) fn of(capabilities: &Capabilities, options: &Options, first: bool) -> Option<Self> {
        let lender = capabilities.lender.as_ref()?;
        let sessions = lender.pool::<Sessions>()?;
        let asks = options.tls.as_ref().is_some_and(|tls| tls.ask_identity);
        if options.ask_password || asks {
            return None;
        }
        let keys = sessions.keys()?;
        let key = keys.session(lender.tenant(), options);
        let server = keys.server(lender.tenant(), options);
        Some(Self {
            sessions,
            key,
            server,
            invocation: lender.invocation(),
            first,
        })
    }

    /// A session that is as good as new, and in `talk` what its server said when it was.
    ///
    /// # Errors
    /// See [`Broken`]: as for a connection of one's own; besides when there is no place, or the server is known to be
    /// out of reach.
    pub(crate) async fn session(
        &self,
        options: &Options,
        capabilities: &Capabilities,
        deadline: Instant,
        max_row: u64,
        talk: &mut Talk,
    ) -> Result<Lent, Broken> {
        loop {
            match self.place(deadline).await? {
                (mut loan, Some(mut kept)) => {
                    match revive(&mut kept, self.invocation, deadline).await {
                        Ok(()) => {
                            self.sessions.count_reused();
                            kept.session.reader.limit_rows(max_row);
                            talk.log = kept.memory.greeting.clone();
                            return Ok(Lent {
                                session: kept.session,
                                memory: kept.memory,
                                loan,
                            });
                        }
                        // The script asked for a session, and there are more where this came from.
                        Err(loss) => loan.loss = Some(loss),
                    }
                }
                (mut loan, None) => {
                    let session = self
                        .open(options, capabilities, deadline, max_row, talk)
                        .await?;
                    loan.opened = Instant::now();
                    loan.loss = Some(Loss::Dead);
                    self.sessions.count_opened();
                    return Ok(Lent {
                        session,
                        memory: Memory {
                            greeting: talk.log.clone(),
                            statements: Statements::default(),
                            reset: None,
                        },
                        loan,
                    });
                }
            }
        }
    }

    /// A place, with a session in it or empty. Waits for one where waiting can't tie a knot: an invocation that holds a
    /// session already must not wait for those that wait for it.
    async fn place(&self, deadline: Instant) -> Result<(Loan, Option<Kept>), Failure> {
        loop {
            let freed = self.sessions.freed().notified();
            tokio::pin!(freed);
            // From here on nothing that becomes free is missed.
            freed.as_mut().enable();
            let loan = |opened| Loan {
                sessions: Arc::clone(&self.sessions),
                key: self.key,
                opened,
                loss: None,
                returned: false,
            };
            match self.sessions.borrow(self.key, self.first) {
                Borrowed::Session(kept, opened) => {
                    let mut loan = loan(opened);
                    loan.loss = Some(Loss::Dead);
                    return Ok((loan, Some(kept)));
                }
                Borrowed::Open => return Ok((loan(Instant::now()), None)),
                Borrowed::Full => {}
            }
            let patience = deadline.checked_sub(MARGIN).unwrap_or(deadline);
            let waited = async {
                if self.first {
                    tokio::time::timeout_at(patience.into(), freed)
                        .await
                        .is_ok()
                } else {
                    false
                }
            };
            if !waited.await {
                self.sessions.count_full();
                let config = self.sessions.config();
                let most = if self.first {
                    config.per_key
                } else {
                    config.per_key.saturating_add(config.reserve)
                };
                return Err(Failure::limit(
                    "database sessions of a tenant with the same settings",
                    most.to_string(),
                ));
            }
        }
    }

    async fn open(
        &self,
        options: &Options,
        capabilities: &Capabilities,
        deadline: Instant,
        max_row: u64,
        talk: &mut Talk,
    ) -> Result<Session, Broken> {
        if let Err(left) = self.sessions.admit(self.server) {
            return Err(unavailable(options, left).into());
        }
        let (meter, egress) = (&capabilities.meter, capabilities.egress.as_ref());
        let begun = Instant::now();
        let opening = handshake::establish(options, egress, meter, deadline, max_row, talk);
        let patience = deadline.checked_sub(MARGIN).unwrap_or(deadline);
        match tokio::time::timeout_at(patience.into(), opening).await {
            Ok(Ok(session)) => {
                self.sessions.reached(self.server);
                Ok(session)
            }
            Ok(Err(broken)) => {
                match &broken {
                    Broken::Failure(failure) if failure.is_unreachable() => {
                        self.sessions.not_reached(self.server);
                    }
                    Broken::Closed => self.sessions.not_reached(self.server),
                    Broken::Refused => self.sessions.reached(self.server),
                    // Whatever else went wrong, there was somebody to say so, or nobody was asked.
                    Broken::Failure(_) | Broken::Abandoned => {}
                }
                Err(broken)
            }
            Err(_) => {
                // A caller in a hurry says nothing of the server.
                if begun.elapsed() >= HASTE {
                    self.sessions.not_reached(self.server);
                }
                // The caller's own clock strikes next, and knows whose bound it was.
                std::future::pending().await
            }
        }
    }
}

/// A server that is up answers sooner.
const HASTE: Duration = Duration::from_millis(250);
/// So much before the caller's own clock strikes, ours does.
const MARGIN: Duration = Duration::from_millis(5);

fn unavailable(options: &Options, left: Duration) -> Failure {
    Failure::coded(
        "CONNECTOR_UNAVAILABLE",
        format!(
            "the database server at {}:{} is unavailable: it could not be reached several times in a row; the next attempt is due in {} ms",
            options.host,
            options.port,
            left.as_millis()
        ),
    )
}

/// Sees that a session at rest is alive and its reset succeeded, and gives it to this runtime.
async fn revive(kept: &mut Kept, invocation: u64, deadline: Instant) -> Result<(), Loss> {
    let Kept { session, memory } = kept;
    let mut reset = memory.reset.take().ok_or(Loss::ResetFailed)?;
    let Session { stream, reader, .. } = session;
    let open = stream.drain(&mut reader.input);
    if !matches!(open, Ok(true)) {
        return Err(Loss::Dead);
    }
    stream.wake(Some(invocation)).map_err(|_| Loss::Dead)?;
    let wait = async {
        loop {
            match reader.take() {
                Ok(Some(Taken::Message(received))) => match reset.accept(&received.message) {
                    Progress::More => {}
                    Progress::Done => break,
                    Progress::Failed => return Err(failed(&received.message)),
                },
                Ok(Some(Taken::HugeRow)) | Err(_) => return Err(Loss::ResetFailed),
                Ok(None) => {
                    reader.make_room();
                    match stream.read_buf(&mut reader.input).await {
                        Ok(0) | Err(_) => return Err(Loss::Dead),
                        Ok(_) => {}
                    }
                }
            }
        }
        // A server that has more to say is about to hang up, or has changed its mind about something we told earlier.
        if reader.input.is_empty() {
            Ok(())
        } else {
            Err(Loss::Dead)
        }
    };
    let now = Instant::now();
    let patience = now.checked_add(RESET_TIME).unwrap_or(now).min(deadline);
    tokio::time::timeout_at(patience.into(), wait)
        .await
        .unwrap_or(Err(Loss::ResetFailed))
}

/// FATAL is the server's good-bye, not its answer.
fn failed(message: &Message) -> Loss {
    use fallible_iterator::FallibleIterator as _;
    let Message::ErrorResponse(body) = message else {
        return Loss::ResetFailed;
    };
    let mut fields = body.fields();
    while let Ok(Some(field)) = fields.next() {
        if field.type_() == b'V' && field.value_bytes() != b"ERROR" {
            return Loss::Dead;
        }
    }
    Loss::ResetFailed
}

/// What the borrower has made of a session, as far as it matters to the next one.
pub(crate) struct Left {
    pub(crate) session: Session,
    pub(crate) memory: Memory,
    /// What was still to be sent.
    pub(crate) output: BytesMut,
    pub(crate) in_transaction: bool,
    /// Statements prepared by protocol under a name of the script's own.
    pub(crate) names: BTreeSet<String>,
}

impl Loan {
    /// Why the session won't come back, if it doesn't.
    pub(crate) fn will_be_lost(&mut self, loss: Loss) {
        self.loss = Some(loss);
    }

    /// Writes the reset and puts the session on the shelf. One that takes no more is closed.
    pub(crate) async fn give_back(mut self, left: Left) {
        let Left {
            mut session,
            mut memory,
            mut output,
            in_transaction,
            names,
        } = left;
        let doomed = memory.statements.take_doomed();
        let names = names.iter().chain(&doomed).map(String::as_str);
        let Some(reset) = Reset::write(in_transaction, names, &mut output) else {
            self.will_be_lost(Loss::ResetFailed);
            return;
        };
        let write = async {
            session.stream.write_all(&output).await?;
            session.stream.flush().await?;
            session.stream.park()
        };
        if !matches!(timeout(RESET_TIME, write).await, Ok(Ok(()))) {
            self.will_be_lost(Loss::Dead);
            return;
        }
        memory.reset = Some(reset);
        session.reader.shrink();
        self.returned = true;
        let kept = Kept { session, memory };
        self.sessions.give_back(self.key, kept, self.opened);
    }
}
