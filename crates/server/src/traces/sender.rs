//! Sending spans from a thread of its own: a bounded queue, batches, and what can't be sent is lost and counted.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use opentelemetry::Context;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{Span, SpanData, SpanExporter, SpanProcessor};

/// Spans that may wait.
const QUEUE: usize = 4_096;
/// Spans sent at once.
const BATCH: usize = 512;
/// How long a batch may gather.
const GATHER: Duration = Duration::from_millis(500);

/// Takes spans and sends them in its own time.
pub(super) struct Sender {
    queue: Mutex<Option<SyncSender<SpanData>>>,
    /// Hears of the thread's end.
    ended: Mutex<Receiver<()>>,
    lost: Arc<AtomicU64>,
}

impl Sender {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(
        mut exporter: impl SpanExporter + 'static,
        resource: &Resource,
        lost: Arc<AtomicU64>,
    ) -> io::Result<Self> {
        exporter.set_resource(resource);
        let (queue, spans) = sync_channel(QUEUE);
        let (end, ended) = channel();
        // The exporter needs a runtime, and may block it while it tries again: it gets one that nobody else uses.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let count = Arc::clone(&lost);
        thread::Builder::new()
            .name("traces".to_owned())
            .spawn(move || {
                runtime.block_on(async { send(&exporter, &spans, &count).await });
                // Nobody may listen any more.
                let _ = end.send(());
            })?;
        Ok(Self {
            queue: Mutex::new(Some(queue)),
            ended: Mutex::new(ended),
            lost,
        })
    }
}

async fn send(exporter: &impl SpanExporter, spans: &Receiver<SpanData>, lost: &AtomicU64) {
    let mut reached = true;
    while let Ok(first) = spans.recv() {
        let mut batch = vec![first];
        let until = Instant::now() + GATHER;
        while batch.len() < BATCH {
            match spans.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(span) => batch.push(span),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        let count = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let sent = exporter.export(batch).await;
        if let Err(error) = &sent {
            lost.fetch_add(count, Relaxed);
            if reached {
                // Once, not for each batch, until it works again.
                tracing::warn!(%error, "the collector takes no traces: they are lost until it does");
            }
        } else if !reached {
            tracing::info!("the collector takes traces again");
        }
        reached = sent.is_ok();
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl SpanProcessor for Sender {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        if !span.span_context.is_sampled() {
            return;
        }
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = queue
            .as_ref()
            .is_some_and(|queue| queue.try_send(span).is_ok());
        if !taken {
            self.lost.fetch_add(1, Relaxed);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        // The thread sends what is in the queue, and ends where there is nobody left to fill it.
        drop(
            self.queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        match ended.recv_timeout(timeout) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => Ok(()),
            Err(RecvTimeoutError::Timeout) => Err(OTelSdkError::Timeout(timeout)),
        }
    }
}
