//! What the server said, as JSON text for the shim.
//!
//! A log is an array of entries, in the order of the wire. Each entry is an array whose first element is the message's
//! tag in PostgreSQL's protocol: `["C","SELECT 1"]`. Consecutive rows share one entry: a few are in it,
//! `["D",[[cell,…],…]]`, with cells as the server's text or `null`; of many it has the number under which they are kept,
//! `["D",number,count]`, see [`RowSets`]. Entries of our own have longer tags: `limit`.

use fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::{DataRowBody, ErrorFields, Message, RowDescriptionBody};

use crate::failure::Failure;
use crate::rows::{RowSet, RowSets};
use crate::wire::Received;

/// So many rows aren't worth a second call from JavaScript.
const FEW_ROWS: usize = 8;

/// A growing log.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    json: Vec<u8>,
    /// Rows since the last other entry.
    run: RowSet,
    kept: RowSets,
    rows: u64,
    row_bytes: u64,
    max_rows: u64,
    max_row_bytes: u64,
    breached: bool,
}

impl Log {
    /// Takes up to `max_rows` rows and `max_row_bytes` bytes of cells; long runs of them go to `kept`.
    pub(crate) fn new(max_rows: u64, max_row_bytes: u64, kept: RowSets) -> Self {
        Self {
            json: vec![b'['],
            run: RowSet::default(),
            kept,
            rows: 0,
            row_bytes: 0,
            max_rows,
            max_row_bytes,
            breached: false,
        }
    }

    /// A log that takes no rows.
    pub(crate) fn without_rows() -> Self {
        Self::new(0, 0, RowSets::default())
    }

    /// Rows taken so far.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Whether a bound was passed: rows are dropped from there on.
    pub(crate) fn is_breached(&self) -> bool {
        self.breached
    }

    /// The finished JSON array.
    pub(crate) fn finish(mut self) -> String {
        self.end_rows();
        self.json.push(b']');
        // Every piece was made from `str`s, so this never has to replace anything.
        String::from_utf8(self.json)
            .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
    }

    fn is_empty(&self) -> bool {
        self.json.len() <= 1
    }

    /// Writes a message down. Those that carry nothing a client can see (ParseComplete apart) leave their tag only.
    pub(crate) fn push(&mut self, received: &Received) {
        let length = received.length;
        match &received.message {
            Message::DataRow(body) => self.row(body),
            Message::RowDescription(body) => self.fields(body),
            Message::CommandComplete(body) => self.texts("C", &[body.tag().unwrap_or_default()]),
            Message::ReadyForQuery(body) => {
                let status = char::from(body.status());
                self.texts("Z", &[status.encode_utf8(&mut [0; 4])]);
            }
            Message::ErrorResponse(body) => self.error("E", length, body.fields()),
            Message::NoticeResponse(body) => self.error("N", length, body.fields()),
            Message::NotificationResponse(body) => {
                self.begin("A");
                self.number(length.into());
                self.number(body.process_id().into());
                self.text(body.channel().unwrap_or_default());
                self.text(body.message().unwrap_or_default());
                self.json.push(b']');
            }
            Message::ParameterStatus(body) => {
                self.texts(
                    "S",
                    &[
                        body.name().unwrap_or_default(),
                        body.value().unwrap_or_default(),
                    ],
                );
            }
            Message::ParameterDescription(body) => {
                self.begin("t");
                let mut parameters = body.parameters();
                while let Ok(Some(oid)) = parameters.next() {
                    self.number(oid.into());
                }
                self.json.push(b']');
            }
            Message::BackendKeyData(body) => {
                self.begin("K");
                self.number(body.process_id().into());
                self.number(body.secret_key().into());
                self.json.push(b']');
            }
            Message::ParseComplete => self.texts("1", &[]),
            Message::BindComplete => self.texts("2", &[]),
            Message::CloseComplete => self.texts("3", &[]),
            Message::NoData => self.texts("n", &[]),
            Message::PortalSuspended => self.texts("s", &[]),
            Message::EmptyQueryResponse => self.texts("I", &[]),
            Message::CopyInResponse(_) => self.texts("G", &[]),
            Message::CopyOutResponse(_) => self.texts("H", &[]),
            Message::CopyDone => self.texts("c", &[]),
            // Copied-out data goes nowhere, in node-postgres too, unless a stream takes it; there are none here.
            Message::CopyData(_) => {}
            // Authentication is told by name, see `texts`.
            _ => {}
        }
    }

    /// An entry of texts only.
    pub(crate) fn texts(&mut self, tag: &str, texts: &[&str]) {
        self.begin(tag);
        for text in texts {
            self.text(text);
        }
        self.json.push(b']');
    }

    /// An entry with a failure, `[tag, {…}]`.
    pub(crate) fn failure(&mut self, tag: &str, failure: &Failure) {
        self.begin(tag);
        self.json.push(b',');
        if serde_json::to_writer(&mut self.json, failure).is_err() {
            self.json.extend_from_slice(b"null");
        }
        self.json.push(b']');
    }

    /// Drops this and all later rows: the query delivers more than it may.
    pub(crate) fn breach(&mut self, what: &'static str, limit: String) {
        if !self.breached {
            self.breached = true;
            self.failure("limit", &Failure::limit(what, limit));
        }
    }

    /// A row that was too large to be read at all.
    pub(crate) fn huge_row(&mut self) {
        self.breach(
            "row data of a query",
            format!("{} bytes", self.max_row_bytes),
        );
    }

    fn row(&mut self, body: &DataRowBody) {
        if self.breached {
            return;
        }
        self.rows += 1;
        self.row_bytes = self
            .row_bytes
            .saturating_add(u64::try_from(body.buffer().len()).unwrap_or(u64::MAX));
        if self.rows > self.max_rows {
            self.breach("rows of a query", self.max_rows.to_string());
            return;
        }
        if self.row_bytes > self.max_row_bytes {
            self.huge_row();
            return;
        }
        self.run.push(body);
    }

    fn fields(&mut self, body: &RowDescriptionBody) {
        self.begin("T");
        let mut fields = body.fields();
        while let Ok(Some(field)) = fields.next() {
            self.json.extend_from_slice(b",[");
            write_text(&mut self.json, field.name().as_bytes());
            self.number(field.table_oid().into());
            self.number(field.column_id().into());
            self.number(field.type_oid().into());
            self.number(field.type_size().into());
            self.number(field.type_modifier().into());
            self.number(field.format().into());
            self.json.push(b']');
        }
        self.json.push(b']');
    }

    fn error(&mut self, tag: &str, length: i32, mut fields: ErrorFields<'_>) {
        self.begin(tag);
        self.number(length.into());
        self.json.extend_from_slice(b",{");
        let mut first = true;
        while let Ok(Some(field)) = fields.next() {
            if !first {
                self.json.push(b',');
            }
            first = false;
            write_text(&mut self.json, &[field.type_()]);
            self.json.push(b':');
            write_text(&mut self.json, field.value_bytes());
        }
        self.json.extend_from_slice(b"}]");
    }

    fn begin(&mut self, tag: &str) {
        self.end_rows();
        if !self.is_empty() {
            self.json.push(b',');
        }
        self.json.push(b'[');
        write_text(&mut self.json, tag.as_bytes());
    }

    fn end_rows(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let count = run.len();
        self.begin("D");
        self.json.push(b',');
        if count <= FEW_ROWS {
            self.json.extend_from_slice(&run.to_json());
        } else {
            let number = self.kept.keep(run);
            self.json
                .extend_from_slice(format!("{number},{count}").as_bytes());
        }
        self.json.push(b']');
    }

    fn text(&mut self, text: &str) {
        self.json.push(b',');
        write_text(&mut self.json, text.as_bytes());
    }

    fn number(&mut self, number: i64) {
        if !self.json.ends_with(b"[") {
            self.json.push(b',');
        }
        self.json.extend_from_slice(number.to_string().as_bytes());
    }
}

/// A JSON string. What is not UTF-8 (a database in SQL_ASCII) is read as Node reads it, with replacement characters.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    // Writing to a Vec can't fail; were it to, an empty string keeps the JSON whole.
    if serde_json::to_writer(&mut *out, &text).is_err() {
        out.extend_from_slice(b"\"\"");
    }
}

/// Calls `each` with the texts of an error that data may have shaped: message, detail, hint, context, inner query.
pub(crate) fn error_texts(mut fields: ErrorFields<'_>, mut each: impl FnMut(&str)) {
    while let Ok(Some(field)) = fields.next() {
        if matches!(field.type_(), b'M' | b'D' | b'H' | b'W' | b'q') {
            each(&String::from_utf8_lossy(field.value_bytes()));
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;
    use serde_json::{Value, json};

    use super::*;
    use crate::wire::{Reader, Taken};

    fn log_of(bytes: &[u8], max_rows: u64, max_bytes: u64) -> Value {
        let mut reader = Reader::new(1000);
        reader.input = BytesMut::from(bytes);
        let mut log = Log::new(max_rows, max_bytes, RowSets::default());
        while let Some(Taken::Message(received)) = reader.take().unwrap() {
            log.push(&received);
        }
        serde_json::from_str(&log.finish()).unwrap()
    }

    fn message(tag: u8, body: &[u8]) -> Vec<u8> {
        let mut all = vec![tag];
        all.extend_from_slice(&u32::try_from(body.len() + 4).unwrap().to_be_bytes());
        all.extend_from_slice(body);
        all
    }

    fn row(cells: &[Option<&[u8]>]) -> Vec<u8> {
        let mut body = u16::try_from(cells.len()).unwrap().to_be_bytes().to_vec();
        for cell in cells {
            match cell {
                Some(cell) => {
                    body.extend_from_slice(&i32::try_from(cell.len()).unwrap().to_be_bytes());
                    body.extend_from_slice(cell);
                }
                None => body.extend_from_slice(&(-1i32).to_be_bytes()),
            }
        }
        message(b'D', &body)
    }

    #[test]
    fn rows_share_an_entry_and_keep_their_bytes() {
        let bytes = [
            message(b'2', b""),
            row(&[Some(b"a\"\n"), None]),
            row(&[Some("\u{4e2d}".as_bytes()), Some(b"\xff")]),
            row(&[]),
            message(b'C', b"SELECT 3\0"),
            message(b'Z', b"I"),
        ]
        .concat();
        assert_eq!(
            log_of(&bytes, 10, 1000),
            json!([
                ["2"],
                ["D", [["a\"\n", null], ["\u{4e2d}", "\u{fffd}"], []]],
                ["C", "SELECT 3"],
                ["Z", "I"]
            ])
        );
    }

    #[test]
    fn many_rows_are_kept_until_they_are_asked_for() {
        let rows: Vec<u8> = (0..9).flat_map(|_| row(&[Some(b"1"), None])).collect();
        let mut reader = Reader::new(1000);
        reader.input = BytesMut::from(rows.as_slice());
        let kept = RowSets::default();
        let mut log = Log::new(10, 1000, kept.clone());
        while let Some(Taken::Message(received)) = reader.take().unwrap() {
            log.push(&received);
        }
        assert_eq!(log.finish(), r#"[["D",1,9]]"#);
        let json: Value = serde_json::from_slice(&kept.take(1).unwrap().to_json()).unwrap();
        assert_eq!(json, json!(vec![json!(["1", null]); 9]));
        assert!(kept.take(1).is_none());
    }

    #[test]
    fn a_query_past_its_rows_ends_in_one_limit_entry() {
        let bytes = [
            row(&[Some(b"1")]),
            row(&[Some(b"2")]),
            row(&[Some(b"3")]),
            message(b'C', b"SELECT 3\0"),
        ]
        .concat();
        let log = log_of(&bytes, 1, 1000);
        assert_eq!(log[0], json!(["D", [["1"]]]));
        assert_eq!(log[1][0], "limit");
        assert_eq!(log[1][1]["message"], "rows of a query is limited to 1");
        assert_eq!(log[1][1]["properties"]["code"], "CONNECTOR_LIMIT");
        assert_eq!(log[2], json!(["C", "SELECT 3"]));
    }

    #[test]
    fn a_query_past_its_bytes_says_so() {
        let bytes = [row(&[Some(b"0123456789")]), row(&[Some(b"0123456789")])].concat();
        let log = log_of(&bytes, 10, 20);
        assert_eq!(
            log[1][1]["message"],
            "row data of a query is limited to 20 bytes"
        );
    }

    #[test]
    fn errors_keep_every_field() {
        let bytes = message(b'E', b"SERROR\0VERROR\0C23505\0Mduplicate\0\0");
        assert_eq!(
            log_of(&bytes, 0, 0),
            json!([["E", 37, {"S": "ERROR", "V": "ERROR", "C": "23505", "M": "duplicate"}]])
        );
    }
}
