//! Connector's runtime alone: one isolate thread in this process, with its limits, dispatcher and receipts, and nothing
//! between processes.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use connector_capability::egress::{DirectEgress, Policy};
use connector_capability::permit::Permits;
use connector_contract::Ending;
use connector_contract::limits::Recycling;
use connector_host::{Job, Place};
use connector_runtime::{
    Company, Host, Lane, LaneConfig, Ledger, Observe, Recall, Report, Reputation, Sessions,
    SessionsConfig, Task, Told, Watchdog,
};
use futures::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

use crate::contestant::{Contestant, Round, summary, together};
use crate::ours::job;
use crate::work::Work;

/// How a lane keeps its isolates, as `connector serve` has it; with so many blank ones.
pub(crate) fn config(strict: bool, spares: usize) -> LaneConfig {
    LaneConfig {
        strict,
        paced: true,
        spares,
        memory_target_bytes: 512 * 1024 * 1024,
        recycling: Recycling::default(),
    }
}

/// Runs `work` on an isolate thread of its own. V8 must be up.
pub(crate) async fn on_a_lane<R, F>(
    config: LaneConfig,
    work: impl FnOnce(Lane) -> F + Send + 'static,
) -> Result<R>
where
    R: Send + 'static,
    F: Future<Output = Result<R>>,
{
    let (answer, answered) = oneshot::channel();
    thread::Builder::new()
        .name("isolates".into())
        .stack_size(connector_runtime::THREAD_STACK_BYTES)
        .spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let done = runtime.map_err(anyhow::Error::from).and_then(|runtime| {
                tokio::task::LocalSet::new().block_on(&runtime, async { work(lane(config)?).await })
            });
            // Whoever waited has gone: then nobody needs it.
            let _ = answer.send(done);
        })?;
    answered.await.context("the isolate thread has ended")?
}

fn lane(config: LaneConfig) -> Result<Lane> {
    let host = Host {
        watchdog: Watchdog::start()?,
        egress: Arc::new(DirectEgress {
            policy: Policy {
                loopback: true,
                private: false,
            },
        }),
        permits: Permits::new(thread::available_parallelism().map_or(1, usize::from)),
        sessions: Some(Sessions::new(SessionsConfig::default())),
    };
    let (ledger, _descriptor) = Ledger::create()?;
    Ok(Lane::new(0, config, host, ledger)?)
}

/// A job on its way; `number` is never used twice.
pub(crate) fn task(job: Job, tenant: &str, number: u64) -> Result<Task> {
    let place = Arc::new(Place {
        tenant: tenant.into(),
        connection: "users".into(),
        env_version: "1".into(),
    });
    Ok(Task {
        job,
        guest: Company::default().expect(&place),
        place,
        load_only: false,
        reputation: Reputation::Proven,
        number,
        seat: usize::try_from(number % 1024)?,
        recall: Recall::default(),
        observe: Observe::Nothing,
    })
}

/// Serves a task to its end; the report, and when it was told.
pub(crate) async fn serve(lane: &Lane, task: Task) -> Result<(Report, Instant)> {
    let heard = Arc::new(Mutex::new(None));
    let told = Arc::clone(&heard);
    lane.serve(
        task,
        Arc::new(move |said| {
            if let Told::Ended(report) | Told::Gone(report) = said {
                *told.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some((*report, Instant::now()));
            }
        }),
    )
    .await;
    let said = heard.lock().unwrap_or_else(PoisonError::into_inner).take();
    let (report, when) = said.context("nothing was reported")?;
    if !matches!(report.ending, Ending::Returned(_)) {
        bail!("the script did not return: {:?}", report.ending);
    }
    Ok((report, when))
}

type Order = (Duration, oneshot::Sender<Result<Round>>);

/// As it is called in the tables.
pub(crate) const NAME: &str = "Connector, in process";

pub(crate) struct InProcess {
    orders: mpsc::UnboundedSender<Order>,
}

impl InProcess {
    /// Starts the thread. V8 must be up.
    pub(crate) fn start(work: &Work, env: &[(String, String)]) -> Self {
        let (orders, mut inbox) = mpsc::unbounded_channel::<Order>();
        let (work, env) = (work.clone(), env.to_vec());
        tokio::spawn(on_a_lane(config(false, 1), move |lane| async move {
            let mut number = 1;
            while let Some((length, answer)) = inbox.recv().await {
                let _ = answer.send(round(&lane, &work, &env, length, &mut number).await);
            }
            Ok(())
        }));
        Self { orders }
    }
}

impl Contestant for InProcess {
    fn name(&self) -> &'static str {
        NAME
    }

    fn round(&mut self, length: Duration) -> BoxFuture<'_, Result<Round>> {
        Box::pin(async move {
            let (answer, answered) = oneshot::channel();
            self.orders
                .send((length, answer))
                .map_err(|_| anyhow!("the isolate thread has ended"))?;
            answered.await.context("the isolate thread has ended")?
        })
    }
}

/// A latency is the whole way of an invocation, what is cleared away after its end included.
async fn round(
    lane: &Lane,
    work: &Work,
    env: &[(String, String)],
    length: Duration,
    number: &mut u64,
) -> Result<Round> {
    let template = job(work, env)?;
    let begun = Instant::now();
    let (template, step) = (&template, work.concurrency as u64);
    let serving = (0..step).map(|at| {
        let mut number = *number + at;
        async move {
            let mut latencies = Vec::new();
            while begun.elapsed() < length {
                let turn = usize::try_from(number)? % work.calls.len().max(1);
                let mut job = template.clone();
                job.invocation.arguments = work.calls.get(turn).cloned().unwrap_or_default();
                let task = task(job, "bench", number)?;
                number += step;
                let started = Instant::now();
                serve(lane, task).await?;
                latencies.push(started.elapsed().as_secs_f64() * 1e6);
            }
            Ok::<_, anyhow::Error>((latencies, number))
        }
    });
    let served = together(serving).await?;
    let seconds = begun.elapsed().as_secs_f64();
    *number = served.iter().map(|(_, next)| *next).max().unwrap_or(1);
    let latencies: Vec<Vec<f64>> = served.into_iter().map(|(latencies, _)| latencies).collect();
    Ok(summary(latencies.concat(), seconds))
}
