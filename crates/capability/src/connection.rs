//! A connection that the host opened for a script.

use std::fmt;
use std::io;
use std::net::SocketAddr;
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

    /// The stream alone. The host hears that the connection is closed, so only for connections that have no lease.
    pub fn into_stream(self) -> TcpStream {
        self.stream
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
