//! Statements with values, prepared ones, cursors: messages up to a Sync.

use std::io;

use bytes::BytesMut;

use super::{APART, Client, refusal};
use crate::wire::{self, Frame};
use crate::words::{self, Kind};

impl Client {
    pub(super) async fn extended(&mut self, frame: &Frame) -> io::Result<()> {
        if !self.take().await? {
            wire::error(&mut self.out, "ERROR", "0A000", APART);
            self.skipping = true;
            return Ok(());
        }
        let refused = match frame.tag {
            b'P' => match words::kind(frame.text(1).unwrap_or_default()) {
                Kind::Refused(why) => Some(refusal(why)),
                Kind::Begin { .. } | Kind::Commit | Kind::Rollback | Kind::Modes => Some(refusal(
                    "transactions are begun and ended by a plain text, without values or a name",
                )),
                Kind::Savepoint if !self.in_transaction => {
                    Some("SAVEPOINT can only be used in transaction blocks".to_owned())
                }
                _ => None,
            },
            b'B' => {
                self.binds += 1;
                (self.binds > 1).then(|| refusal("statements are sent one at a time"))
            }
            b'D' | b'E' | b'C' => None,
            _ => Some(refusal("this message of the protocol is not spoken")),
        };
        if let Some(message) = refused {
            self.pending.clear();
            self.answers = 0;
            self.skipping = true;
            return self.refuse("0A000", &message).await;
        }
        self.answers += 1;
        self.renamed(frame).write(&mut self.pending);
        Ok(())
    }

    /// Prepared statements of several clients live in one session: each client's get a name of their own.
    fn renamed(&self, frame: &Frame) -> Frame {
        let number = self.number;
        let rename = |at: usize| {
            let name = frame.text(at).filter(|name| !name.is_empty())?;
            let from: usize = frame
                .body
                .split(|byte| *byte == 0)
                .take(at)
                .map(|piece| piece.len() + 1)
                .sum();
            let mut body = BytesMut::from(frame.body.get(..from)?);
            wire::text(&mut body, &format!("{number}:{name}"));
            body.extend_from_slice(frame.body.get(from + name.len() + 1..)?);
            Some(body.freeze())
        };
        let body = match (frame.tag, frame.body.first()) {
            (b'P', _) => rename(0),
            (b'B', _) => rename(1),
            (b'D' | b'C', Some(b'S')) => {
                let name = frame
                    .text(0)
                    .and_then(|name| name.get(1..))
                    .filter(|name| !name.is_empty());
                name.map(|name| {
                    let mut body = BytesMut::from(&b"S"[..]);
                    wire::text(&mut body, &format!("{number}:{name}"));
                    body.freeze()
                })
            }
            _ => None,
        };
        Frame {
            tag: frame.tag,
            body: body.unwrap_or_else(|| frame.body.clone()),
        }
    }

    pub(super) async fn flush(&mut self) -> io::Result<()> {
        if self.skipping || self.held.is_none() {
            return Ok(());
        }
        wire::frame(&mut self.pending, b'H', |_| {});
        let out = self.pending.split();
        let answers = std::mem::take(&mut self.answers);
        self.relay(&out, Some(answers), false).await.map(drop)
    }

    pub(super) async fn sync(&mut self) -> io::Result<()> {
        if self.held.is_some() && !self.skipping {
            wire::frame(&mut self.pending, b'S', |_| {});
            let out = self.pending.split();
            self.relay(&out, None, false).await?;
        }
        (self.skipping, self.answers) = (false, 0);
        let status = self.status();
        self.give_back(false).await?;
        wire::ready(&mut self.out, status);
        Ok(())
    }
}
