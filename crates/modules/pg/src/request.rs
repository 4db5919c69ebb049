//! What the shim asks to be sent: a list of protocol steps, and when the server has answered them.

use bytes::{BufMut, BytesMut};
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;
use serde::Deserialize;

use crate::failure::Failure;
use crate::limits::MAX_REQUEST_BYTES;

/// One message to the server, as node-postgres' connection names them.
#[derive(Debug, Deserialize)]
#[serde(tag = "t", deny_unknown_fields)]
enum Step {
    /// Simple query.
    Q { text: String },
    /// Parse, without parameter types: the server infers them.
    P { name: String, text: String },
    /// Bind. Results are asked for as text, whatever the script's `binary` says.
    B {
        portal: String,
        statement: String,
        values: Vec<Option<Parameter>>,
    },
    /// Describe a portal (`P`) or statement (`S`).
    D { kind: Kind, name: String },
    /// Execute, up to `rows` rows; 0 for all.
    E { portal: String, rows: u32 },
    /// Close a portal or statement.
    C { kind: Kind, name: String },
    /// Sync.
    S,
    /// Flush.
    H,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Parameter {
    Text(String),
    /// So many bytes, the next ones of the buffer that comes with the request.
    Bytes(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Kind {
    P,
    S,
}

impl Kind {
    fn tag(self) -> u8 {
        match self {
            Self::P => b'P',
            Self::S => b'S',
        }
    }
}

/// A request ready to be sent.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) bytes: BytesMut,
    pub(crate) until: Until,
    /// Whether it runs statements, or only describes, closes and syncs.
    pub(crate) executes: bool,
    /// Simple query, which brings its own end.
    pub(crate) simple: bool,
    /// The SQL it brings along.
    pub(crate) texts: Vec<String>,
    /// Names it prepares statements under.
    pub(crate) names: Vec<String>,
    /// Where its Parse message ends, when it is one unnamed statement from Parse to Sync, as `query(text, values)` is.
    pub(crate) whole: Option<usize>,
}

/// When the server has said all it will say to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// ReadyForQuery.
    Ready,
    /// So many answers, one for each step; an error takes the place of all that are left.
    Answers(usize),
}

impl Until {
    /// Takes note of a message; says whether it was the last.
    pub(crate) fn ends_with(&mut self, message: &Message) -> bool {
        match self {
            Self::Ready => matches!(message, Message::ReadyForQuery(_)),
            Self::Answers(left) => match message {
                Message::ErrorResponse(_) => true,
                Message::ParseComplete
                | Message::BindComplete
                | Message::CloseComplete
                | Message::RowDescription(_)
                | Message::NoData
                | Message::PortalSuspended
                | Message::CommandComplete(_)
                | Message::EmptyQueryResponse => {
                    *left = left.saturating_sub(1);
                    *left == 0
                }
                _ => false,
            },
        }
    }
}

impl Request {
    /// Reads the shim's JSON; `buffer` holds the bytes of binary parameters, one after the other.
    ///
    /// # Errors
    /// When it is too large, or not what the shim would send.
    pub(crate) fn read(json: &str, buffer: &[u8]) -> Result<Self, Failure> {
        if json.len().saturating_add(buffer.len()) > MAX_REQUEST_BYTES {
            let limit = format!("{MAX_REQUEST_BYTES} bytes");
            return Err(Failure::limit("SQL text with parameters", limit));
        }
        let steps: Vec<Step> = serde_json::from_str(json)
            .map_err(|_| Failure::new("not a request").of_class("TypeError"))?;
        let mut request = Self {
            bytes: BytesMut::with_capacity(json.len().saturating_add(buffer.len())),
            until: Until::Answers(0),
            executes: false,
            simple: false,
            texts: Vec::new(),
            names: Vec::new(),
            whole: None,
        };
        let is_whole = is_whole(&steps);
        let mut buffer = buffer;
        let last = steps.len().saturating_sub(1);
        for (index, step) in steps.into_iter().enumerate() {
            // One request has one end, so that its answer is told from the next one's.
            if matches!(step, Step::Q { .. } | Step::S) && index != last {
                return Err(Failure::new("not a request").of_class("TypeError"));
            }
            request.add(step, &mut buffer)?;
            if index == 0 && is_whole {
                request.whole = Some(request.bytes.len());
            }
        }
        Ok(request)
    }

    fn add(&mut self, step: Step, buffer: &mut &[u8]) -> Result<(), Failure> {
        let out = &mut self.bytes;
        match step {
            Step::Q { text } => {
                self.executes = true;
                self.simple = true;
                self.until = Until::Ready;
                frame(out, b'Q', |out| put_cstr(out, &text))?;
                self.texts.push(text);
            }
            Step::P { name, text } => {
                frame(out, b'P', |out| {
                    put_cstr(out, &name);
                    put_cstr(out, &text);
                    out.put_u16(0);
                })?;
                self.texts.push(text);
                if !name.is_empty() {
                    self.names.push(name);
                }
                self.answer();
            }
            Step::B {
                portal,
                statement,
                values,
            } => {
                bind(out, &portal, &statement, &values, buffer)?;
                self.answer();
            }
            Step::D { kind, name } => {
                frame(out, b'D', |out| {
                    out.put_u8(kind.tag());
                    put_cstr(out, &name);
                })?;
                self.answer();
            }
            Step::E { portal, rows } => {
                self.executes = true;
                frame(out, b'E', |out| {
                    put_cstr(out, &portal);
                    out.put_u32(rows);
                })?;
                self.answer();
            }
            Step::C { kind, name } => {
                frame(out, b'C', |out| {
                    out.put_u8(kind.tag());
                    put_cstr(out, &name);
                })?;
                self.answer();
            }
            Step::S => {
                frontend::sync(out);
                self.until = Until::Ready;
            }
            Step::H => frontend::flush(out),
        }
        Ok(())
    }

    /// The same request, made of the statement that is prepared under `name`; with `text` it is prepared first, and
    /// before that the statements `doomed` are closed. `None` when it is no whole one.
    pub(crate) fn by_name(
        &self,
        name: &str,
        text: Option<&str>,
        doomed: &[String],
    ) -> Option<BytesMut> {
        let parse = self.whole?;
        let bind = self.bytes.get(parse..)?;
        // Tag, length, an empty portal and an empty statement name.
        let (head, rest) = bind.split_at_checked(7)?;
        let [b'B', l1, l2, l3, l4, 0, 0] = head else {
            return None;
        };
        let length = u32::from_be_bytes([*l1, *l2, *l3, *l4])
            .checked_add(u32::try_from(name.len()).ok()?)?;
        let mut out = BytesMut::with_capacity(self.bytes.len().saturating_add(64));
        for doomed in doomed {
            frontend::close(b'S', doomed, &mut out).ok()?;
        }
        if let Some(text) = text {
            frontend::parse(name, text, [], &mut out).ok()?;
        }
        out.put_u8(b'B');
        out.put_u32(length);
        out.put_u8(0);
        put_cstr(&mut out, name);
        out.put_slice(rest);
        Some(out)
    }

    fn answer(&mut self) {
        if let Until::Answers(left) = &mut self.until {
            *left = left.saturating_add(1);
        }
    }
}

/// Whether the steps are those of one statement with values, unnamed.
fn is_whole(steps: &[Step]) -> bool {
    matches!(
        steps,
        [
            Step::P { name, .. },
            Step::B { portal, statement, .. },
            Step::D { kind: Kind::P, name: described },
            Step::E { portal: executed, rows: 0 },
            Step::S,
        ] if [name, portal, statement, described, executed].iter().all(|name| name.is_empty())
    )
}

fn bind(
    out: &mut BytesMut,
    portal: &str,
    statement: &str,
    values: &[Option<Parameter>],
    buffer: &mut &[u8],
) -> Result<(), Failure> {
    let Ok(count) = u16::try_from(values.len()) else {
        return Err(Failure::limit(
            "parameters of a statement",
            u16::MAX.to_string(),
        ));
    };
    let mut whole = true;
    frame(out, b'B', |out| {
        put_cstr(out, portal);
        put_cstr(out, statement);
        out.put_u16(count);
        for value in values {
            out.put_u16(u16::from(matches!(value, Some(Parameter::Bytes(_)))));
        }
        out.put_u16(count);
        for value in values {
            let bytes = match value {
                None => {
                    out.put_i32(-1);
                    continue;
                }
                Some(Parameter::Text(text)) => text.as_bytes(),
                Some(Parameter::Bytes(length)) => match buffer.split_at_checked(*length) {
                    Some((bytes, rest)) => {
                        *buffer = rest;
                        bytes
                    }
                    None => {
                        whole = false;
                        &[]
                    }
                },
            };
            // A request is far below 4 GiB, so its parts are.
            out.put_u32(u32::try_from(bytes.len()).unwrap_or_default());
            out.put_slice(bytes);
        }
        out.put_u16(1);
        out.put_u16(0);
    })?;
    if whole {
        Ok(())
    } else {
        Err(Failure::new("not a request").of_class("TypeError"))
    }
}

/// A message with its length. The codec's own writers refuse a NUL inside a text; node-postgres sends it, and the
/// server's complaint is what scripts see.
fn frame(out: &mut BytesMut, tag: u8, body: impl FnOnce(&mut BytesMut)) -> Result<(), Failure> {
    out.put_u8(tag);
    let at = out.len();
    out.put_u32(0);
    body(out);
    let length = u32::try_from(out.len().saturating_sub(at))
        .map_err(|_| Failure::limit("one message to the server", "4294967295 bytes"))?;
    if let Some(place) = out.get_mut(at..at.saturating_add(4)) {
        place.copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

fn put_cstr(out: &mut BytesMut, text: &str) {
    out.put_slice(text.as_bytes());
    out.put_u8(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, buffer: &[u8]) -> Request {
        Request::read(json, buffer).unwrap()
    }

    #[test]
    fn a_simple_query_ends_when_ready() {
        let request = read(r#"[{"t":"Q","text":"select 1"}]"#, b"");
        assert_eq!(request.bytes, b"Q\0\0\0\x0dselect 1\0".as_slice());
        assert!(request.simple && request.executes);
        assert_eq!(request.until, Until::Ready);
    }

    #[test]
    fn parameters_go_as_text_and_bytes_as_binary() {
        let request = read(
            r#"[{"t":"B","portal":"","statement":"","values":["x",null,2]},{"t":"H"}]"#,
            b"\x01\x02",
        );
        let body = b"\0\0\0\x03\0\0\0\0\0\x01\0\x03\0\0\0\x01x\xff\xff\xff\xff\0\0\0\x02\x01\x02\0\x01\0\0";
        assert_eq!(&request.bytes[5..5 + body.len()], body);
        assert_eq!(request.until, Until::Answers(1));
    }

    #[test]
    fn a_whole_statement_can_go_by_name() {
        let json = r#"[{"t":"P","name":"","text":"select $1"},{"t":"B","portal":"","statement":"","values":["x"]},
            {"t":"D","kind":"P","name":""},{"t":"E","portal":"","rows":0},{"t":"S"}]"#;
        let whole = read(json, b"");
        assert_eq!(whole.texts, ["select $1"]);
        let named = json.replace(r#""name":"","text""#, r#""name":"n","text""#);
        let named = named.replace(r#""statement":"""#, r#""statement":"n""#);
        let parse = whole.whole.unwrap();
        let named = read(&named, b"");
        assert_eq!(
            (named.whole, named.names.as_slice()),
            (None, &["n".to_owned()][..])
        );
        let short = whole.by_name("n", None, &[]).unwrap();
        assert_eq!(short, named.bytes[parse + 1..]);
        let long = whole.by_name("n", Some("select $1"), &[]).unwrap();
        assert_eq!(long, named.bytes);
        let closing = whole.by_name("n", None, &["old".to_owned()]).unwrap();
        assert_eq!(&closing[..], [&b"C\0\0\0\x09Sold\0"[..], &short].concat());
        for other in [
            r#"[{"t":"Q","text":"select 1"}]"#,
            r#"[{"t":"P","name":"","text":"x"},{"t":"S"}]"#,
        ] {
            assert_eq!(read(other, b"").by_name("n", None, &[]), None);
        }
    }

    #[test]
    fn a_request_that_claims_more_bytes_than_it_brings_is_refused() {
        let json = r#"[{"t":"B","portal":"","statement":"","values":[3]},{"t":"S"}]"#;
        assert!(Request::read(json, b"\x01\x02").is_err());
    }

    #[test]
    fn a_request_has_one_end_only() {
        for json in [
            r#"[{"t":"Q","text":"a"},{"t":"Q","text":"b"}]"#,
            r#"[{"t":"S"},{"t":"S"}]"#,
            r#"{"t":"S"}"#,
            r#"[{"t":"X"}]"#,
            "",
        ] {
            assert!(Request::read(json, b"").is_err(), "{json}");
        }
    }

    #[test]
    fn a_request_is_bounded() {
        let failure = Request::read(&" ".repeat(MAX_REQUEST_BYTES + 1), b"").unwrap_err();
        assert!(
            failure
                .to_json()
                .contains("SQL text with parameters is limited to 16777216 bytes")
        );
    }
}
