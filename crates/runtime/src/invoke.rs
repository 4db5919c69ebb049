//! One invocation: load the script, call its function, see how it ends, leave nothing behind.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use connector_capability::egress::Egress;
use connector_capability::meter::{Meter, Wait};
use connector_capability::permit::Permits;
use connector_capability::{Capabilities, Lender};
use connector_contract::{
    Ending, Evidence, LogLevel, LogLine, Phase, Receipt, Returned, Start, Termination,
    TerminationCause, WaitTimes,
};
use connector_realm::inbox::{Console, ConsoleLimits, Inbox, Settled};
use deno_core::{PollEventLoopOptions, v8};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::isolate::Isolate;
use crate::slot::{Call, Hit};
use crate::watchdog::{ThreadClock, Watchdog};
use crate::{Job, Report, compile, picture};

/// What a process lends to all invocations it runs.
#[derive(Clone)]
pub struct Host {
    /// The clock and the axe.
    pub watchdog: Watchdog,
    /// The way to outside addresses.
    pub egress: Arc<dyn Egress>,
    /// Permits for key stretching beside the isolate's thread.
    pub permits: Permits,
    /// Sessions kept from one invocation to the next, in the name of the tenant whose invocations these are; `None`
    /// where each has its own.
    pub lender: Option<Lender>,
}

/// How long an ended invocation's tasks have to say goodbye to their databases.
const GOODBYE: Duration = Duration::from_millis(1_000);

/// How much later than the invocation's deadline its ops give up by themselves.
const AFTER_US: Duration = Duration::from_millis(100);

/// The number of the call in its isolate. One isolate a call, so there is only this one.
const CALL: i32 = 1;

/// Runs one invocation on the calling thread, inside a current-thread tokio runtime with I/O and time.
///
/// `on_limit` is told the moment a limit is hit, with all that is known by then, on another thread. `on_end` gets the
/// report as soon as the script's part is over; after it returns, what the script left open is closed.
pub async fn run(
    job: Job,
    host: &Host,
    on_limit: impl Fn(Report) + Send + Sync + 'static,
    on_end: impl FnOnce(Report),
) {
    let started = Instant::now();
    let limits = Arc::new(job.invocation.limits.clone());
    let meter = Arc::new(Meter::default());
    let console = Console::new(ConsoleLimits {
        lines: limits.console_lines,
        line_bytes: limits.console_line_bytes,
    });
    let over = CancellationToken::new();
    let tasks = TaskTracker::new();
    let mut account = Account {
        started,
        meter: Arc::clone(&meter),
        console: console.clone(),
        cpu: None,
        js: Duration::ZERO,
        heap: 0,
    };

    let (mut isolate, clock) = match (Isolate::create(&limits), ThreadClock::of_this_thread()) {
        (Ok(isolate), Ok(clock)) => (isolate, clock),
        (Err(error), _) => {
            return on_end(account.report(Ending::Crashed {
                detail: error.to_string(),
            }));
        }
        (_, Err(error)) => {
            return on_end(account.report(Ending::Crashed {
                detail: error.to_string(),
            }));
        }
    };
    let cpu_at_start = clock.now();
    account.cpu = Some((clock, cpu_at_start));
    let killed = CancellationToken::new();
    let on_hit: Hit = {
        let account = account.clone();
        Arc::new(move |termination| {
            on_limit(account.report(Ending::Terminated(termination.clone())))
        })
    };
    isolate.slot.arm(Call {
        isolate: isolate.runtime.v8_isolate().thread_safe_handle(),
        clock,
        cpu_at_start,
        cpu_limit: limits.cpu,
        started,
        deadline: started + limits.wall,
        meter: Arc::clone(&meter),
        loading: true,
        termination: None,
        killed: killed.clone(),
        on_hit,
    });
    host.watchdog.watch(&isolate.slot);
    {
        let state = isolate.runtime.op_state();
        let mut state = state.borrow_mut();
        state.put(Capabilities {
            limits: Arc::clone(&limits),
            // A little after the host's own: an op that gives up by itself must not beat the verdict that says why.
            deadline: started + limits.wall + AFTER_US,
            over: over.clone(),
            tasks: tasks.clone(),
            meter: Arc::clone(&meter),
            egress: Arc::clone(&host.egress),
            permits: host.permits.clone(),
            lender: host.lender.clone(),
        });
        state.put(Inbox {
            call: CALL,
            result_bytes: limits.result_bytes,
            console,
            settled: None,
        });
    }

    let ending = match enter(&mut isolate, &job, &mut account) {
        Some(ending) => ending,
        None => {
            let settle = poll_fn(|context| turn(&mut isolate, &job, &mut account, context));
            tokio::select! {
                biased;
                ending = settle => Some(ending),
                () = killed.cancelled() => None,
            }
            // Replaced below: a kill always leaves its reason in the slot.
            .unwrap_or(Ending::Stalled {
                phase: Phase::Running,
            })
        }
    };
    account.heap = account.heap.max(
        isolate
            .runtime
            .v8_isolate()
            .get_heap_statistics()
            .used_heap_size(),
    );
    // The first limit that was hit decides, whatever the script returned or threw afterwards.
    let ending = match isolate.slot.disarm() {
        Some(termination) => Ending::Terminated(termination),
        None => ending,
    };
    on_end(account.report(ending));

    // Whoever still holds a database session is told that the invocation is over, and waited for.
    over.cancel();
    drop(isolate);
    tasks.close();
    let _ = tokio::time::timeout(GOODBYE, tasks.wait()).await;
}

/// Sets the realm up, runs the script's top level and calls its function. `Some` when it ended on the way.
fn enter(isolate: &mut Isolate, job: &Job, account: &mut Account) -> Option<Ending> {
    let slot = Arc::clone(&isolate.slot);
    let entered = Instant::now();
    let result = slot.in_js(|| load(isolate, job));
    slot.loaded();
    let result = result.and_then(|()| slot.in_js(|| call(isolate, job)));
    account.js += entered.elapsed();
    match result {
        Ok(()) => None,
        Err(Some(ending)) => Some(*ending),
        // The realm's function did not return normally: it settled first, or V8 was told to stop.
        Err(None) => Some(settled(isolate, job).unwrap_or(Ending::Stalled {
            phase: Phase::Loading,
        })),
    }
}

/// `Err(None)`: look into the inbox.
type Step = Result<(), Option<Box<Ending>>>;

fn load(isolate: &mut Isolate, job: &Job) -> Step {
    let Isolate {
        runtime, functions, ..
    } = isolate;
    deno_core::scope!(scope, runtime);
    v8::tc_scope!(let scope, scope);
    let nobody = v8::undefined(scope).into();

    let env: serde_json::Map<String, serde_json::Value> = job
        .env
        .iter()
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect();
    let env = serde_json::Value::Object(env).to_string();
    let env = v8::String::new(scope, &env).ok_or(None)?;
    let set_env = v8::Local::new(scope, &functions.set_env);
    let timers = u32::try_from(job.invocation.limits.timers).unwrap_or(u32::MAX);
    let timers = v8::Integer::new_from_unsigned(scope, timers);
    set_env
        .call(scope, nobody, &[env.into(), timers.into()])
        .ok_or(None)?;

    let compiled = compile::compile(scope, &job.script)
        .map_err(|thrown| Some(Box::new(Ending::NotCompiled(*thrown))))?;
    let compiled = v8::Local::new(scope, compiled);
    let number = v8::Integer::new(scope, CALL);
    let load = v8::Local::new(scope, &functions.load);
    let loaded = load
        .call(scope, nobody, &[number.into(), compiled.into()])
        .ok_or(None)?;
    if !loaded.is_true() {
        return Err(None);
    }

    let defined = v8::Local::new(scope, &functions.defined);
    let names = defined
        .call(scope, nobody, &[])
        .ok_or(None)?
        .to_rust_string_lossy(scope);
    let names: Vec<String> = serde_json::from_str(&names).unwrap_or_default();
    let wanted = job.invocation.action.name();
    if names.iter().any(|name| name == wanted || name == "*") {
        Ok(())
    } else {
        Err(Some(Box::new(Ending::Missing { defined: names })))
    }
}

fn call(isolate: &mut Isolate, job: &Job) -> Step {
    let Isolate {
        runtime, functions, ..
    } = isolate;
    deno_core::scope!(scope, runtime);
    v8::tc_scope!(let scope, scope);
    let nobody = v8::undefined(scope).into();
    let mut arguments = job.invocation.arguments.clone();
    arguments.push(job.invocation.context.clone());
    let arguments = serde_json::Value::Array(arguments).to_string();
    let number = v8::Integer::new(scope, CALL);
    let name = v8::String::new(scope, job.invocation.action.name()).ok_or(None)?;
    let arguments = v8::String::new(scope, &arguments).ok_or(None)?;
    let invoke = v8::Local::new(scope, &functions.invoke);
    invoke
        .call(
            scope,
            nobody,
            &[number.into(), name.into(), arguments.into()],
        )
        .ok_or(None)?;
    Ok(())
}

/// One turn of the event loop, until the call has settled or nothing can settle it any more.
fn turn(
    isolate: &mut Isolate,
    job: &Job,
    account: &mut Account,
    context: &mut std::task::Context<'_>,
) -> Poll<Ending> {
    let entered = Instant::now();
    let slot = Arc::clone(&isolate.slot);
    let polled = slot.in_js(|| {
        isolate
            .runtime
            .poll_event_loop(context, PollEventLoopOptions::default())
    });
    account.js += entered.elapsed();
    account.heap = account.heap.max(
        isolate
            .runtime
            .v8_isolate()
            .get_heap_statistics()
            .used_heap_size(),
    );
    if let Some(ending) = settled(isolate, job) {
        return Poll::Ready(ending);
    }
    if slot.is_condemned() {
        return Poll::Ready(Ending::Stalled {
            phase: Phase::Running,
        });
    }
    match polled {
        Poll::Pending => Poll::Pending,
        Poll::Ready(Ok(())) => Poll::Ready(Ending::Stalled {
            phase: Phase::Running,
        }),
        Poll::Ready(Err(error)) => Poll::Ready(Ending::Crashed {
            detail: format!("the event loop failed: {error}"),
        }),
    }
}

/// What the script's side has said, if it has.
fn settled(isolate: &mut Isolate, job: &Job) -> Option<Ending> {
    let state = isolate.runtime.op_state();
    let settled = state
        .borrow_mut()
        .try_borrow_mut::<Inbox>()?
        .settled
        .take()?;
    let file = job.script.name();
    Some(match settled {
        Settled::Returned(json) => Ending::Returned(Returned::Json(json)),
        Settled::Undefined => Ending::Returned(Returned::Undefined),
        Settled::Unserialisable(json) => Ending::Returned(Returned::Unserialisable {
            reason: picture::read(&json, file).message,
        }),
        Settled::Threw(json) => Ending::Threw(picture::read(&json, file)),
        Settled::FailedToLoad(json) => Ending::FailedToLoad(picture::read(&json, file)),
        Settled::TooLarge => {
            let spent = Duration::ZERO;
            Ending::Terminated(Termination {
                cause: TerminationCause::Output,
                phase: Phase::Returning,
                spent,
            })
        }
    })
}

/// What an invocation has used, as far as is known at any moment.
#[derive(Clone)]
struct Account {
    started: Instant,
    meter: Arc<Meter>,
    console: Console,
    cpu: Option<(ThreadClock, Duration)>,
    js: Duration,
    heap: usize,
}

impl Account {
    fn report(&self, ending: Ending) -> Report {
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        let cpu = self.cpu.map_or(Duration::ZERO, |(clock, before)| {
            clock.now().saturating_sub(before)
        });
        let waited = |wait| millis(self.meter.waited(wait));
        Report {
            ending,
            evidence: Evidence {
                database_errors: self.meter.database_errors(),
                incomplete: self.meter.database_errors_lost(),
            },
            receipt: Receipt {
                wall_ms: millis(self.started.elapsed()),
                cpu_ms: millis(cpu.saturating_sub(self.meter.stretched())),
                js_ms: millis(self.js),
                wait_ms: WaitTimes {
                    queue: 0.0,
                    pool: waited(Wait::Pool),
                    query: waited(Wait::Query),
                    bcrypt: waited(Wait::Bcrypt),
                },
                queries: self.meter.queries(),
                rows: self.meter.rows(),
                heap_peak_bytes: self.heap as u64,
                start: Start::Cold,
            },
            logs: self
                .console
                .lines()
                .into_iter()
                .map(|line| LogLine {
                    level: level(line.level),
                    message: line.text,
                })
                .collect(),
            statement_sent: self.meter.has_sent_statement(),
        }
    }
}

fn level(name: &str) -> LogLevel {
    match name {
        "debug" => LogLevel::Debug,
        "warn" => LogLevel::Warn,
        "error" => LogLevel::Error,
        _ => LogLevel::Info,
    }
}
