//! Connector's own host with its worker processes, as `connector serve` runs it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use connector_contract::{Env, Invocation, Script, Status};
use connector_host::{Cancel, Caps, Host, HostConfig, Job, Place, Policy, WorkerProgram};
use futures::future::BoxFuture;
use serde_json::{Value, json};

use crate::contestant::{Contestant, Round, summary, together};
use crate::work::Work;

/// As it is called in the tables.
pub(crate) const NAME: &str = "Connector, workers";

pub(crate) struct Ours {
    host: Arc<Host>,
    place: Place,
    job: Job,
    calls: Arc<Vec<Vec<Value>>>,
    concurrency: usize,
    next: Arc<AtomicUsize>,
}

impl Ours {
    /// Starts the workers; `program` is the `connector` binary.
    pub(crate) async fn start(
        program: &Path,
        work: &Work,
        env: &[(String, String)],
    ) -> Result<Self> {
        Ok(Self {
            host: Arc::new(Host::start(config(program)).await?),
            place: place("bench"),
            job: job(work, env)?,
            calls: Arc::new(work.calls.clone()),
            concurrency: work.concurrency,
            next: Arc::default(),
        })
    }

    async fn serve(&self, end: Instant) -> Result<Vec<f64>> {
        let mut latencies = Vec::new();
        while Instant::now() < end {
            let turn = self.next.fetch_add(1, Relaxed) % self.calls.len().max(1);
            let mut job = self.job.clone();
            job.invocation.arguments = self.calls.get(turn).cloned().unwrap_or_default();
            let started = Instant::now();
            let outcome = self.host.invoke(&self.place, job, Cancel::never()).await?;
            latencies.push(started.elapsed().as_secs_f64() * 1e6);
            if outcome.status != Status::Success {
                bail!("{:?}: {:?}", outcome.status, outcome.error);
            }
        }
        Ok(latencies)
    }
}

/// A service's configuration, but for one tenant that stands for all traffic: it may have the whole machine.
pub(crate) fn config(program: &Path) -> HostConfig {
    let mut config = HostConfig::new(WorkerProgram {
        program: program.to_owned(),
        arguments: vec!["__worker".into()],
    });
    config.policy = Policy {
        loopback: true,
        private: false,
    };
    config.tenant_concurrency = 64;
    config.caps = Caps {
        open: 1_000,
        per_second: 100_000,
        burst: 100_000,
    };
    config
}

/// The bench's connection of this tenant.
pub(crate) fn place(tenant: &str) -> Place {
    Place {
        tenant: tenant.into(),
        connection: "users".into(),
        env_version: "1".into(),
    }
}

/// An invocation of the work's script, without its arguments.
pub(crate) fn job(work: &Work, env: &[(String, String)]) -> Result<Job> {
    let source = std::fs::read_to_string(&work.script).context("the script")?;
    let name = work.script.file_name().unwrap_or_default();
    let invocation = Invocation::new(work.action, Vec::new(), json!({}));
    let limit = invocation.limits.source_bytes;
    Ok(Job {
        script: Script::new(name.to_string_lossy(), source, limit)?,
        env: env.iter().cloned().collect::<Env>(),
        invocation,
    })
}

impl Contestant for Ours {
    fn name(&self) -> &'static str {
        NAME
    }

    fn round(&mut self, length: Duration) -> BoxFuture<'_, Result<Round>> {
        Box::pin(async move {
            let begun = Instant::now();
            let lanes = (0..self.concurrency).map(|_| self.serve(begun + length));
            let latencies = together(lanes).await?.concat();
            Ok(summary(latencies, begun.elapsed().as_secs_f64()))
        })
    }
}
