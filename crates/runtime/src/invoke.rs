//! One invocation: load the script if it isn't yet, call its function, see how it ends.

use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use connector_capability::egress::Egress;
use connector_capability::meter::Meter;
use connector_capability::permit::Permits;
use connector_capability::{Capabilities, Lender};
use connector_contract::{
    Ending, Invocation, Limits, Phase, Returned, Start, Termination, TerminationCause,
};
use connector_realm::Sessions;
use connector_realm::inbox::{Console, ConsoleLimits, Inbox, Settled};
use deno_core::{PollEventLoopOptions, v8};
use serde::{Serialize, Serializer};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::account::Account;
use crate::isolate::{Heap, Isolate};
use crate::job::{Job, Report, Task, Told};
use crate::ledger::Mark;
use crate::observe::{Observe, Observer};
use crate::slice;
use crate::slot::{Armed, Disarmed, Notice, Tell};
use crate::turns::Turns;
use crate::watchdog::{ThreadClock, Watchdog};
use crate::{compile, picture};

/// What a process lends to all invocations it runs.
#[derive(Clone)]
pub struct Host {
    /// The clock and the axe.
    pub watchdog: Watchdog,
    /// The way to outside addresses.
    pub egress: Arc<dyn Egress>,
    /// Permits for key stretching beside the isolate's thread.
    pub permits: Permits,
    /// Database sessions kept from one invocation to the next; `None` where each opens and closes its own.
    pub sessions: Option<Arc<Sessions>>,
}

/// How much later than the invocation's deadline its ops give up by themselves.
const AFTER_US: Duration = Duration::from_millis(100);

/// An invocation that has ended.
pub(crate) struct Invoked {
    pub(crate) report: Report,
    /// The isolate may serve the same script again, once it has been cleaned.
    pub(crate) reusable: bool,
    /// What the isolate held at the end.
    pub(crate) heap: Heap,
    /// The thread's processor time when JavaScript was last left.
    pub(crate) clock: Option<Duration>,
    pub(crate) meter: Arc<Meter>,
    /// Ends whatever the invocation still has under way.
    pub(crate) over: CancellationToken,
    /// The tasks of modules that are to be waited for then.
    pub(crate) tasks: TaskTracker,
}

/// Where an invocation takes place.
pub(crate) struct Stage<'a> {
    pub(crate) host: &'a Host,
    pub(crate) clock: ThreadClock,
    pub(crate) mark: Mark,
    pub(crate) started: Instant,
    pub(crate) start: Start,
    pub(crate) turns: &'a Rc<Turns>,
    /// Whether it pauses where others wait for its processor.
    pub(crate) paced: bool,
}

/// Who lends sessions to an invocation. Nobody where it may reach one address only: a session that was opened before
/// leads elsewhere. Nobody where it is watched either: its worker serves it alone, and its author wants to see it open
/// what it opens.
fn lender(host: &Host, task: &Task) -> Option<Lender> {
    let sessions = host.sessions.as_ref()?;
    let alone = task.job.invocation.only_address.is_some();
    let watched = !matches!(task.observe, Observe::Nothing);
    let place = &task.place;
    (!alone && !watched).then(|| Lender::new(&place.tenant, task.number, Arc::clone(sessions)))
}

/// Runs one invocation. `None`: it was taken back before it began, and the isolate is as it was.
///
/// `tell` hears of limits the moment they are hit, on another thread, with all that is known by then.
pub(crate) async fn invoke(
    isolate: &mut Isolate,
    task: &Task,
    stage: Stage<'_>,
    tell: Arc<dyn Fn(Told) + Send + Sync>,
) -> Option<Invoked> {
    let Stage {
        host,
        clock,
        mark,
        started,
        start,
        turns,
        paced,
    } = stage;
    let job = &task.job;
    let limits = Arc::new(task.observe.limits(&job.invocation.limits));
    let console = Console::new(ConsoleLimits {
        lines: limits.console_lines,
        line_bytes: limits.console_line_bytes,
    });
    let account = Account::new(started, start, console.clone());
    let meter = Arc::clone(&account.meter);
    meter.on_first_statement({
        let mark = mark.clone();
        move || mark.sent()
    });
    let over = CancellationToken::new();
    let tasks = TaskTracker::new();
    let killed = CancellationToken::new();
    let call = isolate.next_call();
    isolate.buffers.begin(limits.buffer_bytes);
    {
        let state = isolate.op_state();
        let mut state = state.borrow_mut();
        state.put(Capabilities {
            limits: Arc::clone(&limits),
            // A little after the host's own: an op that gives up by itself must not beat the verdict that says why.
            deadline: started + limits.wall + AFTER_US,
            over: over.clone(),
            tasks: tasks.clone(),
            meter: Arc::clone(&meter),
            egress: host
                .egress
                .for_invocation(task.number)
                .unwrap_or_else(|| Arc::clone(&host.egress)),
            permits: host.permits.clone(),
            lender: lender(host, task),
            relay_encrypts: job.invocation.only_address.is_some() && job.invocation.relay_encrypts,
        });
        state.put(Inbox {
            call,
            result_bytes: limits.result_bytes,
            console,
            settled: None,
            stray: false,
        });
    }
    let handle = isolate.handle();
    isolate.slot.arm(Armed {
        isolate: handle,
        clock,
        clock_read: None,
        cpu_limit: limits.cpu,
        heap_bytes: limits.heap_bytes,
        started,
        deadline: started + limits.wall,
        meter: Arc::clone(&meter),
        loading: isolate.defined.is_none(),
        killed: killed.clone(),
        mark,
        tell: telling(&account, tell),
        // A debugger's author is not slow.
        guest: (paced && matches!(task.observe, Observe::Nothing)).then(|| task.guest.clone()),
        reputation: task.reputation,
    });
    if !task.recall.begin(&isolate.slot, &meter) {
        isolate.slot.disarm();
        return None;
    }
    host.watchdog.watch(&isolate.slot);

    let observer = match &task.observe {
        Observe::Nothing => Observer::Nothing,
        observe => isolate.enter(|runtime, _| Observer::attach(runtime, observe)),
    };
    poll_fn(|context| turns.poll(context)).await;
    let ending = match turns.take(|| ready(isolate, task)) {
        Some(ending) => ending,
        None => {
            let mut called = false;
            let settle = poll_fn(|context| {
                std::task::ready!(turns.poll(context));
                turns.take(|| turn(isolate, task, &account, &mut called, context))
            });
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
    let heap = isolate.heap();
    account.saw_heap(heap.used);
    if !matches!(observer, Observer::Nothing) {
        isolate.enter(|runtime, _| observer.finish(runtime, task.label()));
    }
    task.recall.end();
    let Disarmed {
        termination,
        spent,
        clock,
    } = isolate.slot.disarm();
    let reusable = termination.is_none()
        && isolate.defined.is_some()
        && !is_stray(isolate)
        && matches!(
            ending,
            Ending::Returned(_) | Ending::Threw(_) | Ending::Missing { .. }
        );
    // The first limit that was hit decides, whatever the script returned or threw afterwards.
    let ending = match termination {
        Some(termination) => Ending::Terminated(termination),
        None => ending,
    };
    Some(Invoked {
        report: account.report(ending, spent),
        reusable,
        heap,
        clock,
        meter,
        over,
        tasks,
    })
}

/// What the watchdog notices, as a report.
fn telling(account: &Account, tell: Arc<dyn Fn(Told) + Send + Sync>) -> Tell {
    let account = account.clone();
    Arc::new(move |notice| match notice {
        Notice::Limit(termination, spent) => {
            let ending = Ending::Terminated(termination.clone());
            tell(Told::Limit(Box::new(account.report(ending, spent))));
        }
        Notice::Stuck => tell(Told::Stuck),
    })
}

/// Whether an exception came up that nobody caught.
pub(crate) fn is_stray(isolate: &mut Isolate) -> bool {
    let state = isolate.op_state();
    let state = state.borrow();
    state.try_borrow::<Inbox>().is_some_and(|inbox| inbox.stray)
}

fn timers(limits: &Limits) -> u32 {
    u32::try_from(limits.timers).unwrap_or(u32::MAX)
}

/// Loads the script unless it is loaded. `Some` when it ended on the way.
fn ready(isolate: &mut Isolate, task: &Task) -> Option<Ending> {
    if isolate.defined.is_none() {
        let slot = Arc::clone(&isolate.slot);
        slice::give_way_now();
        match slot.in_js(|| load(isolate, task)) {
            Ok(defined) => isolate.defined = Some(defined),
            Err(Some(ending)) => return Some(*ending),
            // The realm's function did not return normally: it settled first, or V8 was told to stop.
            Err(None) => {
                return Some(settled(isolate, task).unwrap_or(Ending::Stalled {
                    phase: Phase::Loading,
                }));
            }
        }
        slot.loaded();
    }
    let defined = isolate.defined.as_deref().unwrap_or_default();
    let wanted = task.job.invocation.action.name();
    if task.load_only || !defined.iter().any(|name| name == wanted || name == "*") {
        let defined = defined.to_vec();
        return Some(Ending::Missing { defined });
    }
    None
}

/// `Err(None)`: look into the inbox.
type Step<T> = Result<T, Option<Box<Ending>>>;

/// Sets the realm up and runs the script's top level. The functions it defines.
fn load(isolate: &mut Isolate, task: &Task) -> Step<Vec<String>> {
    let job = &task.job;
    let number = isolate.call;
    let mut fresh = None;
    let loaded = isolate.enter(|runtime, functions| {
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
        set_env.call(scope, nobody, &[env.into()]).ok_or(None)?;

        // Whoever watches wants every function compiled before their eyes.
        let tenant = match task.observe {
            Observe::Nothing => Some(task.place.tenant.as_str()),
            _ => None,
        };
        let compiled = compile::compile(scope, &job.script, task.label(), tenant)
            .map_err(|thrown| Some(Box::new(Ending::NotCompiled(*thrown))))?;
        let function = compiled.function.clone();
        fresh = Some(compiled);
        let function = task.observe.stopping(scope, function).ok_or(None)?;
        let compiled = v8::Local::new(scope, function);
        let number = v8::Integer::new(scope, number);
        let timers = v8::Integer::new_from_unsigned(scope, timers(&job.invocation.limits));
        let dialect = v8::String::new(scope, job.script.dialect().name()).ok_or(None)?;
        let load = v8::Local::new(scope, &functions.load);
        let loaded = load
            .call(
                scope,
                nobody,
                &[
                    number.into(),
                    compiled.into(),
                    timers.into(),
                    dialect.into(),
                ],
            )
            .ok_or(None)?;
        if !loaded.is_true() {
            return Err(None);
        }

        let defined = v8::Local::new(scope, &functions.defined);
        let names = defined
            .call(scope, nobody, &[])
            .ok_or(None)?
            .to_rust_string_lossy(scope);
        Ok(serde_json::from_str(&names).unwrap_or_default())
    });
    if let Some(compiled) = fresh {
        isolate.compiled(compiled);
    }
    loaded
}

/// What a script's function is called with: the arguments, then the context.
struct Arguments<'a>(&'a Invocation);

impl Serialize for Arguments<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Invocation {
            arguments, context, ..
        } = self.0;
        serializer.collect_seq(arguments.iter().chain([context]))
    }
}

/// Calls the script's function. `None`: the realm's own did not return normally.
fn call(isolate: &mut Isolate, job: &Job) -> Option<()> {
    let number = isolate.call;
    let arguments = Arguments(&job.invocation);
    let arguments = serde_json::to_string(&arguments).unwrap_or_default();
    isolate.enter(|runtime, functions| {
        deno_core::scope!(scope, runtime);
        v8::tc_scope!(let scope, scope);
        let nobody = v8::undefined(scope).into();
        let number = v8::Integer::new(scope, number);
        let name = v8::String::new(scope, job.invocation.action.name())?;
        let arguments = v8::String::new(scope, &arguments)?;
        let timers = v8::Integer::new_from_unsigned(scope, timers(&job.invocation.limits));
        let invoke = v8::Local::new(scope, &functions.invoke);
        let arguments = [number.into(), name.into(), arguments.into(), timers.into()];
        invoke.call(scope, nobody, &arguments)?;
        Some(())
    })
}

/// The call, and then one turn of the event loop after the other, until the call has settled or nothing can settle it any more.
fn turn(
    isolate: &mut Isolate,
    task: &Task,
    account: &Account,
    called: &mut bool,
    context: &mut std::task::Context<'_>,
) -> Poll<Ending> {
    let slot = Arc::clone(&isolate.slot);
    let polled =
        slot.in_js(|| {
            if !std::mem::replace(called, true) {
                if account.start != Start::Warm {
                    slice::give_way_now();
                }
                call(isolate, &task.job)?;
            }
            Some(isolate.enter(|runtime, _| {
                runtime.poll_event_loop(context, PollEventLoopOptions::default())
            }))
        });
    isolate.idle = matches!(polled, Some(Poll::Ready(Ok(()))));
    if let Some(ending) = settled(isolate, task) {
        return Poll::Ready(ending);
    }
    if slot.is_condemned() {
        return Poll::Ready(Ending::Stalled {
            phase: Phase::Running,
        });
    }
    match polled {
        Some(Poll::Pending) => {
            account.saw_heap(isolate.heap().used);
            Poll::Pending
        }
        None | Some(Poll::Ready(Ok(()))) => Poll::Ready(Ending::Stalled {
            phase: Phase::Running,
        }),
        Some(Poll::Ready(Err(error))) => Poll::Ready(Ending::Crashed {
            detail: format!("the event loop failed: {error}"),
        }),
    }
}

/// What the script's side has said, if it has.
fn settled(isolate: &mut Isolate, task: &Task) -> Option<Ending> {
    let settled = isolate.take_settled()?;
    let read = |json: &str| picture::read(json, task.label(), task.job.script.name());
    Some(match settled {
        Settled::Returned(json) => Ending::Returned(Returned::Json(json)),
        Settled::Undefined => Ending::Returned(Returned::Undefined),
        Settled::Unserialisable(json) => Ending::Returned(Returned::Unserialisable {
            reason: read(&json).message,
        }),
        Settled::Threw(json) => Ending::Threw(read(&json)),
        Settled::FailedToLoad(json) => Ending::FailedToLoad(read(&json)),
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
