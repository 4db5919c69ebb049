//! A small realm: an isolate with the module, an invocation's capabilities, and nothing of the product around it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use connector_capability::egress::{DirectEgress, Policy};
use connector_capability::meter::Meter;
use connector_capability::permit::Permits;
use connector_capability::{Capabilities, Lender};
use connector_contract::Limits;
use connector_module_pg::Sessions;
use deno_core::{
    Extension, ExtensionFileSource, JsRuntime, PollEventLoopOptions, RuntimeOptions, scope,
    serde_v8, v8,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::postgres::server;

/// The test entry. deno_core wants every file of an extension evaluated, so it imports all of Node's.
fn entry(node: &Extension) -> Extension {
    let imports: String = node
        .esm_files
        .iter()
        .map(|file| format!("import \"{}\";\n", file.specifier))
        .collect();
    let source = imports + include_str!("entry.js");
    Extension {
        name: "connector_pg_test",
        esm_files: vec![ExtensionFileSource::new_computed(
            "ext:connector_pg_test/entry.js",
            source.into(),
        )]
        .into(),
        esm_entry_point: Some("ext:connector_pg_test/entry.js"),
        ..Extension::default()
    }
}

/// An isolate in which scripts run, one after the other.
pub(crate) struct Realm {
    runtime: JsRuntime,
    pub(crate) capabilities: Capabilities,
}

impl Realm {
    pub(crate) fn new() -> Self {
        Self::with_limits(|_| {})
    }

    /// With other bounds than the defaults.
    pub(crate) fn with_limits(change: impl FnOnce(&mut Limits)) -> Self {
        Self::with_capabilities(capabilities(change))
    }

    /// With sessions that are lent, in `tenant`'s name.
    pub(crate) fn lent(sessions: &Arc<Sessions>, tenant: &str) -> Self {
        let mut capabilities = capabilities(|_| {});
        capabilities.lender = Some(Lender::new(tenant, 1, Arc::clone(sessions)));
        Self::with_capabilities(capabilities)
    }

    /// In an invocation that is given.
    pub(crate) fn with_capabilities(capabilities: Capabilities) -> Self {
        let node = connector_module_node::connector_node::init();
        let entry = entry(&node);
        let runtime = JsRuntime::new(RuntimeOptions {
            extensions: vec![node, connector_module_pg::connector_pg::init(), entry],
            ..RuntimeOptions::default()
        });
        runtime.op_state().borrow_mut().put(capabilities.clone());
        Self {
            runtime,
            capabilities,
        }
    }

    /// Runs the body of an async function over `t` (see entry.js) and gives what it returns, as JSON.
    ///
    /// # Errors
    /// What it threw, as text with its stack; or that it waits for ever.
    pub(crate) async fn run(&mut self, body: &str) -> Result<Value, String> {
        let settings = json!({ "port": server().port, "authority": server().authority });
        let source = format!("globalThis.__run(async (t) => {{ {body} }}, {settings})");
        self.run_source(source).await
    }

    pub(crate) async fn run_source(&mut self, source: String) -> Result<Value, String> {
        let promise = self
            .runtime
            .execute_script("script.js", source)
            .map_err(|e| e.to_string())?;
        let settled = self.runtime.resolve(promise);
        let value = self
            .runtime
            .with_event_loop_promise(settled, PollEventLoopOptions::default())
            .await
            .map_err(|e| e.to_string())?;
        scope!(scope, &mut self.runtime);
        let value = v8::Local::new(scope, value);
        let text: String = serde_v8::from_v8(scope, value).map_err(|e| e.to_string())?;
        serde_json::from_str(&text).map_err(|e| format!("{e}: {text}"))
    }

    /// Begins another invocation in the same isolate.
    pub(crate) fn begin(&mut self) {
        let tasks = TaskTracker::new();
        tasks.close();
        self.capabilities.over = CancellationToken::new();
        self.capabilities.tasks = tasks;
        self.capabilities.meter = Arc::new(Meter::default());
        let state = self.runtime.op_state();
        state.borrow_mut().put(self.capabilities.clone());
    }

    /// Takes the capabilities away, as between invocations.
    pub(crate) fn end_for_good(&mut self) {
        let state = self.runtime.op_state();
        state.borrow_mut().try_take::<Capabilities>();
    }

    /// Ends the invocation, and waits until every session is closed.
    pub(crate) async fn end(&self) {
        self.capabilities.over.cancel();
        tokio::time::timeout(Duration::from_secs(5), self.capabilities.tasks.wait())
            .await
            .expect("a client outlives its invocation");
    }
}

/// An invocation's, with a minute of time.
fn capabilities(change: impl FnOnce(&mut Limits)) -> Capabilities {
    let mut limits = Limits::default();
    change(&mut limits);
    // Its start is no part of anybody's time.
    server();
    let tasks = TaskTracker::new();
    tasks.close();
    Capabilities {
        limits: Arc::new(limits),
        deadline: Instant::now() + Duration::from_secs(60),
        over: CancellationToken::new(),
        tasks,
        meter: Arc::new(Meter::default()),
        egress: Arc::new(DirectEgress {
            policy: Policy {
                loopback: true,
                private: true,
            },
        }),
        permits: Permits::new(1),
        lender: None,
        relay_encrypts: false,
    }
}

/// Runs a body in a realm of its own and ends the invocation; panics with what it threw.
pub(crate) async fn run(body: &str) -> Value {
    let mut realm = Realm::new();
    let value = realm.run(body).await.unwrap();
    realm.end().await;
    value
}
