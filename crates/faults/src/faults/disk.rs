//! A disk that takes no more: the server's files may not grow, so that its registry's writes fail as on a full disk.
//!
//! The limit is the kernel's for the size of files (`RLIMIT_FSIZE`), set on the running server and lifted again: it needs
//! no file system of its own and no root. What fails is the same write; the error is "file too large".

use std::time::Duration;

use tokio::time::sleep;

use crate::error::Failure;
use crate::faults::{Around, Done, Fault, around};
use crate::node::Node;
use crate::stage::Stage;

/// How long it takes no more.
const FULL: Duration = Duration::from_secs(3);
/// What files may have: less than the registry's log of writes has after a moment of load.
const BYTES: u64 = 16 * 1024;

/// Fills the disk under the registry, and empties it again.
///
/// # Errors
/// See [`around`].
pub async fn full(stage: &mut Stage, node: Node, how: Around) -> Result<(Fault, Node), Failure> {
    around(stage, "full disk", how, node, async |_, node: Node| {
        node.limit_files(Some(BYTES))?;
        sleep(FULL).await;
        node.limit_files(None)?;
        let what = "files of the server could not grow for 3 s (RLIMIT_FSIZE), the SQLite registry's among them";
        Ok((Done::simply(what), node))
    })
    .await
}
