//! Processes killed with signal 9: a worker, a server, one node of two.

use crate::error::Failure;
use crate::faults::{Around, Done, Fault, around};
use crate::node::Node;
use crate::stage::Stage;

/// Kills a worker process.
///
/// # Errors
/// See [`around`].
pub async fn worker(stage: &mut Stage, node: Node, how: Around) -> Result<(Fault, Node), Failure> {
    around(stage, "worker", how, node, async |_, node: Node| {
        let before = node.workers().len();
        let mut done = Done::simply("kill -9 of a worker process");
        done.fine = node.kill_a_worker();
        done.notes.push(format!("{before} workers before"));
        Ok((done, node))
    })
    .await
}

/// Kills the server, and starts it again.
///
/// # Errors
/// See [`around`].
pub async fn server(stage: &mut Stage, node: Node, how: Around) -> Result<(Fault, Node), Failure> {
    around(stage, "server", how, node, async |stage, node: Node| {
        node.kill().await?;
        let begun = std::time::Instant::now();
        let node = stage.start(0).await?;
        let mut done = Done::simply("kill -9 of the server, started again at once");
        done.notes.push(format!(
            "it listened after {} ms",
            begun.elapsed().as_millis()
        ));
        Ok((done, node))
    })
    .await
}

/// Kills one node of two that share a registry; it does not come back.
///
/// # Errors
/// See [`around`].
pub async fn one_of_two(
    stage: &mut Stage,
    nodes: (Node, Node),
    how: Around,
) -> Result<(Fault, Node), Failure> {
    let things = (Some(nodes.0), nodes.1);
    let fault = async |_: &mut Stage, (dying, other): (Option<Node>, Node)| {
        if let Some(dying) = dying {
            dying.kill().await?;
        }
        let done = Done::simply("kill -9 of one of two nodes on one PostgreSQL registry");
        Ok((done, (None, other)))
    };
    let (fault, nodes) = around(stage, "one of two nodes", how, things, fault).await?;
    Ok((fault, nodes.1))
}
