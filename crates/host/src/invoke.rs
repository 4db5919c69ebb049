//! A job to an outcome.

use connector_contract::{Outcome, Redactor, classify};
use connector_runtime::{Job, Report};

use crate::config::WorkerProgram;
use crate::error::HostError;
use crate::supervisor::Worker;

/// Runs one invocation in a worker process of its own and judges how it ended.
///
/// Returns only when the process is gone and every database session of the script is closed.
///
/// # Errors
/// When the host failed. A failing script is an outcome.
pub async fn invoke(program: &WorkerProgram, job: Job) -> Result<Outcome, HostError> {
    let mut worker = Worker::spawn(program).await?;
    let told = job.clone();
    let report = worker.run(job, false).await?;
    worker.retire().await;
    Ok(judged(&told, report))
}

/// What a worker reported of a job, judged.
pub(crate) fn judged(job: &Job, report: Report) -> Outcome {
    let verdict = classify(&job.invocation, &report.ending, &report.evidence);
    let redactor = Redactor::new(&job.env, &job.invocation);
    Outcome::new(
        &job.invocation,
        &job.script,
        verdict,
        report.receipt,
        report.logs,
        &redactor,
    )
}
