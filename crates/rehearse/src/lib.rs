//! `connector run --rehearse`: a script on a real database, and nothing of it kept.
//!
//! A [`Rehearsal`] opens one session, begins a transaction on it, and listens on a port of this machine that speaks
//! PostgreSQL's protocol. Every client of the script comes there and is served on that one session: its BEGIN, COMMIT
//! and ROLLBACK become savepoints, each statement outside a transaction gets one of its own. At the end the rows that
//! would have changed are read from inside and from outside the transaction, and it is rolled back.
//!
//! Nothing is committed, for three reasons that don't lean on each other: statements that control transactions are never
//! passed on; what is passed on goes through the extended protocol, in which the server takes one statement at a time; and
//! a deferred constraint trigger in the transaction makes the server itself refuse a COMMIT. Whenever the session turns out
//! to have left its transaction, it is closed at once.
//!
//! - `server`: the way to the database, encrypted where its address says so.
//! - `session`: the one session, and guarding its transaction.
//! - `words`: what a statement does to transactions, and what could not be undone.
//! - `lender`: the port, and what all clients share.
//! - `client`, `wire`: one of the script's clients; `client/` has a file for each way it speaks.
//! - `changes`, `tables`: the rows that would have changed.

mod changes;
mod client;
mod error;
mod lender;
mod server;
mod session;
mod tables;
mod wire;
mod words;

pub use changes::{Change, Changes, SequenceMove, TableChanges, UpdatedRow};
pub use error::RehearsalError;
pub use lender::Rehearsal;
