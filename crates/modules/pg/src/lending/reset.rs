//! Making a session as good as new: everything `DISCARD ALL` clears, except what we keep prepared on purpose.
//!
//! The reset is written when a session is given back, and its answer is read when the session is lent again: nobody ever
//! waits for it, and nobody gets a session whose reset did not succeed to the letter.

use bytes::BytesMut;
use fallible_iterator::FallibleIterator as _;
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;

/// One transaction. Settings first: those of the last borrower must not rule the rest. Names are qualified, for the
/// same reason. The question at its end unlocks what is locked, and finds what SQL-level PREPARE left; there is no way to
/// clear that and keep our own. It is asked in words each time: a statement that was prepared for it could be one that
/// the last borrower put in its place.
const RESET: &str = "SET SESSION AUTHORIZATION DEFAULT;RESET ROLE;RESET ALL;CLOSE ALL;UNLISTEN *;\
DISCARD TEMP;DISCARD SEQUENCES;SELECT pg_catalog.pg_advisory_unlock_all(), \
EXISTS (SELECT FROM pg_catalog.pg_prepared_statements WHERE from_sql)";

/// An answer that is waited for.
#[derive(Debug)]
pub(crate) struct Reset {
    readies: usize,
    answered: bool,
}

/// What a message means for a reset.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    More,
    /// The session is as good as new.
    Done,
    /// It is not.
    Failed,
}

impl Reset {
    /// Writes a reset. `in_transaction`: the server said so last. `names`: statements the borrower prepared by protocol.
    ///
    /// `None` when it can't be written.
    pub(crate) fn write<'a>(
        in_transaction: bool,
        names: impl Iterator<Item = &'a str>,
        out: &mut BytesMut,
    ) -> Option<Self> {
        let mut readies = 1_usize;
        if in_transaction {
            frontend::query("ROLLBACK", out).ok()?;
            readies += 1;
        }
        let mut closes = false;
        for name in names {
            frontend::close(b'S', name, out).ok()?;
            closes = true;
        }
        if closes {
            frontend::sync(out);
            readies += 1;
        }
        frontend::query(RESET, out).ok()?;
        Some(Self {
            readies,
            answered: false,
        })
    }

    /// Takes note of what the server says.
    pub(crate) fn accept(&mut self, message: &Message) -> Progress {
        match message {
            Message::ErrorResponse(_) => Progress::Failed,
            Message::DataRow(body) => {
                // One row, and nothing is left: anything else is no answer to our question.
                let is_first = !std::mem::replace(&mut self.answered, true);
                match body.ranges().collect::<Vec<_>>().as_deref() {
                    Ok([Some(_), Some(left)])
                        if is_first && body.buffer().get(left.clone()) == Some(b"f") =>
                    {
                        Progress::More
                    }
                    _ => Progress::Failed,
                }
            }
            Message::ReadyForQuery(body) => {
                self.readies = self.readies.saturating_sub(1);
                match (self.readies, body.status(), self.answered) {
                    (0, b'I', true) => Progress::Done,
                    (1.., b'I', false) => Progress::More,
                    _ => Progress::Failed,
                }
            }
            // What was still under way for the last borrower ends here.
            _ => Progress::More,
        }
    }
}
