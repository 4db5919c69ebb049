//! An invocation under a debugger.
//!
//! A worker has no sockets. The debugger's messages travel as frames between it and the parent, which listens for the
//! debugger: see `cli/src/inspect/`.

use connector_contract::Outcome;
use connector_runtime::{Debugger, Job};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use crate::frame::Order;
use crate::invoke::judged;
use crate::supervisor::{HostError, Worker, WorkerProgram};

/// The two ends of a debugger's line, as this side holds them: messages of the Chrome DevTools Protocol.
#[derive(Default)]
pub struct Line {
    /// What the debugger says.
    pub from: Option<UnboundedReceiver<String>>,
    /// What it is told.
    pub to: Option<UnboundedSender<String>>,
}

impl Line {
    pub(crate) fn say(&self, text: String) {
        if let Some(to) = &self.to {
            // A debugger that has hung up hears nothing.
            let _ = to.send(text);
        }
    }

    /// The next message. Never, when there is no debugger or it has hung up.
    pub(crate) async fn heard(&mut self) -> String {
        if let Some(from) = &mut self.from
            && let Some(text) = from.recv().await
        {
            return text;
        }
        self.from = None;
        std::future::pending().await
    }
}

/// How to debug.
#[derive(Debug, Clone)]
pub struct DebugOptions {
    /// What the debugger calls the script: an absolute path, which it sees as a `file:` URL.
    pub label: String,
    /// Whether to stop at the script's first line.
    pub stop: bool,
}

/// Runs one invocation under a debugger, in a worker process of its own. The script waits until the debugger has sent
/// `Runtime.runIfWaitingForDebugger`. Its limits of time are lifted; those of memory and output hold.
///
/// # Errors
/// When the host failed. A failing script is an outcome.
pub async fn debug(
    program: &WorkerProgram,
    job: Job,
    options: DebugOptions,
    mut line: Line,
) -> Result<Outcome, HostError> {
    let told = job.clone();
    let order = Order::Debug {
        job: Box::new(job),
        label: options.label,
        stop: options.stop,
    };
    let mut worker = Worker::spawn(program).await?;
    let report = worker.obey(order, Debugger::PATIENCE, &mut line).await?;
    worker.retire().await;
    Ok(judged(&told, report))
}
