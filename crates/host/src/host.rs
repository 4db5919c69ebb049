//! The host: admits invocations, gives them to workers, and judges what comes back.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use connector_contract::{
    Action, Ending, Env, Invocation, Limits, LogLine, Outcome, OutcomeError, Script, Status,
};
use connector_runtime::Job;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::cancel::Cancel;
use crate::config::HostConfig;
use crate::error::HostError;
use crate::gauges::Gauges;
use crate::invoke::judged;
use crate::supervisor::Worker;

/// Whose script is invoked. The script's version comes from the job itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The tenant: nothing of one is ever seen by another.
    pub tenant: String,
    /// The connection.
    pub connection: String,
    /// Which version of the connection's env the job carries.
    pub env_version: String,
}

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

/// Runs invocations of many tenants in worker processes.
pub struct Host {
    config: HostConfig,
    places: Semaphore,
    draining: AtomicBool,
    gauges: Mutex<Gauges>,
}

impl Host {
    /// Starts the workers.
    ///
    /// # Errors
    /// When a worker can't be started, or would not serve.
    pub async fn start(config: HostConfig) -> Result<Self, HostError> {
        let places = Semaphore::new(config.workers.max(1));
        Ok(Self {
            config,
            places,
            draining: AtomicBool::new(false),
            gauges: Mutex::default(),
        })
    }

    /// Runs one invocation.
    ///
    /// # Errors
    /// When the host failed or refused. A failing script is an outcome.
    pub async fn invoke(
        &self,
        _place: &Place,
        job: Job,
        _cancel: Cancel,
    ) -> Result<Outcome, HostError> {
        let report = self.run(job.clone(), false).await?;
        let outcome = judged(&job, report);
        self.count(|gauges| *gauges.ended.entry(outcome.status).or_default() += 1);
        Ok(outcome)
    }

    /// Loads a script in a throw-away isolate and calls nothing: what an upload wants to know.
    ///
    /// # Errors
    /// When the host failed or refused. A script that can't be loaded is a diagnosis.
    pub async fn compile_only(
        &self,
        _place: &Place,
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
        let report = self.run(job.clone(), true).await?;
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
        self.gauges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes nothing new, lets what is under way end within `within`, and ends the workers.
    pub async fn drain(&self, within: Duration) {
        self.draining.store(true, Relaxed);
        let all = u32::try_from(self.config.workers.max(1)).unwrap_or(u32::MAX);
        let _ = tokio::time::timeout(within, self.places.acquire_many(all)).await;
    }

    async fn run(&self, job: Job, load_only: bool) -> Result<connector_runtime::Report, HostError> {
        if self.draining.load(Relaxed) {
            return Err(HostError::Draining);
        }
        let _place = self.places.acquire().await;
        let mut worker = Worker::spawn(&self.config.program).await?;
        let report = worker.run(job, load_only).await?;
        worker.retire().await;
        Ok(report)
    }

    fn count(&self, act: impl FnOnce(&mut Gauges)) {
        act(&mut self.gauges.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
