//! What a worker reported of a job, judged in a process where no script ever ran.

use connector_contract::{Outcome, Redactor, classify};
use connector_runtime::{Job, Report};

/// The report's outcome.
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
