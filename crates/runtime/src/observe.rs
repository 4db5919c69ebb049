//! Watching an invocation from outside: what of the script ran, or a debugger.

use std::sync::{Arc, Mutex, PoisonError};

use deno_core::JsRuntime;
use deno_core::futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use deno_core::{InspectorMsg, InspectorSessionChannels, InspectorSessionKind, InspectorSessionProxy};

use crate::coverage::{Counter, Coverage};

/// What an invocation is watched for. The usual answer, and the only one that costs nothing, is nothing.
#[derive(Clone, Default)]
pub enum Observe {
    /// Nothing.
    #[default]
    Nothing,
    /// Which parts of the script run; told before the invocation's report.
    Coverage(Arc<dyn Fn(Coverage) + Send + Sync>),
    /// A debugger steps through it.
    Debugger(Debugger),
}

/// The way to a debugger, which speaks the Chrome DevTools Protocol: one JSON message after the other.
#[derive(Clone)]
pub struct Debugger {
    /// What V8 calls the script in front of the debugger: an absolute path, or a URL.
    pub label: String,
    /// Whether to stop at the script's first line.
    pub stop: bool,
    /// What the debugger says.
    heard: Arc<Mutex<Option<UnboundedReceiver<String>>>>,
    /// Told what V8 says to the debugger.
    say: Arc<dyn Fn(String) + Send + Sync>,
}

impl Debugger {
    /// A way to a debugger; what it says is to be put into the sender. The invocation waits until the debugger has sent
    /// `Runtime.runIfWaitingForDebugger`, or the sender is dropped.
    pub fn new(
        label: impl Into<String>,
        stop: bool,
        say: impl Fn(String) + Send + Sync + 'static,
    ) -> (Self, UnboundedSender<String>) {
        let (sender, receiver) = unbounded();
        let debugger = Self {
            label: label.into(),
            stop,
            heard: Arc::new(Mutex::new(Some(receiver))),
            say: Arc::new(say),
        };
        (debugger, sender)
    }
}

/// A watch over one isolate. Must go before the isolate does.
pub(crate) enum Observer {
    Nothing,
    Coverage(Counter, Arc<dyn Fn(Coverage) + Send + Sync>),
    Debugger,
}

impl Observer {
    /// Begins watching, and waits for a debugger that is to watch.
    pub(crate) fn attach(runtime: &mut JsRuntime, observe: &Observe) -> Self {
        match observe {
            Observe::Nothing => Self::Nothing,
            Observe::Coverage(tell) => Self::Coverage(Counter::start(runtime), Arc::clone(tell)),
            Observe::Debugger(debugger) => {
                attach(runtime, debugger);
                Self::Debugger
            }
        }
    }

    /// The script's part is over.
    pub(crate) fn finish(self, label: &str) {
        if let Self::Coverage(counter, tell) = self {
            tell(counter.take(label));
        }
    }
}

fn attach(runtime: &mut JsRuntime, debugger: &Debugger) {
    let heard = debugger
        .heard
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    // Taken before: a second invocation has nobody to talk to.
    let Some(rx) = heard else { return };
    runtime.maybe_init_inspector();
    let inspector = runtime.inspector();
    let (tx, mut said) = unbounded::<InspectorMsg>();
    let say = Arc::clone(&debugger.say);
    let forward = std::thread::Builder::new()
        .name("debugger".into())
        .spawn(move || {
            use deno_core::futures::StreamExt as _;
            deno_core::futures::executor::block_on(async {
                while let Some(message) = said.next().await {
                    say(message.content);
                }
            });
        });
    if forward.is_err() {
        return;
    }
    let proxy = InspectorSessionProxy {
        channels: InspectorSessionChannels::Regular { tx, rx },
        kind: InspectorSessionKind::NonBlocking {
            wait_for_disconnect: false,
        },
    };
    if inspector.get_session_sender().unbounded_send(proxy).is_err() {
        return;
    }
    inspector.wait_for_runtime_run_if_waiting_for_debugger();
}
