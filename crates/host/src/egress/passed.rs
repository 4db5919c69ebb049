//! The worker's side: connections that somebody else opens.

use std::collections::HashMap;
use std::io;
use std::net::TcpStream as StdTcpStream;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use connector_capability::connection::{Connection, Lease};
use connector_capability::egress::{Egress, EgressError};
use futures::future::BoxFuture;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use super::socket;
use super::wire::{self, MAX_HOST_BYTES, Refusal, Reply, Request};

/// The parent has said something by then in any case: it keeps the same deadline.
const GRACE: Duration = Duration::from_millis(500);

/// Connections by way of the parent. Clones, and all invocations, share one socket.
#[derive(Clone)]
pub(crate) struct PassedEgress {
    channel: Arc<Channel>,
    /// Whom the connections are for; zero is nobody.
    invocation: u64,
}

struct Channel {
    socket: OwnedFd,
    waiting: Mutex<Waiting>,
}

/// Who waits for which connection.
#[derive(Default)]
struct Waiting {
    last: u64,
    /// The parent has hung up.
    closed: bool,
    answers: HashMap<u64, oneshot::Sender<Result<Lent, Refusal>>>,
}

/// A connection as it arrived. The parent hears of its end, whatever becomes of it.
struct Lent {
    stream: StdTcpStream,
    token: Token,
}

/// Tells the parent, when dropped, that a connection is closed.
struct Token {
    channel: Arc<Channel>,
    id: u64,
}

impl PassedEgress {
    /// Takes the socket to the parent, and starts the thread that listens to it. The isolates' own threads can't: a script may
    /// keep one of them busy while another waits for its connection.
    ///
    /// # Errors
    /// When the system has no thread left to give.
    pub(crate) fn start(socket: OwnedFd) -> io::Result<Self> {
        let channel = Arc::new(Channel {
            socket,
            waiting: Mutex::default(),
        });
        thread::Builder::new().name("egress".into()).spawn({
            let channel = Arc::clone(&channel);
            move || listen(&channel)
        })?;
        Ok(Self {
            channel,
            invocation: 0,
        })
    }

    async fn ask(&self, host: &str, port: u16, deadline: Instant) -> Result<Connection, Refusal> {
        if host.len() > MAX_HOST_BYTES {
            return Err(Refusal::NotFound);
        }
        let wait = deadline.saturating_duration_since(Instant::now());
        let answer = self.channel.send(|id| Request::Connect {
            id,
            invocation: self.invocation,
            host: host.to_owned(),
            port,
            timeout_ms: u32::try_from(wait.as_millis()).unwrap_or(u32::MAX),
        });
        let until = deadline.checked_add(GRACE).unwrap_or(deadline);
        let lent = match tokio::time::timeout_at(until.into(), answer).await {
            Ok(Ok(answer)) => answer?,
            // The parent is gone, and this process is about to be; or it is too slow.
            Ok(Err(_)) | Err(_) => return Err(Refusal::TimedOut),
        };
        let Lent { stream, token } = lent;
        let stream = stream
            .set_nonblocking(true)
            .and_then(|()| TcpStream::from_std(stream));
        let stream = stream.map_err(|_| Refusal::TimedOut)?;
        Ok(Connection::lent(stream, Box::new(token)))
    }
}

impl Egress for PassedEgress {
    fn connect<'a>(
        &'a self,
        host: &'a str,
        port: u16,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Connection, EgressError>> {
        Box::pin(async move {
            let asked = self.ask(host, port, deadline).await;
            asked.map_err(|refusal| refusal.into_error(host, port))
        })
    }

    fn for_invocation(&self, number: u64) -> Option<Arc<dyn Egress>> {
        Some(Arc::new(Self {
            channel: Arc::clone(&self.channel),
            invocation: number,
        }))
    }
}

impl Channel {
    /// Sends a request for a new connection; the answer comes through the receiver, which is closed when none can come.
    fn send(
        &self,
        request: impl FnOnce(u64) -> Request,
    ) -> oneshot::Receiver<Result<Lent, Refusal>> {
        let (sender, receiver) = oneshot::channel();
        // Sent under the lock: the parent insists that ids arrive in order.
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.last += 1;
        let id = waiting.last;
        if !waiting.closed && self.tell(&request(id)).is_ok() {
            waiting.answers.insert(id, sender);
        }
        receiver
    }

    fn tell(&self, request: &Request) -> io::Result<()> {
        socket::send(&self.socket, &wire::encode(request)?, None)
    }

    fn take(&self, id: u64) -> Option<oneshot::Sender<Result<Lent, Refusal>>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.answers.remove(&id)
    }
}

impl Lease for Token {
    fn session(&self, process_id: i32, secret_key: i32) {
        let _ = self.channel.tell(&Request::Session {
            id: self.id,
            process_id,
            secret_key,
        });
    }

    fn parked(&self) {
        let _ = self.channel.tell(&Request::Parked { id: self.id });
    }

    fn borrowed(&self, invocation: u64) {
        let id = self.id;
        let _ = self.channel.tell(&Request::Borrowed { id, invocation });
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        // A parent that is gone has nothing to keep account of.
        let _ = self.channel.tell(&Request::Closed { id: self.id });
    }
}

/// Hands the parent's answers to those who wait for them, until the parent hangs up.
fn listen(channel: &Arc<Channel>) {
    loop {
        let (bytes, descriptor) = match socket::receive(&channel.socket) {
            Ok(Some(message)) => message,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Ok(None) | Err(_) => break,
        };
        let (id, answer) = match wire::decode(&bytes) {
            Ok(Reply::Connected { id }) => {
                let token = Token {
                    channel: Arc::clone(channel),
                    id,
                };
                // None arrives when the process has as many descriptors as it may.
                let stream = descriptor.map(StdTcpStream::from);
                let lent = stream.map(|stream| Lent { stream, token });
                (id, lent.ok_or(Refusal::TimedOut))
            }
            Ok(Reply::Refused { id, refusal }) => (id, Err(refusal)),
            Err(_) => continue,
        };
        // Nobody may be waiting any more: what arrived is closed then, and the parent told so.
        if let Some(sender) = channel.take(id) {
            let _ = sender.send(answer);
        }
    }
    let mut waiting = channel
        .waiting
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    waiting.closed = true;
    waiting.answers.clear();
}
