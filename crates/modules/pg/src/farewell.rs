//! Leaving a server without leaving anything behind on it.

use std::time::Instant;

use bytes::BytesMut;
use connector_capability::egress::Egress;
use postgres_protocol::message::frontend;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::handshake::{self, CancelKey};
use crate::limits::{CANCEL_ATTEMPTS, CANCEL_TIME, GOODBYE_TIME};
use crate::options::Options;
use crate::stream::Stream;

/// Asks the server, over a connection of its own, to give up what `key`'s session is doing.
///
/// Returns when the server has passed the request on (it hangs up then), so a statement sent later is never hit; or
/// when [`CANCEL_TIME`] is over. Whether it took effect shows in the session itself.
pub(crate) async fn cancel(options: &Options, egress: &dyn Egress, key: CancelKey) {
    let work = async {
        let now = Instant::now();
        let deadline = now.checked_add(CANCEL_TIME).unwrap_or(now);
        let mut stream = handshake::open(options, egress, key.address, deadline)
            .await
            .ok()?;
        let mut message = BytesMut::new();
        frontend::cancel_request(key.process_id, key.secret_key, &mut message);
        stream.write_all(&message).await.ok()?;
        stream.flush().await.ok()?;
        read_to_end(&mut stream).await;
        Some(())
    };
    if timeout(CANCEL_TIME, work).await.ok().flatten().is_none() {
        tracing::debug!("a statement could not be cancelled on its server");
    }
}

/// Leaves a session that is at rest: sends Terminate, and waits a moment for the server to hang up.
pub(crate) async fn say_goodbye(stream: Stream, output: BytesMut) {
    let work = goodbye(stream, output);
    let _ = timeout(GOODBYE_TIME, work).await;
}

/// Leaves a session that is at work: has its statement cancelled until the server hangs up.
///
/// Once is not enough: a request that overtakes the statement it is meant for finds nothing to cancel.
pub(crate) async fn break_away(
    stream: Stream,
    output: BytesMut,
    options: &Options,
    egress: &dyn Egress,
    key: CancelKey,
) {
    let work = goodbye(stream, output);
    tokio::pin!(work);
    for _ in 0..CANCEL_ATTEMPTS {
        let cancelled = cancel(options, egress, key);
        tokio::pin!(cancelled);
        tokio::select! {
            () = &mut work => return,
            () = &mut cancelled => {}
        }
        if timeout(GOODBYE_TIME, &mut work).await.is_ok() {
            return;
        }
    }
    tracing::warn!("a statement would not be cancelled; its server will notice when it is done");
}

/// Sends what was still to be sent and Terminate, until the server has hung up. Reads all the while: a server that is
/// stuck with rows for us would never get to our words.
async fn goodbye(stream: Stream, mut output: BytesMut) {
    frontend::terminate(&mut output);
    let (mut read, mut write) = tokio::io::split(stream);
    let say = async {
        if write.write_all(&output).await.is_ok() {
            let _ = write.shutdown().await;
        }
    };
    let listen = async {
        let mut scrap = [0; 4096];
        while matches!(read.read(&mut scrap).await, Ok(n) if n > 0) {}
    };
    tokio::join!(say, listen);
}

async fn read_to_end(stream: &mut Stream) {
    let mut scrap = [0; 256];
    while matches!(stream.read(&mut scrap).await, Ok(n) if n > 0) {}
}
