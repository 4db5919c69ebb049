//! The parent's side: opens connections for one worker, and keeps a copy of each until the worker has closed it.
//!
//! The copy is what makes the account honest. Closing it shuts the connection for the worker too, so a worker can't
//! have more connections than it admits to; and when the worker ends otherwise than in good order, the parent can still
//! end the sessions it left.
//!
//! A connection may outlive the invocation it was opened for, and be used by another of the same tenant. It is its
//! tenant's all the time, so it keeps its place in the account; only one that is in use is cancelled.
//!
//! A worker that an attacker controls can send anything. Messages are bounded in length and connections in number, ids
//! only grow, and at the first message that is none of ours the worker gets no connections any more.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream as StdTcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream as StdUnixStream;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use connector_capability::egress::{DirectEgress, Egress as _};
use tokio::io::Interest;
use tokio::net::UnixStream;
use tokio::sync::{Notify, Semaphore};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use super::account::{Invocation, Served};
use super::farewell::SessionKey;
use super::held::{self, Held};
use super::socket;
use super::wire::{self, Bound, Refusal, Reply, Request};

/// Connections under way for one worker at the same time. Each takes a place among tokio's blocking threads while its
/// name is resolved.
const MAX_OPENING: usize = 128;
/// Requests that a worker may have unanswered: those under way, and those that wait for their turn.
const MAX_UNANSWERED: usize = 1_024;
/// Longer than any invocation may live.
const MAX_WAIT: Duration = Duration::from_secs(30);
/// How long it may take to read what a worker said before it died.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// The connections of one worker.
#[derive(Debug)]
pub(crate) struct Broker {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    /// Not a stream of bytes, for all its type: tokio watches it, and [`socket`] reads and writes it.
    socket: UnixStream,
    served: Served,
    held: Mutex<HashMap<u64, Held>>,
    opening: Semaphore,
    /// Told when the worker has closed a connection.
    closed: Notify,
    /// Nothing more is heard from the worker.
    deaf: CancellationToken,
}

impl Broker {
    /// Serves the worker at the other end of `socket`, which must not block, until it hangs up.
    ///
    /// # Errors
    /// When tokio can't watch the socket.
    pub(crate) fn start(socket: OwnedFd, served: Served) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            socket: UnixStream::from_std(StdUnixStream::from(socket))?,
            served,
            held: Mutex::default(),
            opening: Semaphore::new(MAX_OPENING),
            closed: Notify::new(),
            deaf: CancellationToken::new(),
        });
        let task = tokio::spawn(serve(Arc::clone(&shared)));
        Ok(Self { shared, task })
    }

    /// Returns when no session of the worker rests any more.
    pub(crate) async fn none_rests(&self) {
        loop {
            let closed = self.shared.closed.notified();
            tokio::pin!(closed);
            closed.as_mut().enable();
            if !self
                .shared
                .held(|held| held.values().any(|held| held.rests))
            {
                return;
            }
            closed.await;
        }
    }

    /// Ends the sessions that the worker left behind. Call it when the worker's process is gone.
    pub(crate) async fn finish(&self) {
        // Which of them rest is perhaps still to be read.
        let _ = timeout(LAST_WORDS, self.shared.deaf.cancelled()).await;
        self.task.abort();
        held::end_all(self.shared.take_all()).await;
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.task.abort();
        let left = self.shared.take_all();
        if !left.is_empty()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(held::end_all(left));
        }
    }
}

impl Shared {
    fn held<R>(&self, act: impl FnOnce(&mut HashMap<u64, Held>) -> R) -> R {
        act(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn take_all(&self) -> Vec<Held> {
        self.held(|held| held.drain().map(|(_, held)| held).collect())
    }

    /// The worker's next request; `None` when it has hung up.
    async fn hear(&self) -> io::Result<Option<Request>> {
        let read = || socket::receive_bytes(&self.socket);
        match self.socket.async_io(Interest::READABLE, read).await? {
            Some(bytes) => wire::decode(&bytes).map(Some),
            None => Ok(None),
        }
    }

    async fn say(&self, reply: &Reply, connection: Option<&StdTcpStream>) -> io::Result<()> {
        let bytes = wire::encode(reply)?;
        let write = || {
            let descriptor = connection.map(StdTcpStream::as_fd);
            socket::send(&self.socket, &bytes, descriptor)
        };
        self.socket.async_io(Interest::WRITABLE, write).await
    }
}

async fn serve(shared: Arc<Shared>) {
    let _deaf = shared.deaf.clone().drop_guard();
    let mut opening = JoinSet::new();
    let mut last = 0;
    let why = loop {
        // Those that are done leave the set.
        while opening.try_join_next().is_some() {}
        match shared.hear().await {
            Ok(None) => return,
            Err(error) => break error.to_string(),
            Ok(Some(Request::Connect { id, .. })) if id <= last => {
                break "it used an id twice".to_owned();
            }
            Ok(Some(Request::Connect {
                id,
                invocation,
                host,
                port,
                timeout_ms,
            })) => {
                last = id;
                let now = Instant::now();
                let wait = Duration::from_millis(timeout_ms.into()).min(MAX_WAIT);
                let wanted = Wanted {
                    id,
                    invocation,
                    host,
                    port,
                    deadline: now.checked_add(wait).unwrap_or(now),
                };
                opening.spawn(answer(Arc::clone(&shared), wanted));
                if opening.len() > MAX_UNANSWERED {
                    break "it asks faster than it listens".to_owned();
                }
            }
            Ok(Some(Request::Session {
                id,
                process_id,
                secret_key,
            })) => shared.held(|held| {
                if let Some(held) = held.get_mut(&id) {
                    held.session = Some(SessionKey {
                        process_id,
                        secret_key,
                    });
                }
            }),
            Ok(Some(Request::Parked { id })) => shared.held(|held| {
                if let Some(held) = held.get_mut(&id) {
                    held.rests = true;
                }
            }),
            Ok(Some(Request::Borrowed { id, invocation })) => {
                let borrower = shared.served.get(invocation);
                let lent = shared.held(|held| held::lend(held, id, borrower.as_ref()));
                if let Err(why) = lent {
                    break why.to_owned();
                }
            }
            Ok(Some(Request::Closed { id })) => {
                if let Some(held) = shared.held(|held| held.remove(&id)) {
                    held.close();
                }
                shared.closed.notify_waiters();
            }
        }
    };
    tracing::error!(why, "a worker broke the rules and gets no more connections");
    // What it does with those it has is not heard any more.
    shared.held(|all| all.values_mut().for_each(|held| held.rests = false));
    let _ = rustix::net::shutdown(&shared.socket, rustix::net::Shutdown::Both);
}

/// A connection that a worker asked for.
struct Wanted {
    id: u64,
    invocation: u64,
    host: String,
    port: u16,
    deadline: Instant,
}

impl Wanted {
    /// Whether it names this very address; a name that may lead there does not.
    fn is(&self, address: SocketAddr) -> bool {
        let host = self.host.parse::<IpAddr>();
        host.is_ok_and(|host| SocketAddr::new(host, self.port) == address)
    }
}

/// Opens a connection as soon as there is room, and hands it over, or says why not.
async fn answer(shared: Arc<Shared>, wanted: Wanted) {
    let id = wanted.id;
    let turn = timeout_at(wanted.deadline.into(), shared.opening.acquire());
    let opened = match turn.await {
        Ok(Ok(_permit)) => open(&shared, &wanted).await,
        Ok(Err(_)) | Err(_) => Err(Refusal::limited(Bound::Opening, MAX_OPENING.to_string())),
    };
    let told = match opened {
        Ok((connection, held)) => {
            // Kept before it is sent: the worker may close it before we get around to anything else.
            shared.held(|all| all.insert(id, held));
            shared
                .say(&Reply::Connected { id }, Some(&connection))
                .await
        }
        Err(refusal) => shared.say(&Reply::Refused { id, refusal }, None).await,
    };
    if told.is_err()
        && let Some(held) = shared.held(|all| all.remove(&id))
    {
        held.close();
    }
}

/// The connection, and the copy of it to keep.
async fn open(shared: &Shared, wanted: &Wanted) -> Result<(StdTcpStream, Held), Refusal> {
    let forbidden = |reason: &str| Refusal::Forbidden {
        reason: reason.to_owned(),
    };
    let invocation = shared.served.get(wanted.invocation);
    let Invocation {
        account,
        only_address,
    } = invocation.ok_or_else(|| forbidden("there is no such invocation"))?;
    if only_address.is_some_and(|only| !wanted.is(only)) {
        return Err(forbidden(
            "this call may reach the database of its rehearsal only",
        ));
    }
    let place = account.admit()?;
    let egress = DirectEgress {
        policy: account.policy(),
    };
    let connected = egress
        .connect(&wanted.host, wanted.port, wanted.deadline)
        .await;
    let connected = match connected {
        Ok(connection) => connection,
        Err(error) => {
            place.failed();
            return Err(error.into());
        }
    };
    let pair = connected
        .into_stream()
        .into_std()
        .and_then(|connection| Ok((connection.try_clone()?, connection)));
    // Out of descriptors, most likely. The one who asked can't do anything about it.
    let (copy, connection) = pair.map_err(|error| {
        tracing::error!(%error, "a connection could not be handed over");
        Refusal::TimedOut
    })?;
    let held = Held {
        connection: copy,
        session: None,
        rests: false,
        place,
    };
    Ok((connection, held))
}

#[cfg(test)]
mod tests;
