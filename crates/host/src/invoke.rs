//! A job to an outcome.

use connector_contract::{Outcome, Redactor, classify};
use connector_runtime::Job;

use crate::supervisor::{HostError, Worker, WorkerProgram};

/// Runs one invocation in a worker process of its own and judges how it ended.
///
/// Returns only when the process is gone and every database session of the script is closed.
///
/// # Errors
/// When the host failed. A failing script is an outcome.
pub async fn invoke(program: &WorkerProgram, job: Job) -> Result<Outcome, HostError> {
    let mut worker = Worker::spawn(program).await?;
    let invocation = job.invocation.clone();
    let (script, env) = (job.script.clone(), job.env.clone());
    let report = worker.run(job).await?;
    worker.retire().await;
    let verdict = classify(&invocation, &report.ending, &report.evidence);
    let redactor = Redactor::new(&env, &invocation);
    Ok(Outcome::new(
        &invocation,
        &script,
        verdict,
        report.receipt,
        report.logs,
        &redactor,
    ))
}
