//! A V8 with this crate's extension and nothing around it: no limits, no snapshot, no box.

use deno_core::{JsRuntime, PollEventLoopOptions, RuntimeOptions};

deno_core::extension!(
    connector_node_test,
    esm_entry_point = "ext:connector_node_test/entry.js",
    esm = [dir "tests/realm", "entry.js"],
);

/// A runtime whose global object has `require`, `globals` (what a script's global object would hold) and `shims`
/// (functions meant for the realm, not for scripts).
pub(crate) fn runtime() -> JsRuntime {
    JsRuntime::new(RuntimeOptions {
        extensions: vec![
            connector_module_node::connector_node::init(),
            connector_node_test::init(),
        ],
        ..Default::default()
    })
}

/// Runs `async () => { body }` until it settled and the event loop is idle, and gives its result as a string.
pub(crate) async fn run(runtime: &mut JsRuntime, body: &str) -> String {
    let source = format!(
        "globalThis.result = undefined; (async () => {{ {body} }})().then((v) => globalThis.result = String(v), (e) => globalThis.result = `thrown: ${{e?.stack ?? e}}`);"
    );
    runtime
        .execute_script("case.js", source)
        .expect("the case compiles");
    runtime
        .run_event_loop(PollEventLoopOptions::default())
        .await
        .expect("the event loop ends");
    let value = runtime
        .execute_script("result.js", "globalThis.result")
        .expect("there is a result");
    deno_core::scope!(scope, runtime);
    let local = deno_core::v8::Local::new(scope, value);
    local.to_rust_string_lossy(scope)
}
