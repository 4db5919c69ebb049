//! Making a session as good as new: everything `DISCARD ALL` clears, except what we keep prepared on purpose.
//!
//! The reset is written when a session is given back, and its answer is read when the session is lent again: nobody ever
//! waits for it, and nobody gets a session whose reset did not succeed to the letter.

use bytes::BytesMut;
use fallible_iterator::FallibleIterator as _;
use postgres_protocol::IsNull;
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;

use super::statements::Question;

/// One transaction. Settings first: those of the last borrower must not rule the rest.
const WORDS: &str = "SET SESSION AUTHORIZATION DEFAULT;RESET ROLE;RESET ALL;CLOSE ALL;UNLISTEN *;\
DISCARD TEMP;DISCARD SEQUENCES";

/// Asked afterwards: unlocks what is locked, and finds what SQL-level PREPARE left; there is no way to clear that and keep
/// our own. Names are qualified, so that no setting rules them. To plan it costs more than all words before it, so it is
/// prepared where that works.
const QUESTION: &str = "SELECT pg_catalog.pg_advisory_unlock_all(), \
EXISTS (SELECT FROM pg_catalog.pg_prepared_statements WHERE from_sql)";

/// The name it is prepared under.
pub(crate) const NAME: &str = "__connector_reset";

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
    /// `question`: how to ask what is left.
    ///
    /// `None` when it can't be written.
    pub(crate) fn write<'a>(
        in_transaction: bool,
        names: impl Iterator<Item = &'a str>,
        question: Question,
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
        match question {
            Question::Plain => frontend::query(&format!("{WORDS};{QUESTION}"), out).ok()?,
            Question::Prepare | Question::Use => {
                frontend::query(WORDS, out).ok()?;
                if question == Question::Prepare {
                    frontend::parse(NAME, QUESTION, [], out).ok()?;
                }
                let nothing = |_: (), _: &mut BytesMut| Ok(IsNull::Yes);
                frontend::bind("", NAME, [], [], nothing, [], out).ok()?;
                frontend::execute("", 0, out).ok()?;
                frontend::sync(out);
                readies += 1;
            }
        }
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
