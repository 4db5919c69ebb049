//! The cases of tests/differential/bcrypt on the true ops, in a V8 of ours, against what the real packages gave.

#![allow(clippy::expect_used, reason = "a failing test is what it's for")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connector_capability::Capabilities;
use connector_capability::egress::{DirectEgress, Policy};
use connector_capability::permit::Permits;
use deno_core::serde_json::{self, Value};
use deno_core::{JsRuntime, PollEventLoopOptions, RuntimeOptions};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

deno_core::extension!(
    connector_bcrypt_test,
    esm_entry_point = "ext:connector_bcrypt_test/entry.js",
    esm = [dir "tests", "entry.js"],
);

fn runtime() -> JsRuntime {
    let runtime = JsRuntime::new(RuntimeOptions {
        extensions: vec![
            connector_module_node::connector_node::init(),
            connector_module_bcrypt::connector_bcrypt::init(),
            connector_bcrypt_test::init(),
        ],
        ..Default::default()
    });
    runtime.op_state().borrow_mut().put(Capabilities {
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
    });
    runtime
}

/// Runs a script that stores a promise's text in `globalThis.result`, until nothing is left to do.
async fn run(runtime: &mut JsRuntime, source: String) -> String {
    runtime
        .execute_script("case.js", source)
        .expect("the case compiles");
    runtime
        .run_event_loop(PollEventLoopOptions::default())
        .await
        .expect("the event loop ends");
    let value = runtime
        .execute_script("result.js", "globalThis.result")
        .expect("a result");
    deno_core::scope!(scope, runtime);
    deno_core::v8::Local::new(scope, value).to_rust_string_lossy(scope)
}

#[tokio::test(flavor = "current_thread")]
async fn agrees_with_the_real_packages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/differential");
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).expect("the file is there");
    let describe = text("common/describe.mjs").replace("export ", "");
    let cases: Vec<Value> = serde_json::from_str(&text("bcrypt/expected.json")).expect("JSON");
    assert!(cases.len() > 800);
    let mut runtime = runtime();
    let mut differences = Vec::new();
    for case in cases {
        let source = case["source"].as_str().expect("a source");
        let script = format!(
            "globalThis.result = 'never settled';
             {{ {describe}; outcome(({source}), require).then((got) => {{ globalThis.result = JSON.stringify(got); }}); }}"
        );
        let got = run(&mut runtime, script).await;
        if serde_json::from_str::<Value>(&got).ok().as_ref() != Some(&case["expected"]) {
            differences.push(format!(
                "{}\n  expected {}\n  got      {got}",
                case["name"], case["expected"]
            ));
        }
    }
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}
