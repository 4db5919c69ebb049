//! Watching an invocation from outside: what of the script ran, or a debugger.

use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use connector_contract::Limits;
use deno_core::futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use deno_core::{
    InspectorMsg, InspectorSessionChannels, InspectorSessionKind, InspectorSessionProxy, JsRuntime,
    JsRuntimeInspector, LocalInspectorSession, v8,
};

use crate::coverage::{Counter, Coverage};

/// How long what V8 said last may take on its way to the debugger.
const LAST_WORDS: Duration = Duration::from_secs(1);

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
    /// Hung up on when the last word has been passed on.
    said_all: Arc<Mutex<Option<mpsc::Receiver<()>>>>,
}

impl Debugger {
    /// The wall and CPU limit of an invocation under a debugger: as long as anybody looks at a line of code.
    pub const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

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
            said_all: Arc::default(),
        };
        (debugger, sender)
    }
}

impl Observe {
    /// Waits until the debugger has been told all that V8 said, once the isolate is gone.
    pub(crate) fn settle(&self) {
        if let Self::Debugger(debugger) = self
            && let Some(said_all) = debugger
                .said_all
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take()
        {
            let _ = said_all.recv_timeout(LAST_WORDS);
        }
    }

    /// The limits an invocation really has: nobody is hurried through a debugger.
    pub(crate) fn limits(&self, limits: &Limits) -> Limits {
        let mut limits = limits.clone();
        if matches!(self, Self::Debugger(_)) {
            limits.wall = Debugger::PATIENCE;
            limits.cpu = Debugger::PATIENCE;
        }
        limits
    }

    /// The function that runs the script's top level, made to stop for the debugger as soon as it is entered: the
    /// realm's own code around it is nobody's to step through.
    pub(crate) fn stopping(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        compiled: v8::Global<v8::Function>,
    ) -> Option<v8::Global<v8::Function>> {
        let Self::Debugger(debugger) = self else {
            return Some(compiled);
        };
        if !debugger.stop {
            return Some(compiled);
        }
        let inner = v8::Local::new(scope, compiled);
        let outer = v8::Function::builder(stop_and_call)
            .data(inner.into())
            .build(scope)?;
        Some(v8::Global::new(scope, outer))
    }
}

/// The inspector of this isolate, for [`stop_and_call`].
struct Stop(Rc<JsRuntimeInspector>);

/// The session that asked to stop. Without it, V8 would forget that it was asked.
struct Stopped(#[expect(dead_code, reason = "held, not used")] LocalInspectorSession);

fn stop_and_call(
    scope: &mut v8::PinScope<'_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut returned: v8::ReturnValue<'_, v8::Value>,
) {
    let Ok(inner) = v8::Local::<v8::Function>::try_from(arguments.data()) else {
        return;
    };
    if let Some(stop) = scope.remove_slot::<Stop>() {
        // A session of our own asks to stop at what runs next; the debugger is told of the stop as of any other.
        let kind = InspectorSessionKind::NonBlocking {
            wait_for_disconnect: false,
        };
        let mut session = JsRuntimeInspector::create_local_session(stop.0, Box::new(|_| {}), kind);
        session.post_message::<()>(1, "Debugger.enable", None);
        session.post_message::<()>(2, "Debugger.pause", None);
        scope.set_slot(Stopped(session));
    }
    let nobody = v8::undefined(scope).into();
    let all: Vec<v8::Local<'_, v8::Value>> = (0..arguments.length())
        .map(|at| arguments.get(at))
        .collect();
    if let Some(value) = inner.call(scope, nobody, &all) {
        returned.set(value);
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
    pub(crate) fn finish(self, runtime: &mut JsRuntime, label: &str) {
        match self {
            Self::Nothing => {}
            Self::Coverage(counter, tell) => tell(counter.take(label)),
            // A script that did not compile never got as far as its first line.
            Self::Debugger => {
                drop(runtime.v8_isolate().remove_slot::<Stop>());
                drop(runtime.v8_isolate().remove_slot::<Stopped>());
            }
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
    let (open, said_all) = mpsc::channel::<()>();
    let forward = std::thread::Builder::new()
        .name("debugger".into())
        .spawn(move || {
            use deno_core::futures::StreamExt as _;
            deno_core::futures::executor::block_on(async {
                while let Some(message) = said.next().await {
                    say(message.content);
                }
            });
            drop(open);
        });
    if forward.is_err() {
        return;
    }
    *debugger
        .said_all
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = Some(said_all);
    let proxy = InspectorSessionProxy {
        channels: InspectorSessionChannels::Regular { tx, rx },
        kind: InspectorSessionKind::NonBlocking {
            wait_for_disconnect: false,
        },
    };
    if inspector
        .get_session_sender()
        .unbounded_send(proxy)
        .is_err()
    {
        return;
    }
    inspector.wait_for_runtime_run_if_waiting_for_debugger();
    if debugger.stop {
        runtime.v8_isolate().set_slot(Stop(inspector));
    }
}
