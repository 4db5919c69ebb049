//! An isolate thread as a worker has it, without a host around it: calls go in, reports come out.

use std::net::IpAddr;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use connector_capability::connection::Connection;
use connector_capability::egress::{Egress, EgressError};
use connector_capability::permit::Permits;
use connector_contract::limits::Recycling;
use connector_contract::{Action, Ending, Env, Invocation, Returned, Script};
use connector_runtime::{
    Company, Host, Job, Lane, LaneConfig, Ledger, Observe, Place, Recall, Report, Reputation,
    THREAD_STACK_BYTES, Task, Told, Watchdog, initialise,
};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde_json::Value;

/// The thread, and the way to it.
pub(crate) struct Lone {
    tasks: Mutex<mpsc::Sender<(Task, mpsc::Sender<Report>)>>,
    next: Mutex<u64>,
}

/// No call takes longer than its limits and what a built-in may take on top.
const LOST: Duration = Duration::from_secs(120);

/// There is no way out.
pub(crate) struct Walls;

impl Egress for Walls {
    fn connect<'a>(
        &'a self,
        host: &'a str,
        port: u16,
        _deadline: Instant,
    ) -> BoxFuture<'a, Result<Connection, EgressError>> {
        let host = host.to_owned();
        let error = if host.parse::<IpAddr>().is_ok() {
            EgressError::TimedOut { host, port }
        } else {
            EgressError::NotFound { host }
        };
        std::future::ready(Err(error)).boxed()
    }
}

/// The process's only one: V8 is started once.
pub(crate) fn lone() -> &'static Lone {
    static LONE: OnceLock<Lone> = OnceLock::new();
    LONE.get_or_init(Lone::start)
}

/// A call of `updateUser('1', updates)`.
pub(crate) struct Call<'a> {
    pub(crate) source: &'a str,
    pub(crate) updates: Value,
    /// As on a command line: `wall=1s,cpu=200ms`.
    pub(crate) limits: &'a str,
}

impl Lone {
    fn start() -> Self {
        let (tasks, inbox) = mpsc::channel();
        std::thread::Builder::new()
            .name("isolates".to_owned())
            .stack_size(THREAD_STACK_BYTES)
            .spawn(move || serve(&inbox))
            .expect("a thread");
        Self {
            tasks: Mutex::new(tasks),
            next: Mutex::new(1),
        }
    }

    /// Runs a call to its end. Isolates serve the same script again, as they do in a service.
    pub(crate) fn call(&self, call: Call<'_>) -> Report {
        let arguments = vec![Value::from("1"), call.updates];
        let mut invocation = Invocation::new(Action::UpdateUser, arguments, Value::Null);
        for pair in call.limits.split(',') {
            let (name, value) = pair.split_once('=').expect("name=value");
            invocation.limits.set(name, value).expect("a limit");
        }
        let script = Script::new("updateUser.js", call.source, invocation.limits.source_bytes);
        let mut env = Env::new();
        env.set(Env::DB_CONNECTION_URI, "postgres://u:p@db.invalid/users");
        let number = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            *next += 1;
            *next
        };
        let place = Arc::new(Place {
            tenant: "acme".to_owned(),
            connection: "users".to_owned(),
            env_version: "1".to_owned(),
        });
        let task = Task {
            job: Job {
                script: script.expect("a script"),
                env,
                invocation,
            },
            guest: Company::default().expect(&place),
            place,
            load_only: false,
            reputation: Reputation::Proven,
            number,
            seat: 0,
            recall: Recall::default(),
            observe: Observe::Nothing,
        };
        let (report, reported) = mpsc::channel();
        let sent = {
            let tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
            tasks.send((task, report)).is_ok()
        };
        assert!(sent, "the isolate thread is there");
        reported
            .recv_timeout(LOST)
            .expect("every call ends, and is told of")
    }
}

/// Fuzzers notice a process that ends, not a thread.
struct SharedFate;

impl Drop for SharedFate {
    fn drop(&mut self) {
        std::process::abort();
    }
}

fn serve(inbox: &mpsc::Receiver<(Task, mpsc::Sender<Report>)>) {
    let _fate = SharedFate;
    initialise().expect("V8 starts");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let host = Host {
            watchdog: Watchdog::start().expect("a watchdog"),
            egress: Arc::new(Walls),
            permits: Permits::new(2),
            sessions: None,
        };
        let config = LaneConfig {
            strict: false,
            paced: true,
            spares: 0,
            memory_target_bytes: 128 * 1024 * 1024,
            recycling: Recycling::default(),
        };
        let (ledger, _page) = Ledger::create().expect("a ledger");
        let lane = Lane::new(0, config, host, ledger).expect("a lane");
        while let Ok((task, report)) = inbox.recv() {
            let last = Arc::new(Mutex::new(None));
            let tell = {
                let last = Arc::clone(&last);
                move |told| {
                    if let Told::Ended(report) | Told::Gone(report) = told {
                        *last.lock().unwrap_or_else(PoisonError::into_inner) = Some(*report);
                    }
                }
            };
            lane.serve(task, Arc::new(tell)).await;
            lane.tidy();
            let ended = last.lock().unwrap_or_else(PoisonError::into_inner).take();
            let _ = report.send(ended.expect("a call that is over has been told of"));
        }
    });
}

/// The JSON that the call returned. Panics when it ended in any other way.
pub(crate) fn returned(report: &Report) -> Value {
    match &report.ending {
        Ending::Returned(Returned::Json(json)) => serde_json::from_str(json).expect("it is JSON"),
        other => panic!("it was to return: {other:?}"),
    }
}
