//! The one session, and guarding its transaction.

use std::io;

use bytes::BytesMut;
use tokio::io::AsyncWriteExt as _;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio_postgres::{CancelToken, Config, NoTls};

use crate::error::RehearsalError;
use crate::server::{Server, told};
use crate::wire::{self, Frame};
use crate::words::OURS;

/// What the server tells every client about itself at the start.
const PARAMETERS: [&str; 10] = [
    "server_version",
    "server_encoding",
    "client_encoding",
    "is_superuser",
    "session_authorization",
    "DateStyle",
    "IntervalStyle",
    "TimeZone",
    "integer_datetimes",
    "standard_conforming_strings",
];

/// A session that speaks the protocol itself.
#[derive(Debug)]
pub(crate) struct Session {
    reader: tokio::io::BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    /// What the server said last: idle, in a transaction, in a failed one.
    pub(crate) status: u8,
    /// Why it must not be used any more.
    broken: Option<String>,
}

/// A fresh session, and what came with it.
pub(crate) struct Opened {
    pub(crate) session: Session,
    pub(crate) cancel: CancelToken,
    pub(crate) parameters: Vec<(&'static str, String)>,
}

/// What the server said of a statement of ours.
pub(crate) type Said<T> = Result<T, String>;

/// Rows as text.
pub(crate) type Rows = Vec<Vec<Option<String>>>;

impl Session {
    /// Connects and logs in. The driver does so; the session is ours afterwards.
    pub(crate) async fn open(config: &Config, server: &Server) -> Result<Opened, RehearsalError> {
        let failed = |error: &dyn std::fmt::Display| RehearsalError::Connect(error.to_string());
        let stream = server
            .connect()
            .await
            .map_err(|error| RehearsalError::Connect(told(&error)))?;
        let stream = stream.into_std().map_err(|error| failed(&error))?;
        // Two handles of one connection: the driver's is dropped, unread, once it has logged in.
        let theirs = stream
            .try_clone()
            .and_then(UnixStream::from_std)
            .map_err(|error| failed(&error))?;
        let stream = UnixStream::from_std(stream).map_err(|error| failed(&error))?;
        let connected = config.connect_raw(theirs, NoTls).await;
        let (client, connection) = connected.map_err(|error| match error.as_db_error() {
            Some(said) => failed(&said.message()),
            None => failed(&error),
        })?;
        let known = PARAMETERS
            .iter()
            .filter_map(|name| Some((*name, connection.parameter(name)?.to_owned())));
        let parameters = known.collect();
        let cancel = client.cancel_token();
        drop((client, connection));
        let (reader, writer) = stream.into_split();
        let session = Self {
            reader: tokio::io::BufReader::new(reader),
            writer,
            status: b'I',
            broken: None,
        };
        Ok(Opened {
            session,
            cancel,
            parameters,
        })
    }

    /// Begins the transaction that is never committed, and makes the server refuse to commit it: a deferred trigger
    /// fires at the COMMIT and raises. With that pending, neither the table nor the trigger can be dropped or disabled;
    /// the function could be, by its name, which is why statements that hold the name are refused.
    pub(crate) async fn guard(&mut self) -> Result<(), RehearsalError> {
        let statements = [
            "BEGIN ISOLATION LEVEL READ COMMITTED".to_owned(),
            format!(
                "CREATE FUNCTION pg_temp.{OURS}() RETURNS trigger LANGUAGE plpgsql AS \
                 $$BEGIN RAISE EXCEPTION 'a rehearsal is never committed'; END$$"
            ),
            format!("CREATE TEMPORARY TABLE {OURS} (guard int)"),
            format!(
                "CREATE CONSTRAINT TRIGGER {OURS} AFTER INSERT ON pg_temp.{OURS} DEFERRABLE INITIALLY DEFERRED \
                 FOR EACH ROW EXECUTE FUNCTION pg_temp.{OURS}()"
            ),
            format!("INSERT INTO pg_temp.{OURS} VALUES (1)"),
        ];
        for statement in statements {
            self.command(&statement)
                .await
                .map_err(RehearsalError::Guard)?;
        }
        Ok(())
    }

    /// Sends what is ready to be sent.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(why) = &self.broken {
            return Err(io::Error::other(why.clone()));
        }
        self.writer.write_all(bytes).await
    }

    /// The next message. A session that is found outside its transaction is given up at once: nothing more is sent.
    pub(crate) async fn receive(&mut self) -> io::Result<Frame> {
        let frame = match wire::read(&mut self.reader).await {
            Ok(Some(frame)) => frame,
            Ok(None) => return Err(self.give_up("the server hung up")),
            Err(error) => return Err(self.give_up(&error.to_string())),
        };
        if frame.tag == b'Z' {
            let was = self.status;
            self.status = frame.body.first().copied().unwrap_or(b'I');
            if was != b'I' && self.status == b'I' {
                return Err(self.give_up("a statement ended the transaction"));
            }
        }
        Ok(frame)
    }

    /// Marks the session as lost and closes it; the server rolls back.
    pub(crate) fn give_up(&mut self, why: &str) -> io::Error {
        self.broken.get_or_insert_with(|| why.to_owned());
        self.status = b'I';
        io::Error::other(why.to_owned())
    }

    /// Why the session is lost, if it is.
    pub(crate) fn lost(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Runs a statement of our own.
    pub(crate) async fn command(&mut self, sql: &str) -> Said<Rows> {
        let mut out = BytesMut::new();
        wire::frame(&mut out, b'Q', |out| wire::text(out, sql));
        self.send(&out).await.map_err(|error| error.to_string())?;
        let (mut rows, mut failed) = (Vec::new(), None);
        loop {
            let frame = self.receive().await.map_err(|error| error.to_string())?;
            match frame.tag {
                b'D' => rows.push(cells(&frame)),
                b'E' => failed = frame.field(b'M'),
                b'Z' => return failed.map_or(Ok(rows), Err),
                _ => {}
            }
        }
    }

    /// Closes a session that is in no transaction.
    pub(crate) async fn leave(mut self) {
        let mut out = BytesMut::new();
        wire::frame(&mut out, b'X', |_| {});
        let _ = self.writer.write_all(&out).await;
        let _ = self.writer.shutdown().await;
    }

    /// Leaves: what was done is undone. The server does the same when nobody says goodbye.
    pub(crate) async fn end(mut self) {
        let _ = self.command("ROLLBACK").await;
        self.leave().await;
    }
}

/// A DataRow's values.
fn cells(frame: &Frame) -> Vec<Option<String>> {
    let mut rest = frame.body.get(2..).unwrap_or_default();
    let mut cells = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = i32::from_be_bytes(*length);
        match usize::try_from(length)
            .ok()
            .and_then(|length| after.split_at_checked(length))
        {
            Some((value, after)) => {
                cells.push(Some(String::from_utf8_lossy(value).into_owned()));
                rest = after;
            }
            None => {
                cells.push(None);
                rest = after;
            }
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use connector_testkit::Database;

    use super::*;

    async fn guarded(database: &Database) -> Session {
        let config: Config = database.url().parse().unwrap();
        let server = Server::of(&database.url().parse().unwrap(), &config).unwrap();
        let mut session = Session::open(&config, &server).await.unwrap().session;
        session.guard().await.unwrap();
        session.command("DELETE FROM users").await.unwrap();
        session
    }

    /// Should a COMMIT ever come through, the server refuses it; should anything end the transaction, the session is
    /// not used again.
    #[tokio::test]
    async fn the_server_itself_refuses_to_commit() {
        let database = Database::users().await.unwrap();
        for statement in [
            "COMMIT",
            "COMMIT; DELETE FROM users",
            "SET CONSTRAINTS ALL IMMEDIATE",
            "PREPARE TRANSACTION 'x'",
            "DELETE FROM pg_temp.connector_rehearsal; COMMIT",
            "DROP TABLE pg_temp.connector_rehearsal",
            "TRUNCATE pg_temp.connector_rehearsal",
            "ALTER TABLE pg_temp.connector_rehearsal DISABLE TRIGGER ALL",
            "DISCARD TEMP",
            "SET session_replication_role = replica; COMMIT",
        ] {
            let mut session = guarded(&database).await;
            session.command(statement).await.unwrap_err();
            let _ = session.command("COMMIT").await;
            assert!(
                session.lost().is_some() || session.status != b'T',
                "{statement}"
            );
            drop(session);
            assert_eq!(
                database.value("SELECT count(*) FROM users").await.unwrap(),
                "3",
                "{statement}"
            );
        }
    }

    #[tokio::test]
    async fn a_session_outside_its_transaction_is_not_used_again() {
        let database = Database::users().await.unwrap();
        let mut session = guarded(&database).await;
        session.command("ROLLBACK").await.unwrap_err();
        let error = session.command("DELETE FROM users").await.unwrap_err();
        assert!(error.contains("ended the transaction"), "{error}");
        session.end().await;
        assert_eq!(
            database.value("SELECT count(*) FROM users").await.unwrap(),
            "3"
        );
    }
}
