//! The clients of one runtime, by number.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use connector_capability::Capabilities;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::client::{Client, Command};
use crate::failure::Failure;
use crate::limits::{Bounds, MAX_PIPELINED};
use crate::options::Options;
use crate::rows::RowSets;

/// All clients that scripts of one runtime opened and that are not gone yet. Lives in the runtime's `OpState`.
#[derive(Debug, Default)]
pub(crate) struct Clients {
    handles: HashMap<u32, Handle>,
    last: u32,
    /// Shared by clients that are open at the same time: see [`Work`](crate::lending::Work).
    struck: Arc<AtomicBool>,
}

/// The ops' end of a client.
#[derive(Debug)]
pub(crate) struct Handle {
    pub(crate) commands: mpsc::Sender<Command>,
    pub(crate) row_sets: RowSets,
    pub(crate) events: Arc<Mutex<mpsc::Receiver<String>>>,
    pub(crate) first_reply: Option<oneshot::Receiver<String>>,
    pub(crate) end: CancellationToken,
    pub(crate) terminate: CancellationToken,
    pub(crate) over: CancellationToken,
    task: JoinHandle<()>,
}

impl Clients {
    /// Starts a client; it connects at once.
    ///
    /// # Errors
    /// When the invocation has as many as it may.
    pub(crate) fn open(
        &mut self,
        options: Options,
        capabilities: &Capabilities,
    ) -> Result<u32, Failure> {
        let bounds = Bounds::of(capabilities);
        self.handles.retain(|_, handle| !handle.task.is_finished());
        // Those that are on their way out don't count: scripts rarely wait for `end()`.
        let open = self
            .handles
            .values()
            .filter(|handle| !handle.is_leaving())
            .count();
        if open >= bounds.clients {
            return Err(Failure::limit(
                "database clients of an invocation",
                bounds.clients.to_string(),
            ));
        }
        // They are bounded all the same.
        if self.handles.len() >= bounds.clients.saturating_mul(4) {
            return Err(Failure::limit(
                "closing database clients of an invocation",
                bounds.clients.saturating_mul(3).to_string(),
            ));
        }
        let first = open == 0;
        if first {
            self.struck = Arc::default();
        }
        let (first_reply, first_receiver) = oneshot::channel();
        let (commands, command_receiver) = mpsc::channel(MAX_PIPELINED);
        // One place beyond the events themselves is enough for the end, which is told once.
        let (events, event_receiver) = mpsc::channel(2);
        let (end, terminate) = (CancellationToken::new(), CancellationToken::new());
        let row_sets = RowSets::default();
        let client = Client {
            options: Arc::new(options),
            capabilities: capabilities.clone(),
            bounds,
            first,
            struck: Arc::clone(&self.struck),
            first_reply,
            commands: command_receiver,
            row_sets: row_sets.clone(),
            events,
            end: end.clone(),
            terminate: terminate.clone(),
        };
        let handle = Handle {
            commands,
            row_sets,
            events: Arc::new(Mutex::new(event_receiver)),
            first_reply: Some(first_receiver),
            end,
            terminate,
            over: capabilities.over.clone(),
            task: capabilities.tasks.spawn(client.run()),
        };
        self.last = self.last.wrapping_add(1);
        let id = self.last;
        self.handles.insert(id, handle);
        Ok(id)
    }

    /// Clients that hold a session, or are about to. Those on their way out don't count: scripts rarely wait for
    /// `end()`.
    pub(crate) fn open_count(&self) -> usize {
        self.handles
            .values()
            .filter(|handle| !handle.task.is_finished() && !handle.is_leaving())
            .count()
    }

    /// The client of that number.
    pub(crate) fn get(&mut self, id: u32) -> Option<&mut Handle> {
        self.handles.get_mut(&id)
    }
}

impl Handle {
    fn is_leaving(&self) -> bool {
        self.end.is_cancelled() || self.terminate.is_cancelled() || self.over.is_cancelled()
    }
}
