//! A TCP connection that can move from one tokio runtime to another.
//!
//! A session outlives the invocation that opened it, and the next one may run on another thread: its runtime must be the
//! one that watches the socket.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use connector_capability::connection::{Connection, Parked};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A connection, watched by the runtime it was opened or woken on; or parked, watched by none. What the host keeps of it
/// goes with it.
pub(crate) enum Socket {
    Awake(Connection),
    Parked(Parked),
    /// Moving it failed. Nothing can be done with it any more.
    Lost,
}

impl Socket {
    /// The connection, unless it is parked.
    pub(crate) fn connection(&self) -> Option<&Connection> {
        match self {
            Self::Awake(connection) => Some(connection),
            Self::Parked(_) | Self::Lost => None,
        }
    }

    /// Takes it off its runtime. The host hears that nobody uses it.
    ///
    /// # Errors
    /// As the system has them; the connection is lost then.
    pub(crate) fn park(&mut self) -> io::Result<()> {
        match std::mem::replace(self, Self::Lost) {
            Self::Awake(connection) => *self = Self::Parked(connection.park()?),
            other => *self = other,
        }
        Ok(())
    }

    /// Gives it to the runtime this is called on, for the use of `invocation`: see [`Parked::wake`].
    ///
    /// # Errors
    /// As [`Socket::park`].
    pub(crate) fn wake(&mut self, invocation: Option<u64>) -> io::Result<()> {
        match std::mem::replace(self, Self::Lost) {
            Self::Parked(parked) => *self = Self::Awake(parked.wake(invocation)?),
            other => *self = other,
        }
        Ok(())
    }

    fn awake(self: Pin<&mut Self>) -> io::Result<Pin<&mut Connection>> {
        match self.get_mut() {
            Self::Awake(connection) => Ok(Pin::new(connection)),
            Self::Parked(_) | Self::Lost => Err(io::ErrorKind::NotConnected.into()),
        }
    }
}

/// What has arrived at a parked socket, without waiting for more.
impl io::Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Parked(parked) => parked.read(buffer),
            Self::Awake(_) | Self::Lost => Err(io::ErrorKind::NotConnected.into()),
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.awake()?.poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.awake()?.poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.awake()?.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.awake()?.poll_shutdown(cx)
    }
}
