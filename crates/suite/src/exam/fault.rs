//! What networks do to databases: a line between the script and its PostgreSQL that refuses, lags or breaks.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

/// What is wrong with the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nobody listens.
    Down,
    /// Each piece the server sends comes so much later.
    Slow(Duration),
    /// The first query arrives, and the line breaks before its answer does.
    Dropped,
}

/// A port of this machine that leads to the server, faultily. It closes when dropped.
pub(crate) struct Line {
    port: u16,
    /// A socket that is bound and never listens: the system refuses whoever connects, and nobody else gets the port.
    _reserved: Option<TcpSocket>,
    accepting: Option<AbortHandle>,
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(accepting) = &self.accepting {
            accepting.abort();
        }
    }
}

impl Line {
    /// Opens a line to the server at `server`.
    pub(crate) async fn open(fault: Fault, server: (String, u16)) -> io::Result<Self> {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        if fault == Fault::Down {
            let socket = TcpSocket::new_v4()?;
            socket.bind(any)?;
            return Ok(Self {
                port: socket.local_addr()?.port(),
                _reserved: Some(socket),
                accepting: None,
            });
        }
        let listener = TcpListener::bind(any).await?;
        let port = listener.local_addr()?.port();
        let accepting = tokio::spawn(accept(listener, fault, server));
        Ok(Self {
            port,
            _reserved: None,
            accepting: Some(accepting.abort_handle()),
        })
    }

    /// The port on 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

/// Its connections end with it: a `JoinSet` that is dropped aborts what it holds.
async fn accept(listener: TcpListener, fault: Fault, server: (String, u16)) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        connections.spawn(carry(client, fault, server.clone()));
        while connections.try_join_next().is_some() {}
    }
}

async fn carry(client: TcpStream, fault: Fault, (host, port): (String, u16)) -> io::Result<()> {
    let server = TcpStream::connect((host.as_str(), port)).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let (asked, was_asked) = watch::channel(false);
    // Whichever way ends first ends both: the halves are dropped, and the sockets close.
    tokio::select! {
        ended = there(from_client, to_server, asked) => ended,
        ended = back(from_server, to_client, fault, was_asked) => ended,
    }
}

async fn there(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    asked: watch::Sender<bool>,
) -> io::Result<()> {
    let mut queries = Queries::default();
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            // The server's last words may still be under way.
            to.shutdown().await?;
            return std::future::pending().await;
        };
        if queries.seen_in(bytes) {
            asked.send_replace(true);
        }
        to.write_all(bytes).await?;
    }
}

async fn back(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    fault: Fault,
    asked: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return to.shutdown().await;
        };
        match fault {
            Fault::Slow(time) => tokio::time::sleep(time).await,
            Fault::Dropped if *asked.borrow() => return Ok(()),
            Fault::Dropped | Fault::Down => {}
        }
        to.write_all(bytes).await?;
    }
}

/// Finds the first query in what a client sends, however it is cut into pieces.
#[derive(Debug, Default)]
struct Queries {
    /// The start of a message whose head has not come whole.
    head: Vec<u8>,
    /// Bytes of the current message that are still to come.
    left: usize,
    /// Messages without a tag come first: one for each TLS or GSS request, then the start-up.
    started: bool,
    seen: bool,
}

/// What stands where a start-up message has its protocol version, for requests that the same stream goes on after.
const ENCRYPTION: [u32; 2] = [80_877_103, 80_877_104];

impl Queries {
    fn seen_in(&mut self, mut bytes: &[u8]) -> bool {
        while let Some((&byte, rest)) = bytes.split_first() {
            if self.left > 0 {
                let skipped = self.left.min(bytes.len());
                self.left -= skipped;
                bytes = bytes.get(skipped..).unwrap_or_default();
                continue;
            }
            self.head.push(byte);
            bytes = rest;
            let length = |at: usize| {
                let four = self.head.get(at..at + 4)?;
                four.try_into().ok().map(u32::from_be_bytes)
            };
            if self.started {
                let Some(length) = length(1) else { continue };
                self.seen |= matches!(self.head.first(), Some(b'Q' | b'P' | b'E'));
                self.left = usize::try_from(length).unwrap_or(0).saturating_sub(4);
            } else {
                let (Some(length), Some(version)) = (length(0), length(4)) else {
                    continue;
                };
                self.started = !ENCRYPTION.contains(&version);
                self.left = usize::try_from(length).unwrap_or(0).saturating_sub(8);
            }
            self.head.clear();
        }
        self.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(tag: Option<u8>, body: &[u8]) -> Vec<u8> {
        let mut bytes: Vec<u8> = tag.into_iter().collect();
        bytes.extend(u32::try_from(body.len() + 4).unwrap().to_be_bytes());
        bytes.extend(body);
        bytes
    }

    #[test]
    fn a_query_is_found_however_the_stream_is_cut() {
        let request = message(None, &ENCRYPTION[0].to_be_bytes());
        let start = message(None, b"\0\x03\0\0user\0QPE\0\0");
        let password = message(Some(b'p'), b"QQQQ\0");
        let before: Vec<u8> = [request, start, password].concat();
        let query = message(Some(b'Q'), b"SELECT 1\0");
        for piece in [1, 2, 3, 7, 1000] {
            let mut queries = Queries::default();
            assert!(
                !before.chunks(piece).any(|bytes| queries.seen_in(bytes)),
                "{piece}"
            );
            assert!(
                query.chunks(piece).any(|bytes| queries.seen_in(bytes)),
                "{piece}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_down_refuses_and_keeps_its_port() {
        let line = Line::open(Fault::Down, ("127.0.0.1".to_owned(), 1))
            .await
            .unwrap();
        for _ in 0..3 {
            let refused = TcpStream::connect((Ipv4Addr::LOCALHOST, line.port())).await;
            assert_eq!(
                refused.unwrap_err().kind(),
                io::ErrorKind::ConnectionRefused
            );
        }
    }
}
