//! One client of a script: a task of its own, which connects, talks, and always leaves the server clean.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use connector_capability::Capabilities;
use connector_capability::meter::{Wait, Waiting};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::exchange::{Ending, Exchange, Rest};
use crate::failure::Failure;
use crate::farewell;
use crate::handshake::{self, Broken, Session};
use crate::lending::borrow::{Left, Lending, Lent, Loan, Memory};
use crate::lending::{Loss, Work};
use crate::limits::Bounds;
use crate::options::Options;
use crate::request::Request;
use crate::rows::RowSets;
use crate::talk::Talk;

/// What the ops tell the task.
pub(crate) enum Command {
    /// The script's answer to a question asked while connecting, and where our next word goes.
    Answer(Option<String>, oneshot::Sender<String>),
    /// Send this; the log of what the server answers goes there.
    Request(Request, oneshot::Sender<String>),
    /// Ask the server to give up the statement it works on.
    Cancel,
}

/// Everything a client's task starts with.
pub(crate) struct Client {
    pub(crate) options: Arc<Options>,
    pub(crate) capabilities: Capabilities,
    pub(crate) bounds: Bounds,
    /// The invocation holds no other client.
    pub(crate) first: bool,
    /// Shared by the invocation's clients: see [`Work`].
    pub(crate) struck: Arc<AtomicBool>,
    /// The op that waits for the connection.
    pub(crate) first_reply: oneshot::Sender<String>,
    pub(crate) commands: mpsc::Receiver<Command>,
    /// Rows of answers, until the script's side takes them.
    pub(crate) row_sets: RowSets,
    /// What happens while no request is under way, and finally the end.
    pub(crate) events: mpsc::Sender<String>,
    /// The script said `end()`.
    pub(crate) end: CancellationToken,
    /// The script, or its host, wants the client gone whatever it is doing.
    pub(crate) terminate: CancellationToken,
}

impl Client {
    /// Lives until the session is closed and the server knows it.
    pub(crate) async fn run(self) {
        let Self {
            options,
            capabilities,
            bounds,
            first,
            struck,
            first_reply,
            commands,
            row_sets,
            events,
            end,
            terminate,
        } = self;
        let mut talk = Talk::new(first_reply, commands, Arc::clone(&capabilities.meter));
        let lending = Lending::of(&capabilities, &options, first);
        let connected = {
            let _waiting = Waiting::begin(Arc::clone(&capabilities.meter), Wait::Pool);
            tokio::select! {
                biased;
                () = capabilities.over.cancelled() => Err(Broken::Abandoned),
                () = terminate.cancelled() => Err(Broken::Abandoned),
                () = end.cancelled() => Err(Broken::Abandoned),
                connected = connect(lending.as_ref(), &options, &capabilities, bounds, &mut talk) => connected,
            }
        };
        let Opened { session, lent } = match connected {
            Ok(opened) => opened,
            Err(broken) => {
                let failure = match &broken {
                    Broken::Failure(failure) => Some(failure),
                    Broken::Refused | Broken::Closed | Broken::Abandoned => None,
                };
                talk.broken(failure);
                let _ = events.send(closed_event(None)).await;
                return;
            }
        };
        let (memory, mut loan) = lent.unzip();
        let key = session.key;
        talk.connected();
        let mut exchange = Exchange::new(
            session,
            memory.map(|memory| Work::new(memory, struck)),
            row_sets.clone(),
            talk.commands,
            events.clone(),
            &options,
            &capabilities,
        );
        let ending = tokio::select! {
            biased;
            () = capabilities.over.cancelled() => Ending::Over,
            () = tokio::time::sleep_until(capabilities.deadline.into()) => Ending::Over,
            () = terminate.cancelled() => Ending::Cut,
            () = end.cancelled() => Ending::Polite,
            ending = exchange.run() => ending,
        };
        if matches!(ending, Ending::Over) {
            row_sets.clear();
        }
        let mut rest = exchange.close();
        if matches!(ending, Ending::Polite | Ending::Over)
            && let Some(work) = rest.work.take()
            && let Some(loan) = loan.take()
        {
            give_back(rest, work, loan).await;
            if matches!(ending, Ending::Polite) {
                let _ = events.try_send(closed_event(None));
            }
            return;
        }
        if let Some(loan) = &mut loan
            && !matches!(ending, Ending::Hangup(_))
        {
            loan.will_be_lost(Loss::Kept);
        }
        let Rest {
            session,
            output,
            busy,
            ..
        } = rest;
        match ending {
            Ending::Hangup(failure) => {
                let _ = events.try_send(closed_event(failure.as_ref()));
            }
            // Someone waits for this end, so it is told when the server has closed the session.
            Ending::Polite if !busy => {
                farewell::say_goodbye(session.stream, output).await;
                let _ = events.try_send(closed_event(None));
            }
            Ending::Polite | Ending::Cut | Ending::Over => {
                // A script whose time is up isn't told: it would only take its end for a fault of the database.
                if !matches!(ending, Ending::Over) {
                    let _ = events.try_send(closed_event(None));
                }
                if busy {
                    let egress = capabilities.egress.as_ref();
                    farewell::break_away(session.stream, output, &options, egress, key).await;
                } else {
                    farewell::say_goodbye(session.stream, output).await;
                }
            }
        }
    }
}

async fn give_back(rest: Rest, work: Work, loan: Loan) {
    let (names, memory) = work.into_parts();
    loan.give_back(Left {
        session: rest.session,
        memory,
        output: rest.output,
        in_transaction: rest.in_transaction,
        names,
    })
    .await;
}

/// A session to work with.
struct Opened {
    session: Session,
    /// What goes with it when it's the host's, to be given back.
    lent: Option<(Memory, Loan)>,
}

/// The event that ends a client, with the reason when the socket had one.
fn closed_event(failure: Option<&Failure>) -> String {
    serde_json::json!([{ "closed": true, "error": failure }, []]).to_string()
}

/// Connects within the shortest of three bounds: the script's, the host's, the invocation's.
async fn connect(
    lending: Option<&Lending>,
    options: &Options,
    capabilities: &Capabilities,
    bounds: Bounds,
    talk: &mut Talk,
) -> Result<Opened, Broken> {
    let host_bound = bounds.connect;
    let script_bound = (options.connect_timeout > 0.0).then(|| {
        Duration::try_from_secs_f64(options.connect_timeout / 1000.0).unwrap_or(Duration::MAX)
    });
    let shortest = script_bound.map_or(host_bound, |script| script.min(host_bound));
    let now = Instant::now();
    let deadline = now
        .checked_add(shortest)
        .unwrap_or(now)
        .min(capabilities.deadline);
    let session = async {
        let max_row = bounds.row_bytes;
        if let Some(lending) = lending {
            let lent = lending.session(options, capabilities, deadline, max_row, talk);
            let Lent {
                session,
                memory,
                loan,
            } = lent.await?;
            let lent = Some((memory, loan));
            return Ok(Opened { session, lent });
        }
        let (egress, meter) = (capabilities.egress.as_ref(), &capabilities.meter);
        let plain;
        let options = if capabilities.relay_encrypts {
            plain = Options {
                tls: None,
                ..options.clone()
            };
            &plain
        } else {
            options
        };
        let own = handshake::establish(options, egress, meter, deadline, max_row, talk);
        let (session, lent) = (own.await?, None);
        Ok(Opened { session, lent })
    };
    let too_late = || {
        if script_bound.is_some_and(|script| script <= host_bound) {
            Failure::new("timeout expired")
        } else {
            Failure::limit(
                "connecting to a database",
                format!("{} ms", host_bound.as_millis()),
            )
        }
    };
    match tokio::time::timeout_at(deadline.into(), session).await {
        Ok(Err(Broken::Failure(failure)))
            if Instant::now() >= deadline && !failure.is_of_host() =>
        {
            Err(too_late().into())
        }
        Ok(result) => result,
        Err(_) => Err(too_late().into()),
    }
}
