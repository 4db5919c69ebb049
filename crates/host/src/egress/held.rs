//! The parent's copies of a worker's connections: which are in use, who may use them next, and how they end.

use std::collections::HashMap;
use std::net::{Shutdown, TcpStream as StdTcpStream};

use tokio::task::JoinSet;

use super::account::{Invocation, Place};
use super::farewell::{self, SessionKey};

/// The parent's copy of a connection that the worker has.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) connection: StdTcpStream,
    pub(super) session: Option<SessionKey>,
    /// No invocation uses it.
    pub(super) rests: bool,
    pub(super) place: Place,
}

impl Held {
    pub(super) fn close(self) {
        // Not only our copy: a worker may have kept what it said it closed.
        let _ = self.connection.shutdown(Shutdown::Both);
    }
}

/// A worker says that an invocation uses the connection `id`, which rested. `borrower` is `None` when the worker serves
/// no such invocation: what it says of an invocation's end comes another way, and may have overtaken this.
///
/// # Errors
/// Why a worker that keeps the rules would not have said so. The connection is closed then.
pub(super) fn lend(
    all: &mut HashMap<u64, Held>,
    id: u64,
    borrower: Option<&Invocation>,
) -> Result<(), &'static str> {
    // One that is closed already can't be used.
    let Some(held) = all.get_mut(&id) else {
        return Ok(());
    };
    let wrong = match borrower {
        _ if !held.rests => "it lent a connection that was in use",
        Some(borrower) if !held.place.is_of(&borrower.account) => {
            "it lent one tenant's connection to another"
        }
        Some(borrower) if borrower.only_address.is_some() => "it lent a connection to a rehearsal",
        Some(_) | None => {
            held.rests = false;
            return Ok(());
        }
    };
    if let Some(held) = all.remove(&id) {
        held.close();
    }
    Err(wrong)
}

/// Ends the sessions of a worker that is gone. Those in use are cancelled where they are; what rests ends by itself.
pub(super) async fn end_all(left: Vec<Held>) {
    let mut farewells = JoinSet::new();
    for held in left {
        match held.session {
            Some(session) if !held.rests => {
                farewells.spawn(farewell::close(held.connection, session));
            }
            Some(_) | None => held.close(),
        }
    }
    farewells.join_all().await;
}
