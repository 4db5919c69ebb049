//! Sessions that outlived their worker. A server that works on a statement does not notice that its client is gone; so
//! the parent, which still holds the connection, asks it to give up.

use std::net::{SocketAddr, TcpStream as StdTcpStream};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How a session is named to its server in a CancelRequest.
#[derive(Debug, Clone, Copy)]
pub(super) struct SessionKey {
    pub(super) process_id: i32,
    pub(super) secret_key: i32,
}

/// A session that rests ends by itself when its connection is closed.
const REST: Duration = Duration::from_millis(30);
/// How long one request may take to be passed on.
const REQUEST: Duration = Duration::from_millis(500);
/// How long the session may then take to end, before it is asked again: a request that overtakes the statement it is
/// meant for finds nothing to cancel.
const PATIENCE: Duration = Duration::from_millis(250);
const ATTEMPTS: u32 = 5;

/// Closes a connection, and sees to it that the session on it ends.
pub(super) async fn close(connection: StdTcpStream, key: SessionKey) {
    let (Ok(address), Ok(mut stream)) = (connection.peer_addr(), TcpStream::from_std(connection))
    else {
        return;
    };
    // The worker's own end is closed or about to be; nothing more can be said on this connection.
    let _ = stream.shutdown().await;
    if timeout(REST, drain(&mut stream)).await.is_ok() {
        return;
    }
    for _ in 0..ATTEMPTS {
        let _ = timeout(REQUEST, cancel(address, key)).await;
        if timeout(PATIENCE, drain(&mut stream)).await.is_ok() {
            return;
        }
    }
    tracing::warn!(%address, "a statement would not be cancelled; its server will notice when it is done");
}

/// PostgreSQL's CancelRequest, on a connection of its own. It goes unencrypted, which servers accept: the key is of use
/// for nothing but this.
async fn cancel(address: SocketAddr, key: SessionKey) -> std::io::Result<()> {
    const LENGTH: i32 = 16;
    const CODE: i32 = 80_877_102;
    let mut stream = TcpStream::connect(address).await?;
    let mut message = Vec::new();
    for number in [LENGTH, CODE, key.process_id, key.secret_key] {
        message.extend(number.to_be_bytes());
    }
    stream.write_all(&message).await?;
    // The server hangs up when it has passed the request on.
    drain(&mut stream).await;
    Ok(())
}

/// Reads until the server hangs up; a server that is stuck with rows for us would never get that far otherwise.
async fn drain(stream: &mut TcpStream) {
    let mut scrap = [0; 4096];
    while matches!(stream.read(&mut scrap).await, Ok(n) if n > 0) {}
}
