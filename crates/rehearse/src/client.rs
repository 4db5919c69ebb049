//! One of the script's clients: it believes that it has a session of its own.

mod extended;
mod greeting;
mod simple;

use std::io;
use std::sync::Arc;

use bytes::BytesMut;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::OwnedMutexGuard;

use crate::lender::Shared;
use crate::session::Session;
use crate::wire;
use crate::words::OURS;

/// Serves a client until it leaves. What it leaves open is undone, as a server would.
pub(crate) async fn serve(stream: TcpStream, shared: Arc<Shared>, number: u32) {
    let _ = stream.set_nodelay(true);
    let (reader, writer) = stream.into_split();
    let mut reader = tokio::io::BufReader::new(reader);
    let mut client = Client {
        writer,
        out: BytesMut::new(),
        shared: Arc::clone(&shared),
        number,
        settings: Vec::new(),
        in_transaction: false,
        held: None,
        pending: BytesMut::new(),
        answers: 0,
        binds: 0,
        skipping: false,
    };
    if client.greet(&mut reader).await.is_ok_and(|welcome| welcome) {
        Shared::locked(&shared.connected, |connected| connected.insert(number));
        // Whatever ends it, what follows tidies up.
        let _ = client.talk(&mut reader).await;
        let _ = client.leave().await;
        Shared::locked(&shared.connected, |connected| connected.remove(&number));
    }
}

struct Client {
    writer: OwnedWriteHalf,
    /// What the client is to be sent.
    out: BytesMut,
    shared: Arc<Shared>,
    number: u32,
    /// Settings of its start-up message, until they are made.
    settings: Vec<(String, String)>,
    in_transaction: bool,
    /// The session, during an exchange.
    held: Option<OwnedMutexGuard<Session>>,
    /// Messages of the extended protocol that wait to be sent.
    pending: BytesMut,
    /// How many answers they will have before a Sync.
    answers: usize,
    /// How many portals this exchange has bound.
    binds: usize,
    /// Whether messages are dropped up to the next Sync, after an error of ours.
    skipping: bool,
}

const APART: &str = "in a rehearsal all clients share one session, and another one has a transaction open: what this statement does could not be told apart from it";

impl Client {
    async fn talk(&mut self, reader: &mut (impl tokio::io::AsyncRead + Unpin)) -> io::Result<()> {
        while let Some(frame) = wire::read(reader).await? {
            match frame.tag {
                b'Q' => self.simple(frame.text(0).unwrap_or_default()).await?,
                b'S' => self.sync().await?,
                b'H' => self.flush().await?,
                b'X' => return Ok(()),
                // Copied data, for a COPY that was refused.
                b'd' | b'c' | b'f' => {}
                _ if self.skipping => {}
                _ => self.extended(&frame).await?,
            }
            self.tell().await;
        }
        Ok(())
    }

    /// Sends what the client is to be told. It may be gone; what it asked for is finished all the same.
    async fn tell(&mut self) {
        let _ = self.writer.write_all(&self.out).await;
        self.out.clear();
    }

    /// Takes the session for an exchange, with a savepoint if the client is in no transaction; false when refused.
    async fn take(&mut self) -> io::Result<bool> {
        if self.held.is_some() {
            return Ok(true);
        }
        let mut session = Arc::clone(&self.shared.session).lock_owned().await;
        let other = Shared::locked(&self.shared.transaction, |owner| {
            owner.is_some_and(|owner| owner != self.number)
        });
        if other {
            return Ok(false);
        }
        for (name, value) in std::mem::take(&mut self.settings) {
            let set = format!(
                "SELECT pg_catalog.set_config({}, {}, false)",
                literal(&name),
                literal(&value)
            );
            own(&mut session, &format!("SAVEPOINT {OURS}")).await?;
            if session.command(&set).await.is_err() {
                // A server would have refused the client.
                self.shared
                    .note("a setting of the connection was not taken by the server");
                own(&mut session, &format!("ROLLBACK TO SAVEPOINT {OURS}")).await?;
            }
            own(&mut session, &format!("RELEASE SAVEPOINT {OURS}")).await?;
        }
        if !self.in_transaction {
            own(&mut session, &format!("SAVEPOINT {OURS}")).await?;
        }
        self.held = Some(session);
        Ok(true)
    }

    /// Ends an exchange: keeps or undoes what it did, and gives the session back.
    async fn give_back(&mut self, undo: bool) -> io::Result<()> {
        self.binds = 0;
        let Some(mut session) = self.held.take() else {
            return Ok(());
        };
        if self.in_transaction {
            return Ok(());
        }
        if undo || session.status == b'E' {
            own(&mut session, &format!("ROLLBACK TO SAVEPOINT {OURS}")).await?;
        }
        own(&mut session, &format!("RELEASE SAVEPOINT {OURS}")).await
    }

    /// The status a client of its own session would be told.
    fn status(&self) -> u8 {
        match (&self.held, self.in_transaction) {
            (_, false) => b'I',
            (Some(session), true) => session.status,
            (None, true) => b'T',
        }
    }

    /// An error of ours. In a transaction it fails as after one of the server's.
    async fn refuse(&mut self, code: &str, message: &str) -> io::Result<()> {
        wire::error(&mut self.out, "ERROR", code, message);
        if self.held.is_none() {
            return Ok(());
        }
        // What was flushed before may have failed, and the server waits for a Sync then.
        let mut sync = BytesMut::new();
        wire::frame(&mut sync, b'S', |_| {});
        self.relay(&sync, None, false).await?;
        if let Some(session) = &mut self.held {
            // Any error will do: it makes the server remember that there was one.
            let _ = session.command("connector rehearsal refused").await;
            if let Some(why) = session.lost() {
                return Err(io::Error::other(why.to_owned()));
            }
        }
        Ok(())
    }

    /// Relays while the statement may be cancelled.
    async fn relay(
        &mut self,
        bytes: &[u8],
        answers: Option<usize>,
        simple: bool,
    ) -> io::Result<bool> {
        let shared = Arc::clone(&self.shared);
        shared.set_running(true).await;
        let relayed = self.relay_all(bytes, answers, simple).await;
        shared.set_running(false).await;
        relayed
    }

    /// Sends messages and passes the answers on, up to ReadyForQuery or so many of them; false after an error. Answers
    /// that a simple query doesn't have are left out of one.
    async fn relay_all(
        &mut self,
        bytes: &[u8],
        mut answers: Option<usize>,
        simple: bool,
    ) -> io::Result<bool> {
        let mut well = true;
        if answers == Some(0) {
            return Ok(true);
        }
        let Some(session) = &mut self.held else {
            return Ok(false);
        };
        session.send(bytes).await?;
        loop {
            let frame = match session.receive().await {
                Ok(frame) => frame,
                Err(error) => {
                    wire::error(
                        &mut self.out,
                        "FATAL",
                        "57P01",
                        "the rehearsal's session has ended; nothing was kept",
                    );
                    self.tell().await;
                    return Err(error);
                }
            };
            match frame.tag {
                b'Z' => return Ok(well),
                b'1' | b'2' | b'n' if simple => {}
                b'G' => {
                    // Data for a COPY can't be asked for in the middle of an exchange.
                    let mut fail = BytesMut::new();
                    wire::frame(&mut fail, b'f', |out| {
                        wire::text(out, "COPY FROM STDIN is not rehearsed")
                    });
                    // The Sync that followed was read as part of the copy.
                    wire::frame(&mut fail, b'S', |_| {});
                    session.send(&fail).await?;
                }
                _ => frame.write(&mut self.out),
            }
            well &= frame.tag != b'E';
            let answer = matches!(
                frame.tag,
                b'1' | b'2' | b'3' | b'T' | b'n' | b's' | b'C' | b'I' | b'E'
            );
            if let Some(left) = &mut answers
                && answer
            {
                *left = if frame.tag == b'E' {
                    0
                } else {
                    left.saturating_sub(1)
                };
                if *left == 0 {
                    return Ok(well);
                }
            }
            if self.out.len() > 64 * 1024 {
                let _ = self.writer.write_all(&self.out).await;
                self.out.clear();
            }
        }
    }

    /// The client is gone: what it was in the middle of is undone, and what it set is set back.
    async fn leave(&mut self) -> io::Result<()> {
        if self.held.is_some() {
            // An exchange without its Sync, such as a cursor that was never closed.
            let mut sync = BytesMut::new();
            wire::frame(&mut sync, b'S', |_| {});
            self.relay(&sync, None, false).await?;
            self.give_back(true).await?;
        }
        let mut session = Arc::clone(&self.shared.session).lock_owned().await;
        if let Some(why) = session.lost() {
            return Err(io::Error::other(why.to_owned()));
        }
        if self.in_transaction {
            own(&mut session, &format!("ROLLBACK TO SAVEPOINT {OURS}")).await?;
            own(&mut session, &format!("RELEASE SAVEPOINT {OURS}")).await?;
            self.in_transaction = false;
            Shared::locked(&self.shared.transaction, |owner| *owner = None);
        }
        let alone = Shared::locked(&self.shared.connected, |connected| connected.len() <= 1);
        if alone {
            for statement in [
                "RESET SESSION AUTHORIZATION",
                "RESET ALL",
                "CLOSE ALL",
                "DEALLOCATE ALL",
                "UNLISTEN *",
            ] {
                own(&mut session, statement).await?;
            }
        }
        Ok(())
    }
}

/// A statement of ours, which has no reason to fail; if it does, the session is given up.
async fn own(session: &mut Session, sql: &str) -> io::Result<()> {
    match session.command(sql).await {
        Ok(_) => Ok(()),
        Err(why) => Err(session.give_up(&format!("{sql}: {why}"))),
    }
}

fn refusal(why: &str) -> String {
    format!("not in a rehearsal: {why}")
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
