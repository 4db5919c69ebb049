//! A TCP connection that can move from one tokio runtime to another.
//!
//! A session outlives the invocation that opened it, and the next one may run on another thread: its runtime must be the
//! one that watches the socket.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A connected socket, watched by the runtime it was opened or woken on; or parked, watched by none.
pub(crate) enum Socket {
    Awake(TcpStream),
    Parked(std::net::TcpStream),
    /// Moving it failed. Nothing can be done with it any more.
    Lost,
}

impl Socket {
    /// Takes it off its runtime.
    ///
    /// # Errors
    /// As the system has them; the connection is lost then.
    pub(crate) fn park(&mut self) -> io::Result<()> {
        match std::mem::replace(self, Self::Lost) {
            Self::Awake(stream) => *self = Self::Parked(stream.into_std()?),
            other => *self = other,
        }
        Ok(())
    }

    /// Gives it to the runtime this is called on.
    ///
    /// # Errors
    /// As [`Socket::park`].
    pub(crate) fn wake(&mut self) -> io::Result<()> {
        match std::mem::replace(self, Self::Lost) {
            Self::Parked(stream) => *self = Self::Awake(TcpStream::from_std(stream)?),
            other => *self = other,
        }
        Ok(())
    }

    fn awake(self: Pin<&mut Self>) -> io::Result<Pin<&mut TcpStream>> {
        match self.get_mut() {
            Self::Awake(stream) => Ok(Pin::new(stream)),
            Self::Parked(_) | Self::Lost => Err(io::ErrorKind::NotConnected.into()),
        }
    }
}

/// What has arrived at a parked socket, without waiting for more.
impl io::Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Parked(stream) => stream.read(buffer),
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
