//! Writing history without delaying anybody: a bounded queue, and a task that writes what is in it in batches.
//!
//! What doesn't fit is lost and counted, never waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;

use crate::history::Entry;
use crate::registry::Registry;

/// Entries that may wait.
const QUEUE: usize = 8_192;
/// Bytes that may wait.
const QUEUE_BYTES: usize = 64 * 1024 * 1024;
/// Entries written in one transaction.
const BATCH: usize = 256;
/// How long a batch may gather: a commit waits for the disk, so fewer are cheaper.
const GATHER: Duration = Duration::from_millis(20);
/// How often a batch that the database refused is tried.
const TRIES: u32 = 5;

/// Takes invocations and writes them down in its own time.
pub struct HistoryWriter {
    queue: Mutex<Option<mpsc::Sender<Entry>>>,
    sender: mpsc::WeakSender<Entry>,
    shared: Arc<Shared>,
    task: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Shared {
    bytes: AtomicUsize,
    written: AtomicU64,
    lost: AtomicU64,
}

impl HistoryWriter {
    /// Starts writing.
    pub fn start(registry: Arc<Registry>) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let shared = Arc::new(Shared::default());
        let task = tokio::spawn(write(registry, receiver, Arc::clone(&shared)));
        Self {
            sender: sender.downgrade(),
            queue: Mutex::new(Some(sender)),
            shared,
            task: Mutex::new(Some(task)),
        }
    }

    /// Takes an invocation, or counts it as lost. Never waits.
    pub fn record(&self, entry: Entry) {
        let size = size(&entry);
        let room = self
            .shared
            .bytes
            .fetch_update(Relaxed, Relaxed, |bytes| {
                Some(bytes.saturating_add(size)).filter(|sum| *sum <= QUEUE_BYTES)
            })
            .is_ok();
        if !room {
            self.shared.lose(1);
        } else if self
            .sender
            .upgrade()
            .is_none_or(|queue| queue.try_send(entry).is_err())
        {
            self.shared.bytes.fetch_sub(size, Relaxed);
            self.shared.lose(1);
        }
    }

    /// Invocations that were written down since the start.
    pub fn written(&self) -> u64 {
        self.shared.written.load(Relaxed)
    }

    /// Invocations that were lost since the start.
    pub fn lost(&self) -> u64 {
        self.shared.lost.load(Relaxed)
    }

    /// Takes nothing more and returns when everything is written, at the latest after `within`.
    pub async fn finish(&self, within: Duration) {
        self.queue.lock().await.take();
        if let Some(task) = self.task.lock().await.take()
            && tokio::time::timeout(within, task).await.is_err()
        {
            tracing::error!("history was not written to its end in time");
        }
    }
}

impl Shared {
    fn lose(&self, count: u64) {
        let before = self.lost.fetch_add(count, Relaxed);
        // The first loss, and every thousandth: a log line for each would be the next problem.
        if before / 1_000 != (before + count) / 1_000 || before == 0 {
            tracing::warn!(
                lost = before + count,
                "history can't keep up: invocations are not written down"
            );
        }
    }
}

async fn write(registry: Arc<Registry>, mut queue: mpsc::Receiver<Entry>, shared: Arc<Shared>) {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        if batch.len() < BATCH && !queue.is_closed() {
            tokio::time::sleep(GATHER).await;
            while batch.len() < BATCH
                && let Ok(entry) = queue.try_recv()
            {
                batch.push(entry);
            }
        }
        let count = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        if written(&registry, &batch).await {
            shared.written.fetch_add(count, Relaxed);
        } else {
            shared.lose(count);
        }
        let bytes = batch.iter().map(size).sum();
        shared.bytes.fetch_sub(bytes, Relaxed);
        batch.clear();
    }
}

async fn written(registry: &Registry, batch: &[Entry]) -> bool {
    let mut wait = Duration::from_millis(100);
    for again in (0..TRIES).rev() {
        match registry.write_history(batch).await {
            Ok(()) => return true,
            Err(error) => tracing::warn!(%error, "history could not be written"),
        }
        if again > 0 {
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
    }
    false
}

/// About how many bytes an entry holds on to.
fn size(entry: &Entry) -> usize {
    let outcome = &entry.outcome;
    let value = outcome.value.as_ref().map_or(0, |value| value.get().len());
    let error = outcome.error.as_ref().map_or(0, |error| {
        let part = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        error.message.len() + error.public_message.len() + part(&error.stack) + part(&error.frame)
    });
    let logs: usize = outcome
        .logs
        .iter()
        .map(|line| line.message.len() + 32)
        .sum();
    let kept = entry.kept.as_ref().map_or(0, |kept| {
        serde_json::to_string(kept).map_or(0, |text| text.len())
    });
    512 + value + error + logs + kept
}
