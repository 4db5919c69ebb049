//! Messages of PostgreSQL's protocol 3.0, as bytes
//! (<https://www.postgresql.org/docs/current/protocol-message-formats.html>).

use std::io;

use bytes::{BufMut as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// The largest message that is taken from a script.
const LARGEST: usize = 64 * 1024 * 1024;

/// One message: its tag, and what follows the length.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) tag: u8,
    pub(crate) body: Bytes,
}

impl Frame {
    /// The texts that a message begins with, each ended by a zero byte.
    pub(crate) fn text(&self, at: usize) -> Option<&str> {
        let piece = self.body.split(|byte| *byte == 0).nth(at)?;
        std::str::from_utf8(piece).ok()
    }

    pub(crate) fn write(&self, out: &mut BytesMut) {
        frame(out, self.tag, |out| out.extend_from_slice(&self.body));
    }

    /// A field of an ErrorResponse.
    pub(crate) fn field(&self, wanted: u8) -> Option<String> {
        let mut pieces = self.body.split(|byte| *byte == 0);
        let found = pieces.find(|piece| piece.first() == Some(&wanted))?;
        Some(String::from_utf8_lossy(found.get(1..)?).into_owned())
    }
}

/// Reads one message; `None` when the other side has gone.
pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Frame>> {
    let mut head = [0; 5];
    if let Err(error) = stream.read_exact(&mut head).await {
        let gone = error.kind() == io::ErrorKind::UnexpectedEof;
        return if gone { Ok(None) } else { Err(error) };
    }
    let [tag, a, b, c, d] = head;
    let body = body(stream, u32::from_be_bytes([a, b, c, d])).await?;
    Ok(Some(Frame { tag, body }))
}

/// Reads the first message of a connection, which has no tag.
pub(crate) async fn read_first(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Bytes> {
    let length = stream.read_u32().await?;
    body(stream, length).await
}

async fn body(stream: &mut (impl AsyncRead + Unpin), length: u32) -> io::Result<Bytes> {
    let wrong = || {
        io::Error::new(
            io::ErrorKind::InvalidData,
            "no message of PostgreSQL's protocol",
        )
    };
    let length = usize::try_from(length)
        .ok()
        .and_then(|length| length.checked_sub(4))
        .ok_or_else(wrong)?;
    if length > LARGEST {
        return Err(wrong());
    }
    let mut body = BytesMut::zeroed(length);
    stream.read_exact(&mut body).await?;
    Ok(body.freeze())
}

/// Writes a message.
pub(crate) fn frame(out: &mut BytesMut, tag: u8, body: impl FnOnce(&mut BytesMut)) {
    let start = out.len() + 1;
    out.put_u8(tag);
    out.put_u32(0);
    body(out);
    let length = u32::try_from(out.len() - start).unwrap_or(u32::MAX);
    if let Some(place) = out.get_mut(start..start + 4) {
        place.copy_from_slice(&length.to_be_bytes());
    }
}

/// Writes a text and the zero byte behind it.
pub(crate) fn text(out: &mut BytesMut, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.put_u8(0);
}

/// An ErrorResponse of ours.
pub(crate) fn error(out: &mut BytesMut, severity: &str, code: &str, message: &str) {
    frame(out, b'E', |out| {
        for (field, value) in [
            (b'S', severity),
            (b'V', severity),
            (b'C', code),
            (b'M', message),
        ] {
            out.put_u8(field);
            text(out, value);
        }
        out.put_u8(0);
    });
}

pub(crate) fn complete(out: &mut BytesMut, tag: &str) {
    frame(out, b'C', |out| text(out, tag));
}

pub(crate) fn ready(out: &mut BytesMut, status: u8) {
    frame(out, b'Z', |out| out.put_u8(status));
}

/// Parse, Bind, Describe, Execute and Sync of one statement without parameters: what a simple query is made of, but for
/// taking one statement only.
pub(crate) fn one_statement(out: &mut BytesMut, sql: &str) {
    frame(out, b'P', |out| {
        text(out, "");
        text(out, sql);
        out.put_u16(0);
    });
    frame(out, b'B', |out| {
        text(out, "");
        text(out, "");
        out.put_u16(0);
        out.put_u16(0);
        out.put_u16(0);
    });
    frame(out, b'D', |out| {
        out.put_u8(b'P');
        text(out, "");
    });
    frame(out, b'E', |out| {
        text(out, "");
        out.put_u32(0);
    });
    frame(out, b'S', |_| {});
}
