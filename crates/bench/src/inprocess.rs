//! Connector's runtime alone: one isolate thread in this process, with its limits, dispatcher and receipts, and nothing
//! between processes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use connector_capability::egress::{DirectEgress, Policy};
use connector_capability::permit::Permits;
use connector_contract::{Ending, limits::Recycling};
use connector_runtime::{Host, Lane, LaneConfig, Ledger, Place, Recall, Task, Told, Watchdog};
use futures::future::{BoxFuture, try_join_all};
use tokio::sync::{mpsc, oneshot};

use crate::contestant::{Contestant, Round, summary};
use crate::ours::job;
use crate::work::Work;

type Order = (Duration, oneshot::Sender<Result<Round>>);

pub(crate) struct InProcess {
    orders: mpsc::UnboundedSender<Order>,
}

impl InProcess {
    /// Starts the thread. V8 must be up.
    pub(crate) fn start(work: &Work, env: &[(String, String)]) -> Result<Self> {
        let (orders, mut inbox) = mpsc::unbounded_channel::<Order>();
        let (work, env) = (work.clone(), env.to_vec());
        thread::Builder::new()
            .name("isolates".into())
            .stack_size(connector_runtime::THREAD_STACK_BYTES)
            .spawn(move || -> Result<()> {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()?;
                tokio::task::LocalSet::new().block_on(&runtime, async {
                    let lane = lane()?;
                    let mut number = 0;
                    while let Some((length, answer)) = inbox.recv().await {
                        let _ = answer.send(round(&lane, &work, &env, length, &mut number).await);
                    }
                    Ok(())
                })
            })?;
        Ok(Self { orders })
    }
}

impl Contestant for InProcess {
    fn name(&self) -> &'static str {
        "Connector, in process"
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

fn lane() -> Result<Lane> {
    let host = Host {
        watchdog: Watchdog::start()?,
        egress: Arc::new(DirectEgress {
            policy: Policy {
                loopback: true,
                private: false,
            },
        }),
        permits: Permits::new(thread::available_parallelism().map_or(1, usize::from)),
    };
    let config = LaneConfig {
        strict: false,
        spares: 1,
        memory_target_bytes: 512 * 1024 * 1024,
        recycling: Recycling::default(),
    };
    let (ledger, _descriptor) = Ledger::create()?;
    Ok(Lane::new(0, config, host, ledger)?)
}

async fn round(
    lane: &Lane,
    work: &Work,
    env: &[(String, String)],
    length: Duration,
    number: &mut u64,
) -> Result<Round> {
    let begun = Instant::now();
    let end = begun + length;
    let first = *number;
    let serving = (0..work.concurrency as u64).map(|lane_number| {
        let mut number = first + lane_number;
        let step = work.concurrency as u64;
        async move {
            let template = job(work, env)?;
            let mut latencies = Vec::new();
            while Instant::now() < end {
                number += step;
                let turn = usize::try_from(number)? % work.calls.len().max(1);
                let mut job = template.clone();
                job.invocation.arguments = work.calls.get(turn).cloned().unwrap_or_default();
                let task = Task {
                    job,
                    place: Place {
                        tenant: "bench".into(),
                        connection: "users".into(),
                        env_version: "1".into(),
                    },
                    load_only: false,
                    number,
                    seat: usize::try_from(lane_number)?,
                    recall: Recall::default(),
                };
                let returned = Arc::new(AtomicBool::new(false));
                let heard = Arc::clone(&returned);
                let started = Instant::now();
                lane.serve(
                    task,
                    Arc::new(move |told| {
                        if let Told::Ended(report) = told {
                            heard.store(matches!(report.ending, Ending::Returned(_)), Relaxed);
                        }
                    }),
                )
                .await;
                latencies.push(started.elapsed().as_secs_f64() * 1e6);
                if !returned.load(Relaxed) {
                    bail!("{}: the script did not return", work.name);
                }
            }
            Ok((latencies, number))
        }
    });
    let served = try_join_all(serving).await?;
    let seconds = begun.elapsed().as_secs_f64();
    *number = served.iter().map(|(_, last)| *last).max().unwrap_or(first);
    let latencies: Vec<Vec<f64>> = served.into_iter().map(|(latencies, _)| latencies).collect();
    Ok(summary(latencies.concat(), seconds))
}
