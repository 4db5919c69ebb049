//! The worker's side: isolate threads, orders in, words out.

use std::collections::HashMap;
use std::io::Write as _;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use connector_capability::permit::Permits;
use connector_contract::{Env, Script};
use connector_runtime::{
    Company, Debugger, Host, Job, Lane, LaneConfig, Ledger, Observe, Place, Ready, Recall,
    Recalled, SessionGauges, Sessions, Task, Told, Watchdog,
};
use futures::channel::mpsc::UnboundedSender;
use tokio::io::BufReader;
use tokio::sync::{Notify, mpsc};

use crate::confinement::{self, Confined};
use crate::egress::passed::PassedEgress;
use crate::frame::{self, Order, Watch, Word};

/// The whole life of a worker process: serves orders on its standard input (a socket) until the parent closes it.
///
/// Call it first thing in `main`, before any thread is started.
pub fn worker_main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        // The parent sees the socket close and reports the worker as crashed; there is nobody else to tell.
        Err(_) => ExitCode::FAILURE,
    }
}

fn serve() -> std::io::Result<()> {
    let Confined {
        orders: stream,
        egress,
        ledger,
        settings,
        cores,
        report,
    } = confinement::enter()?;
    let mouth = Mouth(Arc::new(Mutex::new(stream.try_clone()?)));
    if let Err(error) = connector_runtime::initialise() {
        mouth.say(&Word::Unfit(error.to_string()));
        return Ok(());
    }
    let host = Host {
        watchdog: Watchdog::start()?,
        egress: Arc::new(PassedEgress::start(egress)?),
        permits: Permits::new(cores),
        sessions: settings.sessions.map(Sessions::new),
    };
    let sessions = host.sessions.clone();
    let calls = Calls::default();
    let mut lanes = Vec::with_capacity(settings.lanes);
    for number in 0..settings.lanes {
        let (tasks, inbox) = mpsc::unbounded_channel();
        let company = Company::default();
        lanes.push(LaneDoor { tasks, company });
        let thread = LaneThread {
            number,
            config: settings.lane,
            host: host.clone(),
            ledger: ledger.clone(),
            calls: calls.clone(),
            mouth: mouth.clone(),
        };
        thread::Builder::new()
            .name(format!("isolates-{number}"))
            .stack_size(connector_runtime::THREAD_STACK_BYTES)
            .spawn(move || thread.run(inbox))?;
    }
    mouth.say(&Word::Ready(report));
    let result = listen(stream, &lanes, &calls, sessions.as_deref(), &mouth);
    // A lane whose sender is gone would take its thread's end for a fault, while the process ends in good order.
    std::mem::forget(lanes);
    result
}

/// The way to a lane, and who has gone it.
struct LaneDoor {
    tasks: mpsc::UnboundedSender<Task>,
    company: Company,
}

/// Reads orders until the parent hangs up. Then the process must go, whatever its isolates are doing.
fn listen(
    stream: UnixStream,
    lanes: &[LaneDoor],
    calls: &Calls,
    sessions: Option<&Sessions>,
    mouth: &Mouth,
) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        stream.set_nonblocking(true)?;
        // Small orders come together: one read of the socket for all that are there.
        let mut stream = BufReader::new(tokio::net::UnixStream::from_std(stream)?);
        // The way of the debugger's words to the isolate, which must hear them while it is paused.
        let mut debugger = None;
        let mut programs = HashMap::new();
        while let Some(order) = frame::read::<Order<'_>>(&mut stream).await? {
            match order {
                Order::Begin(_) => {}
                Order::CloseSessions => {
                    if let Some(sessions) = sessions {
                        sessions.retire();
                    }
                }
                Order::Debugger(text) => {
                    if let Some(debugger) = &debugger {
                        let debugger: &UnboundedSender<String> = debugger;
                        // An isolate that is gone hears nothing any more.
                        let _ = debugger.unbounded_send(text);
                    }
                }
                Order::Program(program) => {
                    let program = *program;
                    let known = Known {
                        place: Arc::new(program.place.into_owned()),
                        script: program.script.into_owned(),
                        env: program.env.into_owned(),
                    };
                    programs.insert(program.number, known);
                }
                Order::Forget => programs.clear(),
                Order::Serve(serve) => {
                    let serve = *serve;
                    let Some(program) = programs.get(&serve.program) else {
                        return Err(std::io::ErrorKind::InvalidData.into());
                    };
                    let Some(lane) = lanes.get(serve.lane) else {
                        break;
                    };
                    let task = Task {
                        job: Job {
                            script: program.script.clone(),
                            env: program.env.clone(),
                            invocation: serve.invocation.into_owned(),
                        },
                        place: Arc::clone(&program.place),
                        load_only: serve.load_only,
                        reputation: serve.reputation,
                        guest: lane.company.expect(&program.place),
                        number: serve.number,
                        seat: serve.row,
                        recall: calls.add(serve.number),
                        observe: observing(serve.watch, mouth, &mut debugger),
                    };
                    if lane.tasks.send(task).is_err() {
                        break;
                    }
                }
                Order::TakeBack {
                    number,
                    unless_sent,
                } => {
                    let recalled = calls.get(number).map(|call| call.take_back(unless_sent));
                    if recalled == Some(Recalled::BeforeItBegan) {
                        mouth.say(&Word::TakenBack { number });
                    }
                }
            }
        }
        Ok(())
    })
}

/// A program that the parent has told of.
struct Known {
    place: Arc<Place>,
    script: Script,
    env: Env,
}

/// What an invocation is watched for, with what is found on its way to the parent.
fn observing(
    watch: Watch,
    mouth: &Mouth,
    debugger: &mut Option<UnboundedSender<String>>,
) -> Observe {
    let mouth = mouth.clone();
    match watch {
        Watch::Nothing => Observe::Nothing,
        Watch::Coverage => {
            Observe::Coverage(Arc::new(move |found| mouth.say(&Word::Covered(found))))
        }
        Watch::Debugger { label, stop } => {
            let say = move |text| mouth.say(&Word::Debugger(text));
            let (observed, heard) = Debugger::new(label, stop, say);
            *debugger = Some(heard);
            Observe::Debugger(observed)
        }
    }
}

/// The invocations of this process that can be taken back, by number.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<HashMap<u64, Recall>>>);

impl Calls {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Recall>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, number: u64) -> Recall {
        self.lock().entry(number).or_default().clone()
    }

    fn get(&self, number: u64) -> Option<Recall> {
        self.lock().get(&number).cloned()
    }

    fn remove(&self, number: u64) {
        self.lock().remove(&number);
    }
}

/// One isolate thread: serves what comes in, several at once, one of them in JavaScript.
struct LaneThread {
    number: usize,
    config: LaneConfig,
    host: Host,
    ledger: Ledger,
    calls: Calls,
    mouth: Mouth,
}

/// How often isolates are looked through for those that nobody uses.
const TIDY: Duration = Duration::from_secs(1);

/// How long the parent may not know what a lane has ready: each invocation changes it, and is worth no word of it.
const NEWS: Duration = Duration::from_millis(20);

/// A lane that has had nothing to do for so long may do what can wait: whoever comes next has to wait for that.
const LULL: Duration = Duration::from_millis(10);

impl LaneThread {
    fn run(self, inbox: mpsc::UnboundedReceiver<Task>) {
        let _fate = SharedFate;
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            // Threads that hash are started by a lane, which may be giving way just then; they must not for ever.
            .on_thread_start(|| drop(connector_runtime::take_short_turns()))
            .build()
        else {
            return;
        };
        tokio::task::LocalSet::new().block_on(&runtime, self.serve(inbox));
    }

    async fn serve(self, mut inbox: mpsc::UnboundedReceiver<Task>) {
        let Self {
            number,
            config,
            host,
            ledger,
            calls,
            mouth,
        } = self;
        // One lane speaks for all.
        let sessions = host.sessions.clone().filter(|_| number == 0);
        let mut tally = Tally::default();
        let Ok(lane) = Lane::new(number, config, host, ledger) else {
            return;
        };
        let ended = Rc::new(Notify::new());
        let mut told = (Ready::default(), Instant::now());
        loop {
            let (ready, now) = (lane.ready(), Instant::now());
            let news = ready != told.0;
            if news && now.duration_since(told.1) >= NEWS {
                let lane = number;
                mouth.say(&Word::Standby { lane, ready });
                told = (ready, now);
            }
            if let Some(sessions) = &sessions {
                tally.tell(sessions, &mouth);
            }
            let wants_spare = lane.wants_spare();
            let wants_rest = !wants_spare && lane.wants_rest();
            let pause = match (wants_spare || wants_rest, news) {
                (true, _) => LULL,
                (false, true) => NEWS,
                (false, false) => TIDY,
            };
            tokio::select! {
                biased;
                task = inbox.recv() => {
                    let Some(task) = task else { return };
                    let (lane, calls, mouth) = (lane.clone(), calls.clone(), mouth.clone());
                    let ended = Rc::clone(&ended);
                    tokio::task::spawn_local(async move {
                        let number = task.number;
                        let gone = Arc::new(AtomicBool::new(false));
                        lane.serve(task, telling(number, mouth.clone(), Arc::clone(&gone))).await;
                        calls.remove(number);
                        if !gone.load(Relaxed) {
                            mouth.say(&Word::Clear { number });
                        }
                        ended.notify_one();
                    });
                }
                () = ended.notified() => {}
                () = tokio::time::sleep(pause) => if wants_spare {
                    lane.prepare();
                } else if wants_rest {
                    lane.rest();
                } else {
                    lane.tidy();
                },
            }
        }
    }
}

/// How often it is told at most what has become of lent sessions.
const TALLY: Duration = Duration::from_secs(1);

/// What the parent was told last of lent sessions.
#[derive(Default)]
struct Tally {
    gauges: SessionGauges,
    told: Option<Instant>,
}

impl Tally {
    fn tell(&mut self, sessions: &Sessions, mouth: &Mouth) {
        if self.told.is_some_and(|told| told.elapsed() < TALLY) {
            return;
        }
        let gauges = sessions.gauges();
        if std::mem::replace(&mut self.gauges, gauges) != gauges {
            self.told = Some(Instant::now());
            mouth.say(&Word::Sessions(gauges));
        }
    }
}

/// What is told of an invocation, as words to the parent. `gone` is set by the last of them.
fn telling(number: u64, mouth: Mouth, gone: Arc<AtomicBool>) -> Arc<dyn Fn(Told) + Send + Sync> {
    Arc::new(move |told| {
        mouth.say(&match told {
            Told::Limit(report) => Word::Limit { number, report },
            Told::Stuck => Word::Stuck { number },
            Told::Ended(report) => Word::Ended { number, report },
            Told::Gone(report) => {
                gone.store(true, Relaxed);
                Word::Gone { number, report }
            }
        });
    })
}

/// A worker without one of its isolate threads is no worker: should one end, by a panic or otherwise, the process ends
/// with it, and the parent sees at once that it crashed.
struct SharedFate;

impl Drop for SharedFate {
    fn drop(&mut self) {
        std::process::abort();
    }
}

/// The way to the parent. Shared with the watchdog, which must be heard while the isolate's thread is busy.
#[derive(Clone)]
struct Mouth(Arc<Mutex<UnixStream>>);

impl Mouth {
    fn say(&self, word: &Word) {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A parent that is gone needs no answer: reading from it ends this process.
        let _ = frame::encode(word).and_then(|bytes| write_all(&mut stream, &bytes));
    }
}

/// The socket is non-blocking, because reading shares it with tokio: wait for room instead of giving up.
fn write_all(stream: &mut UnixStream, mut bytes: &[u8]) -> std::io::Result<()> {
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(0) => return Err(std::io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                let mut poll = [rustix::event::PollFd::new(
                    stream,
                    rustix::event::PollFlags::OUT,
                )];
                rustix::event::poll(&mut poll, None)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
