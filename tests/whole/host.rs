//! The host as a service uses it: many tenants, isolates that serve again, workers that die.

mod cgroups;
mod hostile;
mod lending;
mod queue;
mod reuse;
mod takeback;

use std::path::PathBuf;
use std::time::Duration;

use connector_contract::{Action, Env, Invocation, Limits, Outcome, Script};
use connector_host::{
    Cancel, Gauges, Host, HostConfig, HostError, Job, Place, Policy, WorkerProgram,
};
use serde_json::{Value, json};

/// One worker with two lanes, and the test's own network open to scripts.
fn config() -> HostConfig {
    HostConfig {
        workers: 1,
        spares: 1,
        policy: Policy {
            loopback: true,
            private: true,
        },
        // What a test leaves on its database shall be its own doing.
        lend: false,
        // A busy test machine is no reason to fail.
        queue_age: Duration::from_secs(60),
        ..HostConfig::new(WorkerProgram {
            program: PathBuf::from(env!("CARGO_BIN_EXE_connector")),
            arguments: vec!["__worker".to_owned()],
        })
    }
}

async fn start(config: HostConfig) -> Host {
    Host::start(config).await.expect("the workers come up")
}

fn place(tenant: &str) -> Place {
    Place {
        tenant: tenant.to_owned(),
        connection: "users".to_owned(),
        env_version: "1".to_owned(),
    }
}

/// `updateUser('1', {})` of this source, with plenty of time.
fn job(source: &str) -> Job {
    job_within(source, "wall=20s,connect=10s,cpu=10s")
}

fn job_within(source: &str, limits: &str) -> Job {
    let mut invocation =
        Invocation::new(Action::UpdateUser, vec![json!("1"), json!({})], Value::Null);
    for pair in limits.split(',') {
        let (name, value) = pair.split_once('=').expect("name=value");
        invocation.limits.set(name, value).expect("a limit");
    }
    Job {
        script: Script::new("updateUser.js", source, Limits::default().source_bytes)
            .expect("a script"),
        env: Env::new(),
        invocation,
    }
}

fn with_database(mut job: Job, url: &str) -> Job {
    job.env.set(Env::DB_CONNECTION_URI, url);
    job
}

async fn invoke(host: &Host, tenant: &str, job: Job) -> Result<Outcome, HostError> {
    host.invoke(&place(tenant), job, Cancel::never()).await
}

/// The outcome as its JSON.
async fn call(host: &Host, tenant: &str, job: Job) -> Value {
    shown(&invoke(host, tenant, job).await.expect("the host works"))
}

fn shown(outcome: &Outcome) -> Value {
    serde_json::to_value(outcome).expect("an outcome is JSON")
}

/// Waits until the gauges are as they should become.
async fn until(host: &Host, what: &str, is_so: impl Fn(&Gauges) -> bool) {
    for _ in 0..1_000 {
        if is_so(&host.gauges()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what}: never; {:?}", host.gauges());
}

async fn kill(pid: u32) {
    let status = tokio::process::Command::new("kill")
        .args(["-9", &pid.to_string()])
        .status()
        .await
        .expect("kill runs");
    assert!(status.success());
}
