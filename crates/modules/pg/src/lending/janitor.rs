//! The thread of a pool that closes what has expired.

use std::sync::Weak;
use std::time::Duration;

use bytes::BytesMut;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::sessions::Sessions;
use crate::farewell;
use crate::handshake::Session;

/// Without anything to wait for, how often to see whether the pool is still there.
pub(super) const LONG: Duration = Duration::from_secs(60);

/// Closes what has expired, in good order, until the pool is gone.
pub(super) fn work(pool: &Weak<Sessions>, bell: &Notify) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return;
    };
    runtime.block_on(async {
        let mut farewells = JoinSet::new();
        loop {
            let next = {
                let Some(pool) = pool.upgrade() else {
                    break;
                };
                let (dismissed, next) = pool.collect();
                for session in dismissed {
                    farewells.spawn(close(session));
                }
                next
            };
            tokio::select! {
                () = bell.notified() => {}
                () = tokio::time::sleep_until(next.into()) => {}
                _ = farewells.join_next(), if !farewells.is_empty() => {}
            }
        }
        farewells.join_all().await;
    });
}

async fn close(session: Session) {
    let mut stream = session.stream;
    if stream.wake(None).is_ok() {
        farewell::say_goodbye(stream, BytesMut::new()).await;
    }
}
