//! A V8 with this crate's extension and nothing around it: no limits, no box.

// Each test file uses its part of this.
#![allow(dead_code, reason = "shared by several test crates")]
#![allow(clippy::expect_used, reason = "a failing test is what it's for")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use connector_capability::Capabilities;
use connector_capability::egress::{DirectEgress, Policy};
use connector_capability::permit::Permits;
use deno_core::error::CoreError;
use deno_core::snapshot::{CreateSnapshotOptions, create_snapshot};
use deno_core::{Extension, JsRuntime, PollEventLoopOptions, RuntimeOptions, v8};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

deno_core::extension!(
    connector_node_test,
    esm_entry_point = "ext:connector_node_test/entry.js",
    esm = [dir "tests/realm", "entry.js"],
);

fn extensions() -> Vec<Extension> {
    vec![
        connector_module_node::connector_node::init(),
        connector_node_test::init(),
    ]
}

/// A runtime whose global object has `require`, `globals` (what a script's global object would hold) and `shims`
/// (functions meant for the realm, not for scripts).
pub(crate) fn runtime() -> JsRuntime {
    let runtime = JsRuntime::new(RuntimeOptions {
        extensions: extensions(),
        ..Default::default()
    });
    runtime.op_state().borrow_mut().put(lent());
    runtime
}

/// What an invocation lends, with ten minutes and no way out.
pub(crate) fn lent() -> Capabilities {
    Capabilities {
        limits: Arc::default(),
        deadline: Instant::now() + Duration::from_secs(600),
        over: CancellationToken::new(),
        tasks: TaskTracker::new(),
        meter: Arc::default(),
        egress: Arc::new(DirectEgress {
            policy: Policy::default(),
        }),
        permits: Permits::new(2),
        lender: None,
        relay_encrypts: false,
    }
}

/// A startup snapshot, which is how scripts get the modules. Not to be made inside an async runtime.
pub(crate) fn snapshot() -> &'static [u8] {
    let options = CreateSnapshotOptions {
        cargo_manifest_dir: env!("CARGO_MANIFEST_DIR"),
        startup_snapshot: None,
        skip_op_registration: false,
        extensions: extensions(),
        extension_transpiler: None,
        with_runtime_cb: None,
    };
    let snapshot = create_snapshot(options, None).expect("a snapshot can be made");
    Box::leak(snapshot.output)
}

/// As `runtime`, started from a snapshot.
pub(crate) fn runtime_from(snapshot: &'static [u8]) -> JsRuntime {
    JsRuntime::new(RuntimeOptions {
        extensions: extensions(),
        startup_snapshot: Some(snapshot),
        ..Default::default()
    })
}

/// Starts `async () => { body }`; `result` gives what came of it.
pub(crate) fn start(runtime: &mut JsRuntime, body: &str) {
    let source = format!(
        "globalThis.result = 'unsettled'; (async () => {{ {body} }})().then(
            (value) => globalThis.result = String(value),
            (err) => globalThis.result = `thrown: ${{err?.stack ?? err}}`);"
    );
    runtime
        .execute_script("case.js", source)
        .expect("the case compiles");
}

/// Runs the event loop until nothing is left to do.
pub(crate) async fn idle(runtime: &mut JsRuntime) -> Result<(), CoreError> {
    runtime
        .run_event_loop(PollEventLoopOptions::default())
        .await
}

/// The outcome of the last `start` as a text.
pub(crate) fn result(runtime: &mut JsRuntime) -> String {
    let value = runtime
        .execute_script("result.js", "globalThis.result")
        .expect("there is a result");
    deno_core::scope!(scope, runtime);
    v8::Local::new(scope, value).to_rust_string_lossy(scope)
}

/// `start`, `idle` and `result`.
pub(crate) async fn run(runtime: &mut JsRuntime, body: &str) -> String {
    start(runtime, body);
    idle(runtime).await.expect("the event loop ends well");
    result(runtime)
}
