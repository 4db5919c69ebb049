//! Leaving a server without leaving anything behind on it.

use std::time::Instant;

use bytes::BytesMut;
use connector_capability::egress::Egress;
use postgres_protocol::message::frontend;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::handshake::{self, CancelKey};
use crate::limits::{CANCEL_TIME, GOODBYE_TIME};
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
        let mut stream = handshake::open(options, egress, deadline).await.ok()?;
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

/// Sends what is left of `output` and Terminate, and waits a moment for the server to hang up.
pub(crate) async fn say_goodbye(mut stream: Stream, mut output: BytesMut) {
    frontend::terminate(&mut output);
    let work = async {
        if stream.write_all(&output).await.is_ok() && stream.shutdown().await.is_ok() {
            read_to_end(&mut stream).await;
        }
    };
    let _ = timeout(GOODBYE_TIME, work).await;
}

async fn read_to_end(stream: &mut Stream) {
    let mut scrap = [0; 4096];
    while matches!(stream.read(&mut scrap).await, Ok(n) if n > 0) {}
}
