//! A statement sent as one that the session keeps prepared, so that nobody can tell.
//!
//! What goes wrong before the statement is bound has had no effect yet: then it is sent once more as the script meant it,
//! without a name, and that answer counts. So errors read as ever, and a statement that has become stale, or was lost
//! behind a pooler, costs a round trip and nothing else.

use bytes::BytesMut;
use fallible_iterator::FallibleIterator as _;
use postgres_protocol::message::backend::{ErrorResponseBody, Message};

use crate::lending::statements::{Statements, Way};
use crate::request::Request;

/// What is known of such a statement until it is bound.
#[derive(Debug)]
pub(crate) struct ByName {
    text: String,
    name: String,
    /// The request as the script meant it.
    original: BytesMut,
    /// Answers to our own closing of old statements, still to come.
    closing: usize,
    /// The server knows the name.
    known: bool,
    /// SQLSTATE of an error.
    failed: Option<String>,
}

/// What a message means for a statement by name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// It goes its way as always.
    Nothing,
    /// It is our own affair.
    Ours,
    /// The statement is bound; ParseComplete has to be told before this message.
    Bound,
    /// It failed for good; the script is to hear it.
    Failed,
    /// Send this instead.
    Again(BytesMut),
}

/// Classes of errors that the statement's being named, or prepared long ago, may have caused or shows in: protocol, not
/// supported (a stale plan), data, statement names, syntax and definitions. All else, such as a cancel, would only
/// happen twice.
const AGAIN: &[&str] = &["08", "0A", "22", "26", "42"];

impl ByName {
    /// Makes `request` one by name, when it is a whole statement whose text came before.
    pub(crate) fn send(request: &mut Request, statements: &mut Statements) -> Option<Self> {
        request.whole?;
        let [text] = request.texts.as_slice() else {
            return None;
        };
        let (name, parsed) = match statements.way(text) {
            Way::Unnamed => return None,
            Way::Prepare(name) => (name, Some(text.as_str())),
            Way::Use(name) => (name, None),
        };
        let doomed = statements.take_doomed();
        let bytes = request.by_name(&name, parsed, &doomed)?;
        let known = parsed.is_none();
        let text = text.clone();
        Some(Self {
            text,
            name,
            original: std::mem::replace(&mut request.bytes, bytes),
            closing: doomed.len(),
            known,
            failed: None,
        })
    }

    /// Takes note of a message while this statement is the one being answered.
    pub(crate) fn hear(&mut self, message: &Message, statements: &mut Statements) -> Heard {
        match message {
            // These come at any time and are nobody's answer.
            Message::NoticeResponse(_)
            | Message::NotificationResponse(_)
            | Message::ParameterStatus(_) => Heard::Nothing,
            Message::CloseComplete if self.closing > 0 => {
                self.closing -= 1;
                Heard::Ours
            }
            Message::ParseComplete => {
                self.known = true;
                statements.prepared(&self.text, self.name.clone());
                Heard::Ours
            }
            Message::BindComplete => Heard::Bound,
            Message::ErrorResponse(body) => {
                let code = sqlstate(body);
                if !AGAIN.iter().any(|class| code.starts_with(class)) {
                    return Heard::Failed;
                }
                self.failed = Some(code);
                Heard::Ours
            }
            Message::ReadyForQuery(_) => match self.failed.as_deref() {
                Some("26000" | "42P05") => {
                    statements.switch_off();
                    Heard::Again(std::mem::take(&mut self.original))
                }
                failed => {
                    // Bad values are no fault of the statement.
                    if !self.known || failed.is_none_or(|code| !code.starts_with("22")) {
                        statements.dismiss(&self.text);
                    }
                    Heard::Again(std::mem::take(&mut self.original))
                }
            },
            _ => Heard::Nothing,
        }
    }
}

fn sqlstate(body: &ErrorResponseBody) -> String {
    let mut fields = body.fields();
    while let Ok(Some(field)) = fields.next() {
        if field.type_() == b'C' {
            return String::from_utf8_lossy(field.value_bytes()).into_owned();
        }
    }
    String::new()
}
