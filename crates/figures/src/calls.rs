//! Hosts and calls, as the parts of this program need them.

use std::time::{Duration, Instant};

use connector_contract::{Action, Env, Invocation, Outcome, Script};
use connector_host::{Cancel, Host, HostConfig, Job, Place, Policy, WorkerProgram};
use serde_json::{Value, json};

use crate::figure::Result;

/// The word that makes this program a worker.
pub(crate) const WORKER_WORD: &str = "__worker";

/// A service's host on this machine, with loopback open to scripts.
pub(crate) fn config() -> Result<HostConfig> {
    let program = std::env::current_exe()?;
    Ok(HostConfig {
        policy: Policy {
            loopback: true,
            private: true,
        },
        ..HostConfig::new(WorkerProgram {
            program,
            arguments: vec![WORKER_WORD.to_owned()],
        })
    })
}

pub(crate) async fn start() -> Result<Host> {
    Ok(Host::start(config()?).await?)
}

/// `updateUser('1', updates)` of this source; limits as on a command line; the URI of a database, if it has one.
pub(crate) fn job(
    source: &str,
    updates: Value,
    limits: &str,
    database: Option<&str>,
) -> Result<Job> {
    let mut invocation =
        Invocation::new(Action::UpdateUser, vec![json!("1"), updates], Value::Null);
    for pair in limits.split(',') {
        let (name, value) = pair.split_once('=').ok_or("a limit is name=value")?;
        invocation.limits.set(name, value)?;
    }
    let mut env = Env::new();
    if let Some(url) = database {
        env.set(Env::DB_CONNECTION_URI, url);
    }
    Ok(Job {
        script: Script::new("updateUser.js", source, invocation.limits.source_bytes)?,
        env,
        invocation,
    })
}

/// What a call came to, and how long its caller waited.
pub(crate) async fn call(host: &Host, tenant: &str, job: Job) -> Result<(Outcome, Duration)> {
    let place = Place {
        tenant: tenant.to_owned(),
        connection: "users".to_owned(),
        env_version: "1".to_owned(),
    };
    let asked = Instant::now();
    let outcome = host.invoke(&place, job, Cancel::never()).await?;
    Ok((outcome, asked.elapsed()))
}

/// Whether it succeeded with that value.
pub(crate) fn is(outcome: &Outcome, value: &Value) -> bool {
    let found = outcome.value.as_deref().map(|value| value.get());
    let found = found.and_then(|found| serde_json::from_str::<Value>(found).ok());
    found.as_ref() == Some(value)
}

/// Waits until every post has its worker and nothing is under way. How long that took.
pub(crate) async fn settled(host: &Host, workers: usize) -> Result<Duration> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        let gauges = host.gauges();
        if (gauges.running, gauges.workers, gauges.workers_leaving) == (0, workers, 0) {
            return Ok(begun.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Err(format!("the host never comes to rest: {:?}", host.gauges()).into())
}
