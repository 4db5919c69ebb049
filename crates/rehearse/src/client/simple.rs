//! Plain texts of one or several statements, and the transactions that they begin and end.

use std::io;

use bytes::BytesMut;

use super::{APART, Client, own, refusal};
use crate::lender::Shared;
use crate::wire;
use crate::words::{self, Kind, OURS};

impl Client {
    /// Several statements in one text are one implicit transaction, unless they begin and end some themselves.
    pub(super) async fn simple(&mut self, text: &str) -> io::Result<()> {
        if self.take().await? {
            // What can't be cut is passed on whole: as one statement, which the server refuses if it is more.
            let whole = || vec![(0, text)];
            let cut = connector_scratch::cut(text).unwrap_or_else(|_| whole());
            if cut.is_empty() {
                wire::frame(&mut self.out, b'I', |_| {});
            }
            for (at, statement) in cut {
                if !self.statement(text, at, statement).await? {
                    break;
                }
            }
        } else {
            wire::error(&mut self.out, "ERROR", "0A000", APART);
        }
        let status = self.status();
        self.give_back(false).await?;
        wire::ready(&mut self.out, status);
        Ok(())
    }

    /// One statement; false after an error.
    async fn statement(&mut self, text: &str, at: usize, statement: &str) -> io::Result<bool> {
        let kind = words::kind(statement);
        let failed = self
            .held
            .as_ref()
            .is_some_and(|session| session.status == b'E');
        match kind {
            Kind::Begin { modes } if !failed => {
                if modes {
                    self.shared.note("transaction modes such as isolation levels and READ ONLY are not rehearsed");
                }
                if !self.in_transaction {
                    self.in_transaction = true;
                    Shared::locked(&self.shared.transaction, |owner| *owner = Some(self.number));
                }
                wire::complete(&mut self.out, "BEGIN");
                Ok(true)
            }
            Kind::Commit | Kind::Rollback => {
                let undo = kind == Kind::Rollback || failed;
                self.end_transaction(undo).await?;
                wire::complete(&mut self.out, if undo { "ROLLBACK" } else { "COMMIT" });
                Ok(true)
            }
            Kind::Modes if !failed => {
                self.shared.note(
                    "transaction modes such as isolation levels and READ ONLY are not rehearsed",
                );
                wire::complete(&mut self.out, "SET");
                Ok(true)
            }
            Kind::Savepoint if !self.in_transaction => {
                self.refuse("25P01", "SAVEPOINT can only be used in transaction blocks")
                    .await?;
                Ok(false)
            }
            Kind::Refused(why) => {
                self.refuse("0A000", &refusal(why)).await?;
                Ok(false)
            }
            _ => {
                if kind == Kind::Notify {
                    self.shared
                        .note("NOTIFY is delivered at a commit, so nobody was told");
                }
                // Blanks in place of what stands before it keep the server's positions right.
                let before = text.get(..at).map_or(0, |before| before.chars().count());
                let mut out = BytesMut::new();
                wire::one_statement(&mut out, &format!("{}{statement}", " ".repeat(before)));
                self.relay(&out, None, true).await
            }
        }
    }

    /// COMMIT or ROLLBACK. Outside a transaction they end what a text of several statements did so far.
    async fn end_transaction(&mut self, undo: bool) -> io::Result<()> {
        let Some(session) = &mut self.held else {
            return Ok(());
        };
        if undo {
            own(session, &format!("ROLLBACK TO SAVEPOINT {OURS}")).await?;
        }
        own(session, &format!("RELEASE SAVEPOINT {OURS}")).await?;
        own(session, &format!("SAVEPOINT {OURS}")).await?;
        self.in_transaction = false;
        Shared::locked(&self.shared.transaction, |owner| *owner = None);
        Ok(())
    }
}
