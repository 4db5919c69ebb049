//! The warm-up before the snapshot: a script loaded and called, as the runtime does it later.

use std::sync::Arc;
use std::time::{Duration, Instant};

use connector_capability::Capabilities;
use connector_capability::egress::{DirectEgress, Policy};
use connector_capability::permit::Permits;
use connector_contract::Limits;
use connector_realm::inbox::{Console, ConsoleLimits, Inbox, Settled};
use deno_core::{JsRuntime, JsRuntimeForSnapshot, PollEventLoopOptions};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::database;

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The calls: a function, its arguments, and a part of how it must end.
const CALLS: [(&str, &str, &str); 3] = [
    (
        "updateUser",
        r#""7", {"name": "Ada", "email": "ada@example.com", "password": "secret", "company": null}"#,
        "Returned(\"{\\\"id\\\":7",
    ),
    ("getUser", r#"{"id": "7"}"#, "Returned(\"{\\\"id\\\":7"),
    (
        "createUser",
        r#"{"name": "Ada"}"#,
        "relation \\\\\\\"nothing\\\\\\\" does not exist",
    ),
];

/// Runs it, and leaves the realm as it was but for what V8 has compiled.
pub(crate) fn run(runtime: &mut JsRuntimeForSnapshot) -> Result<(), String> {
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    tokio.block_on(tokio::task::LocalSet::new().run_until(warm_up(runtime)))
}

async fn warm_up(runtime: &mut JsRuntime) -> Result<(), String> {
    let port = database::start().map_err(|error| format!("its database: {error}"))?;
    execute(runtime, include_str!("warm_up.js"))?;
    for (number, (function, arguments, expected)) in (1..).zip(CALLS) {
        let over = CancellationToken::new();
        let tasks = TaskTracker::new();
        prepare(runtime, number, &over, &tasks);
        let context = format!(r#"{{"url": "postgres://nobody:nothing@127.0.0.1:{port}/nothing"}}"#);
        let given = serde_json::Value::String(format!("[{arguments}, {context}]"));
        execute(
            runtime,
            format!("__connector.invoke({number}, '{function}', {given}, 16)"),
        )?;
        let rest = runtime.run_event_loop(PollEventLoopOptions::default());
        match tokio::time::timeout(PATIENCE, rest).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(format!("{function} failed: {error}")),
            Err(_) => return Err(format!("{function} does not end")),
        }
        over.cancel();
        tasks.close();
        tasks.wait().await;
        let settled = format!("{:?}", settled(runtime));
        if !settled.contains(expected) {
            return Err(format!("{function} ended otherwise: {settled}"));
        }
    }
    execute(
        runtime,
        "__connector.rewind(); __connector.forget(); __connector.setEnv('{}')",
    )
}

fn execute(runtime: &mut JsRuntime, source: impl Into<String>) -> Result<(), String> {
    let done = runtime.execute_script("warm_up.js", source.into());
    done.map(drop).map_err(|error| error.to_string())
}

/// What the ops find of an invocation.
fn prepare(runtime: &mut JsRuntime, call: i32, over: &CancellationToken, tasks: &TaskTracker) {
    let state = runtime.op_state();
    let mut state = state.borrow_mut();
    state.put(Capabilities {
        limits: Arc::new(Limits::default()),
        deadline: Instant::now() + PATIENCE,
        over: over.clone(),
        tasks: tasks.clone(),
        meter: Arc::default(),
        egress: Arc::new(DirectEgress {
            policy: Policy {
                loopback: true,
                private: false,
            },
        }),
        permits: Permits::new(1),
        lender: None,
        relay_encrypts: false,
    });
    state.put(Inbox {
        call,
        result_bytes: usize::MAX,
        console: Console::new(ConsoleLimits {
            lines: 100,
            line_bytes: 1_000,
        }),
        settled: None,
        stray: false,
    });
}

/// How the call ended; nothing of it stays.
fn settled(runtime: &mut JsRuntime) -> Option<Settled> {
    let state = runtime.op_state();
    let mut state = state.borrow_mut();
    drop(state.try_take::<Capabilities>());
    state.try_take::<Inbox>()?.settled
}
