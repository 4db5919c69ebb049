//! Cutting what the server sends into messages.

use std::io;

use bytes::{Buf, BytesMut};
use postgres_protocol::message::backend::{Header, Message};

use crate::failure::Failure;
use crate::limits::MAX_MESSAGE_BYTES;

/// One message of the server.
pub(crate) struct Received {
    /// The message's own length field: its body and the four bytes of the field.
    pub(crate) length: i32,
    pub(crate) message: Message,
}

/// What stood at the head of the input.
pub(crate) enum Taken {
    /// A whole message.
    Message(Received),
    /// A row larger than a query may deliver; its bytes are passed over as they come.
    HugeRow,
}

/// Takes messages off a growing input, never holding more of one than its bound.
#[derive(Debug)]
pub(crate) struct Reader {
    /// Bytes received and not yet cut.
    pub(crate) input: BytesMut,
    skip: usize,
    max_row: usize,
    /// Bytes to ask the socket for at once.
    room: usize,
}

const FIRST_ROOM: usize = 8 * 1024;
const MAX_ROOM: usize = 256 * 1024;

const DATA_ROW: u8 = b'D';
const COPY_DATA: u8 = b'd';

impl Reader {
    /// A row message may be as large as a query's rows together, `max_row` bytes; any other [`MAX_MESSAGE_BYTES`].
    pub(crate) fn new(max_row: u64) -> Self {
        Self {
            input: BytesMut::with_capacity(FIRST_ROOM),
            skip: 0,
            max_row: usize::try_from(max_row).unwrap_or(usize::MAX),
            room: FIRST_ROOM,
        }
    }

    /// From now on a row message may be so large.
    pub(crate) fn limit_rows(&mut self, max_row: u64) {
        self.max_row = usize::try_from(max_row).unwrap_or(usize::MAX);
    }

    /// Makes room for the next read. Left alone, the buffer would offer the little that messages taken off it left.
    pub(crate) fn make_room(&mut self) {
        if self.input.capacity().saturating_sub(self.input.len()) < self.room {
            self.input.reserve(self.room);
        }
    }

    /// Gives back the room that long answers took.
    pub(crate) fn shrink(&mut self) {
        self.room = FIRST_ROOM;
        self.input = BytesMut::from(&self.input[..]);
    }

    /// Takes note of how much came: long answers get more room.
    pub(crate) fn has_read(&mut self, length: usize) {
        if length >= self.room {
            self.room = self.room.saturating_mul(2).min(MAX_ROOM);
        }
    }

    /// The next message, or `None` when more input is needed.
    ///
    /// # Errors
    /// When this is not PostgreSQL's protocol, or a message passes its bound: the connection is of no more use.
    pub(crate) fn take(&mut self) -> Result<Option<Taken>, Failure> {
        if self.skip > 0 {
            let passed = self.skip.min(self.input.len());
            self.input.advance(passed);
            self.skip -= passed;
            if self.skip > 0 {
                return Ok(None);
            }
        }
        let Some(header) =
            Header::parse(&self.input).map_err(|_| not_postgres(self.input.first(), 0))?
        else {
            return Ok(None);
        };
        let length = usize::try_from(header.len()).unwrap_or(0);
        let row = matches!(header.tag(), DATA_ROW | COPY_DATA);
        // A row's bound is on its cells: the frame around them may be larger.
        let max = if row {
            self.max_row.saturating_add(MAX_MESSAGE_BYTES)
        } else {
            MAX_MESSAGE_BYTES
        };
        if length > max {
            if !row {
                return Err(not_postgres(Some(&header.tag()), header.len()));
            }
            self.skip = length.saturating_add(1);
            let passed = self.skip.min(self.input.len());
            self.input.advance(passed);
            self.skip -= passed;
            return Ok(Some(Taken::HugeRow));
        }
        let tag = header.tag();
        match Message::parse(&mut self.input) {
            Ok(None) => Ok(None),
            Ok(Some(message)) => Ok(Some(Taken::Message(Received {
                length: header.len(),
                message,
            }))),
            Err(error) => Err(unreadable(tag, header.len(), &error)),
        }
    }
}

/// node-postgres reports an unknown message as a DatabaseError without SQLSTATE.
fn not_postgres(tag: Option<&u8>, length: i32) -> Failure {
    let tag = tag.copied().unwrap_or_default();
    Failure::new(format!("received invalid response: {tag:x}"))
        .of_class("DatabaseError")
        .with("length", length)
}

fn unreadable(tag: u8, length: i32, error: &io::Error) -> Failure {
    let text = error.to_string();
    match text
        .strip_prefix("unknown authentication tag `")
        .and_then(|t| t.strip_suffix('`'))
    {
        Some(code) => Failure::new(format!("Unknown authenticationOk message type {code}")),
        None => not_postgres(Some(&tag), length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_taken_only_when_whole() {
        let mut reader = Reader::new(100);
        for byte in [b'Z', 0, 0, 0, 5] {
            reader.input.extend_from_slice(&[byte]);
            assert!(reader.take().unwrap().is_none());
        }
        reader.input.extend_from_slice(b"I");
        assert!(matches!(
            reader.take().unwrap(),
            Some(Taken::Message(Received {
                length: 5,
                message: Message::ReadyForQuery(_)
            }))
        ));
    }

    #[test]
    fn a_huge_row_is_passed_over_and_the_next_message_read() {
        let mut reader = Reader::new(0);
        let length = u32::try_from(MAX_MESSAGE_BYTES + 10).unwrap();
        reader.input.extend_from_slice(b"D");
        reader.input.extend_from_slice(&length.to_be_bytes());
        assert!(matches!(reader.take().unwrap(), Some(Taken::HugeRow)));
        reader.input.extend_from_slice(&vec![0; MAX_MESSAGE_BYTES]);
        assert!(reader.take().unwrap().is_none() && reader.input.is_empty());
        reader.input.extend_from_slice(&[0; 6]);
        reader.input.extend_from_slice(b"Z\0\0\0\x05I");
        assert!(matches!(reader.take().unwrap(), Some(Taken::Message(_))));
    }

    #[test]
    fn another_protocol_is_told_by_its_first_byte() {
        let mut reader = Reader::new(100);
        reader
            .input
            .extend_from_slice(b"HTTP/1.1 400 Bad Request\r\n");
        let failure = reader.take().err().unwrap();
        assert!(
            failure.to_json().contains("received invalid response: 48"),
            "{failure:?}"
        );
    }
}
