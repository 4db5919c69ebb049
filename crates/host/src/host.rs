//! The host: admits invocations, gives them to workers, and judges what comes back.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use connector_contract::{
    Action, Ending, Env, Invocation, Limits, LogLine, Outcome, OutcomeError, Phase, Script, Status,
    TerminationCause,
};
use connector_runtime::{Job, Place, Report, SessionGauges};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::admission::Rules;
use crate::cancel::{Cancel, Until};
use crate::cgroup::Cgroups;
use crate::config::HostConfig;
use crate::crew::{Crew, Seat, Seating};
use crate::egress::account::Accounts;
use crate::error::HostError;
use crate::frame::{self, Order, Serve, Watch};
use crate::gate::{Gate, Permit};
use crate::gauges::Gauges;
use crate::judge::judged;
use crate::keeper::{Answer, Assignment, Command, Keeper, blank, crashed, terminated};
use crate::placement::Wait;
use crate::programs::Programs;
use crate::proven::{Key, Proven};
use crate::quarantine::Quarantine;
use crate::supervisor::Worker;

/// What is known of a script that was loaded and not called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostics {
    /// The contract functions it defines; `*` stands for a nameless one that serves every action.
    pub defines: Vec<String>,
    /// Why it can't be loaded: a syntax error, a throw at its top level, a limit.
    pub error: Option<(Status, OutcomeError)>,
    /// What its top level wrote to the console.
    pub logs: Vec<LogLine>,
}

/// Runs invocations of many tenants in worker processes. Dropping it kills the workers; see [`Host::drain`].
pub struct Host {
    shared: Arc<Shared>,
}

/// What the host's tasks share.
pub(crate) struct Shared {
    pub(crate) config: HostConfig,
    /// Where workers have their cgroups, if they have any.
    cgroups: Option<Cgroups>,
    pub(crate) crew: Arc<Crew>,
    /// The tenants' connections.
    pub(crate) accounts: Accounts,
    programs: Programs,
    /// The host ends: every worker is to be killed.
    pub(crate) dismissed: CancellationToken,
    gate: Arc<Gate>,
    keepers: TaskTracker,
    quarantine: Mutex<Quarantine>,
    proven: Mutex<Proven>,
    /// The counters among the gauges.
    counters: Mutex<Gauges>,
    draining: AtomicBool,
    /// Numbers for workers and invocations.
    numbers: AtomicU64,
    /// How many workers in a row have died soon after they came up, by post.
    short_lives: Mutex<HashMap<usize, u32>>,
    /// Why the last worker could not be started.
    trouble: Mutex<Option<String>>,
}

/// How often an invocation is run again because its worker died before it had sent a statement.
const RERUNS: usize = 2;
/// How long an invocation waits while there is no worker at all.
const NO_WORKER: Duration = Duration::from_secs(10);
/// How soon a script that waits for an empty lane looks again …
const LOOK_SOON: Duration = Duration::from_millis(1);
/// … and how soon one that has waited for long. Were each told of every seat that becomes free, many that wait would cost
/// whoever calls often more than they cost themselves.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// Between two tries to start a worker.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A worker that dies sooner than this may well be unable to live.
const SHORT_LIFE: Duration = Duration::from_secs(1);
/// How long killed workers may take to be gone.
const LAST_WAIT: Duration = Duration::from_secs(5);

impl Host {
    /// Starts the workers; ready when all are.
    ///
    /// # Errors
    /// When a worker can't be started, or would not serve; when no cgroups can be made where they should be.
    pub async fn start(config: HostConfig) -> Result<Self, HostError> {
        let cgroups = config
            .cgroups
            .as_deref()
            .map(|directory| Cgroups::open(directory, config.memory_cap_bytes))
            .transpose()?;
        let posts = config.workers.max(1);
        let lanes = config.lanes_per_worker();
        let most = config.lane_concurrency.max(1);
        let rules = Rules {
            running: posts * lanes * most,
            tenant_running: config.tenant_concurrency.max(1),
            tenant_queue: config.tenant_queue,
            queue: config.queue,
            age: config.queue_age,
        };
        let host = Self {
            shared: Arc::new(Shared {
                crew: Crew::new(posts, lanes, most),
                accounts: Accounts::new(config.policy, config.caps),
                programs: Programs::default(),
                dismissed: CancellationToken::new(),
                gate: Gate::new(rules),
                keepers: TaskTracker::new(),
                quarantine: Mutex::new(Quarantine::new(config.quarantine)),
                proven: Mutex::default(),
                counters: Mutex::default(),
                draining: AtomicBool::new(false),
                numbers: AtomicU64::new(1),
                short_lives: Mutex::default(),
                trouble: Mutex::default(),
                cgroups,
                config,
            }),
        };
        let mut starting = JoinSet::new();
        for post in 0..posts {
            let shared = Arc::clone(&host.shared);
            starting.spawn(async move { shared.man(post).await });
        }
        while let Some(started) = starting.join_next().await {
            // A task that panicked or was cancelled: the runtime is on its way out.
            started.map_err(|error| HostError::Unfit(error.to_string()))??;
        }
        Ok(host)
    }

    /// Runs one invocation.
    ///
    /// It goes on though the future is dropped; to take it back use `cancel`.
    ///
    /// # Errors
    /// When the host failed or refused. A failing script is an outcome.
    pub async fn invoke(
        &self,
        place: &Place,
        job: Job,
        cancel: Cancel,
    ) -> Result<Outcome, HostError> {
        let report = self.shared.run(place, &job, false, &cancel).await?;
        let outcome = judged(&job, report);
        let mut counters = locked(&self.shared.counters);
        *counters.ended.entry(outcome.status).or_default() += 1;
        Ok(outcome)
    }

    /// Loads a script in a throw-away isolate and calls nothing: what an upload wants to know.
    ///
    /// # Errors
    /// When the host failed or refused. A script that can't be loaded is a diagnosis.
    pub async fn compile_only(
        &self,
        place: &Place,
        script: Script,
        env: Env,
        limits: Limits,
    ) -> Result<Diagnostics, HostError> {
        let mut invocation = Invocation::new(Action::UpdateUser, Vec::new(), Value::Null);
        invocation.limits = limits;
        let job = Job {
            script,
            env,
            invocation,
        };
        let report = self.shared.run(place, &job, true, &Cancel::never()).await?;
        let defines = match &report.ending {
            Ending::Missing { defined } => Some(defined.clone()),
            _ => None,
        };
        let outcome = judged(&job, report);
        Ok(Diagnostics {
            error: match defines {
                Some(_) => None,
                None => Some((outcome.status, outcome.error.unwrap_or_default())),
            },
            defines: defines.unwrap_or_default(),
            logs: outcome.logs,
        })
    }

    /// What the host is doing now.
    pub fn gauges(&self) -> Gauges {
        let shared = &self.shared;
        let (worker_pids, ready) = shared.crew.ready();
        let workers = worker_pids.len();
        let (running, queued) = shared.gate.counts();
        Gauges {
            workers,
            worker_pids,
            workers_leaving: shared.keepers.len().saturating_sub(workers),
            isolates_warm: ready.warm,
            isolates_spare: ready.spare,
            isolate_bytes: ready.bytes,
            running,
            queued,
            sessions: shared.crew.sessions(),
            quarantined: locked(&shared.quarantine).list(Instant::now()),
            ..locked(&shared.counters).clone()
        }
    }

    /// Takes nothing new, lets what is under way end within `within`, and ends the workers. What waits for its turn is
    /// refused. What isn't over in time ends with the workers: an invocation that has sent a statement as `crashed`, another as [`HostError::Draining`].
    pub async fn drain(&self, within: Duration) {
        let shared = &self.shared;
        shared.draining.store(true, Relaxed);
        let _ = tokio::time::timeout(within, shared.gate.is_empty()).await;
        shared.dismissed.cancel();
        shared.keepers.close();
        let _ = tokio::time::timeout(LAST_WAIT, shared.keepers.wait()).await;
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.shared.dismissed.cancel();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Puts a new worker at a post.
    async fn man(self: &Arc<Self>, post: usize) -> Result<(), HostError> {
        let worker = Worker::spawn(&self.config, self.cgroups.as_ref()).await?;
        let number = self.numbers.fetch_add(1, Relaxed);
        self.keepers
            .spawn(Keeper::employ(self, post, number, worker));
        Ok(())
    }

    /// Sees to a post whose worker is gone after having lived for so long, until there is another one: at once, unless
    /// one after the other dies as soon as it has come up.
    pub(crate) fn replace(self: &Arc<Self>, post: usize, lived: Duration) {
        let shared = Arc::clone(self);
        let mut pause = shared.pause(post, lived);
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    () = shared.dismissed.cancelled() => return,
                    () = tokio::time::sleep(pause) => {}
                }
                let Err(error) = shared.man(post).await else {
                    return;
                };
                tracing::error!(post, %error, "a worker could not be replaced");
                *locked(&shared.trouble) = Some(error.to_string());
                pause = (pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
            }
        });
    }

    fn pause(&self, post: usize, lived: Duration) -> Duration {
        let mut lives = locked(&self.short_lives);
        let short = lives.entry(post).or_default();
        *short = if lived < SHORT_LIFE { *short + 1 } else { 0 };
        match short.checked_sub(2) {
            Some(power) => (FIRST_PAUSE * 2u32.pow(power.min(10))).min(LONGEST_PAUSE),
            None => Duration::ZERO,
        }
    }

    pub(crate) fn note_death(&self) {
        locked(&self.counters).deaths += 1;
    }

    /// A worker's sessions have counted on, from `before` to `now`.
    pub(crate) fn count_sessions(&self, now: &SessionGauges, before: &SessionGauges) {
        locked(&self.counters).sessions_past.add(now, before);
    }

    /// A worker is lost to a script of this tenant; `how` as a phrase.
    pub(crate) fn blame(&self, tenant: &str, how: &str) {
        let out = locked(&self.quarantine).note(tenant, how, Instant::now(), SystemTime::now());
        tracing::warn!(
            tenant,
            how,
            quarantined = out,
            "a worker is lost to a script"
        );
    }

    fn check(&self, tenant: &str) -> Result<(), HostError> {
        if self.draining.load(Relaxed) {
            return Err(HostError::Draining);
        }
        match locked(&self.quarantine).check(tenant, Instant::now()) {
            Some((until, reason)) => Err(HostError::Quarantined { until, reason }),
            None => Ok(()),
        }
    }

    async fn run(
        self: &Arc<Self>,
        place: &Place,
        job: &Job,
        load_only: bool,
        cancel: &Cancel,
    ) -> Result<Report, HostError> {
        let asked = Instant::now();
        self.check(&place.tenant)?;
        let entered = tokio::select! {
            biased;
            _ = cancel.wished() => {
                let cause = TerminationCause::Cancelled;
                return Ok(blank(
                    terminated(cause, Phase::Queued, asked.elapsed()),
                    false,
                ));
            }
            entered = self.gate.enter(&place.tenant) => entered,
        };
        let script = Key::new(&place.tenant, job.script.source());
        let mut permit = entered.inspect_err(|_| locked(&self.counters).refused += 1)?;
        for _ in 0..=RERUNS {
            // Its turn came late: meanwhile the tenant may be out, or the host on its way.
            self.check(&place.tenant)?;
            let waited = asked.elapsed();
            let attempt = self.attempt(place, job, script, load_only, cancel, permit);
            match attempt.await? {
                Answer::Report(mut report) => {
                    // What was only loaded has shown nothing yet.
                    if !load_only {
                        locked(&self.proven).note(script, &report, Instant::now());
                    }
                    let receipt = &mut report.receipt;
                    receipt.wait_ms.queue = waited.as_secs_f64() * 1e3;
                    receipt.wall_ms = asked.elapsed().as_secs_f64() * 1e3;
                    return Ok(*report);
                }
                Answer::Lost(again) => {
                    permit = again;
                    locked(&self.counters).rerun += 1;
                }
            }
        }
        let detail = "its workers died, one after the other, before it had sent a statement";
        Ok(blank(crashed(detail), false))
    }

    /// Has one worker run it.
    async fn attempt(
        self: &Arc<Self>,
        place: &Place,
        job: &Job,
        script: Key,
        load_only: bool,
        cancel: &Cancel,
        permit: Permit,
    ) -> Result<Answer, HostError> {
        let number = self.numbers.fetch_add(1, Relaxed);
        let program = self.programs.of(place, job);
        let (seat, commands) = self.seat(&place.tenant, number, script).await?;
        let order = Order::Serve(Box::new(Serve {
            number,
            lane: seat.lane,
            row: seat.row,
            program: program.number(),
            invocation: Cow::Borrowed(&job.invocation),
            load_only,
            reputation: seat.manners.reputation(),
            watch: Watch::Nothing,
        }));
        let frame = frame::encode(&order).map_err(HostError::Send)?;
        let (answer, mut answered) = oneshot::channel();
        let assignment = Command::Run(Box::new(Assignment {
            number,
            seat,
            program,
            frame,
            wall: job.invocation.limits.wall,
            only_address: job.invocation.only_address,
            permit,
            answer,
        }));
        if let Err(mpsc::error::SendError(Command::Run(assignment))) = commands.send(assignment) {
            return Ok(Answer::Lost(assignment.permit));
        }
        let answer = tokio::select! {
            biased;
            answer = &mut answered => answer,
            until = cancel.wished() => {
                let unless_sent = until == Until::Statement;
                let _ = commands.send(Command::TakeBack { number, unless_sent });
                answered.await
            }
        };
        // A keeper that vanishes without an answer: the runtime is on its way out.
        let lost = || Answer::Report(Box::new(blank(crashed("the host ended"), true)));
        Ok(answer.unwrap_or_else(|_| lost()))
    }

    /// A seat in the tenant's lane, as soon as there is a worker, and a lane that a script may begin in which is not
    /// proven.
    async fn seat(
        &self,
        tenant: &str,
        number: u64,
        script: Key,
    ) -> Result<(Seat, mpsc::UnboundedSender<Command>), HostError> {
        let asked = tokio::time::Instant::now();
        let give_up = asked + NO_WORKER;
        let mut since = asked;
        loop {
            let joined = self.crew.joined();
            tokio::pin!(joined);
            joined.as_mut().enable();
            let (asked, waited) = (asked.elapsed(), since.elapsed());
            // Each time: another call of it may have shown meanwhile how it behaves.
            let manners = locked(&self.proven).manners(script, Instant::now());
            let waits = match self.crew.seat(tenant, number, manners, asked, waited) {
                Seating::Seat(seat, commands) => return Ok((seat, commands)),
                Seating::Later(Wait::Own) => {
                    since = tokio::time::Instant::now();
                    true
                }
                Seating::Later(Wait::Lane) => true,
                Seating::Nobody => false,
            };
            tokio::select! {
                () = joined => {}
                () = tokio::time::sleep((asked / 4).clamp(LOOK_SOON, LOOK_AGAIN)), if waits => {}
                () = self.dismissed.cancelled() => return Err(HostError::Draining),
                () = tokio::time::sleep_until(give_up) => {
                    let trouble = locked(&self.trouble).clone();
                    let why = trouble.unwrap_or_else(|| "no worker came up".to_owned());
                    return Err(HostError::Unfit(why));
                }
            }
        }
    }
}
