//! The byte stream under a session: plain TCP or TLS.

use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::BytesMut;
use connector_capability::connection::Connection;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::client::TlsStream;

use crate::socket::Socket;

/// A connected stream.
pub(crate) enum Stream {
    Plain(Socket),
    Tls(Box<TlsStream<Socket>>),
}

/// A session that nobody uses says little. One that said more than this is no session to go on with.
const MAX_DRAINED: usize = 64 * 1024;

impl Stream {
    /// The connection under it, unless it is parked.
    pub(crate) fn connection(&self) -> Option<&Connection> {
        match self {
            Self::Plain(socket) => socket.connection(),
            Self::Tls(stream) => stream.get_ref().0.connection(),
        }
    }

    /// Takes the stream off its runtime: see [`Socket::park`].
    pub(crate) fn park(&mut self) -> io::Result<()> {
        self.socket().park()
    }

    /// Gives a parked stream to the runtime this is called on: see [`Socket::wake`].
    pub(crate) fn wake(&mut self, invocation: Option<u64>) -> io::Result<()> {
        self.socket().wake(invocation)
    }

    fn socket(&mut self) -> &mut Socket {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(stream) => stream.get_mut().0,
        }
    }

    /// Moves to `input` what has arrived at a parked stream, without waiting. Whether the stream is still open.
    ///
    /// # Errors
    /// As the socket or TLS have them; or when there is more than a session at rest could have to say.
    pub(crate) fn drain(&mut self, input: &mut BytesMut) -> io::Result<bool> {
        let mut chunk = [0; 4096];
        while input.len() <= MAX_DRAINED {
            let read = match self {
                Self::Plain(socket) => socket.read(&mut chunk),
                Self::Tls(stream) => {
                    let (socket, tls) = stream.get_mut();
                    match tls.reader().read(&mut chunk) {
                        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                            match tls.read_tls(socket) {
                                Ok(0) => return Ok(false),
                                Ok(_) => {
                                    tls.process_new_packets().map_err(io::Error::other)?;
                                    continue;
                                }
                                Err(error) => Err(error),
                            }
                        }
                        read => read,
                    }
                }
            };
            match read {
                Ok(0) => return Ok(false),
                Ok(length) => input.extend_from_slice(chunk.get(..length).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(true),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::InvalidData.into())
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
