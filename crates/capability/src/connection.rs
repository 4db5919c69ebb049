//! A connection that the host opened for a script, and that may outlive the invocation that asked for it.

use std::fmt;
use std::io::{self, Read};
use std::net::{SocketAddr, TcpStream as StdTcpStream};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// What the host keeps of a connection it lent. Dropped when the connection is closed.
pub trait Lease: Send + Sync {
    /// Tells the host how a PostgreSQL server can be asked to give up what this connection's session is doing, for the
    /// case that the process ends before it can ask by itself.
    fn session(&self, process_id: i32, secret_key: i32) {
        let _ = (process_id, secret_key);
    }

    /// Tells the host that the connection rests: no invocation uses it, and nothing is under way on it.
    fn parked(&self) {}

    /// Tells the host which invocation uses the connection from here on, before anything is sent for it.
    fn borrowed(&self, invocation: u64) {
        let _ = invocation;
    }
}

/// A connected TCP stream, and what its host must be told of it.
pub struct Connection {
    // Fields are dropped in this order: the host hears of the end when the stream is closed.
    stream: TcpStream,
    lease: Option<Box<dyn Lease>>,
}

impl Connection {
    /// A connection of which the host keeps nothing.
    pub fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            lease: None,
        }
    }

    /// A connection that the host keeps an account of.
    pub fn lent(stream: TcpStream, lease: Box<dyn Lease>) -> Self {
        Self {
            stream,
            lease: Some(lease),
        }
    }

    /// Tells the host of the session that was made on this connection; see [`Lease::session`].
    pub fn tell_session(&self, process_id: i32, secret_key: i32) {
        if let Some(lease) = &self.lease {
            lease.session(process_id, secret_key);
        }
    }

    /// The address at the other end; `None` when the connection is already gone.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.stream.peer_addr().ok()
    }

    /// Takes the connection off its runtime, and tells the host that it rests.
    ///
    /// # Errors
    /// As the system has them; the connection is closed then.
    pub fn park(self) -> io::Result<Parked> {
        let Self { stream, lease } = self;
        let stream = stream.into_std()?;
        if let Some(lease) = &lease {
            lease.parked();
        }
        Ok(Parked { stream, lease })
    }

    /// The stream alone. The host hears that the connection is closed, so only for connections that have no lease.
    pub fn into_stream(self) -> TcpStream {
        self.stream
    }
}

/// A connection at rest: watched by no runtime, used by no invocation. Closed when dropped.
pub struct Parked {
    // Fields are dropped in this order, as in [`Connection`].
    stream: StdTcpStream,
    lease: Option<Box<dyn Lease>>,
}

impl Parked {
    /// Gives the connection to the runtime this is called on. `invocation` is who uses it from here on, of which the
    /// host is told; `None` where it is only to be closed in good order.
    ///
    /// # Errors
    /// As the system has them; the connection is closed then.
    pub fn wake(self, invocation: Option<u64>) -> io::Result<Connection> {
        let Self { stream, lease } = self;
        if let (Some(lease), Some(invocation)) = (&lease, invocation) {
            lease.borrowed(invocation);
        }
        let stream = TcpStream::from_std(stream)?;
        Ok(Connection { stream, lease })
    }
}

impl fmt::Debug for Parked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parked").finish_non_exhaustive()
    }
}

/// What has arrived, without waiting for more.
impl Read for Parked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("peer", &self.peer())
            .finish_non_exhaustive()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
