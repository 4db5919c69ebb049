//! What the host ended or lost, and what never had a function to call.

use std::time::Duration;

use super::failed;
use crate::ending::{Phase, Termination, TerminationCause};
use crate::invocation::Invocation;
use crate::limits::Limits;
use crate::rule::Rule;
use crate::status::Status;
use crate::text::bounded;
use crate::verdict::Verdict;

const STOPPED: &str = "The user store took more than it may and was stopped.";
const TOO_SLOW: &str = "The user store took too long to answer.";

/// The script has no function of the action's name.
pub(super) fn missing(invocation: &Invocation, defined: &[String]) -> Verdict {
    let action = invocation.action;
    let also = match defined {
        [] => String::new(),
        names => format!("; it defines {}", bounded(&names.join(", "), 200)),
    };
    let message = format!(
        "the script does not define async function {}{also}",
        action.signature()
    );
    let public = "The user store does not offer this.";
    failed(
        Status::NotImplemented,
        Rule::MissingFunction,
        "CONNECTOR_NOT_IMPLEMENTED",
        message,
        public,
    )
}

/// The host ended it.
pub(super) fn terminated(invocation: &Invocation, termination: &Termination) -> Verdict {
    let limit = |name| shown_limit(&invocation.limits, name);
    let (status, rule, code, what, public) = match termination.cause {
        TerminationCause::Wall => {
            let what = format!("the wall-clock limit of {} was reached", limit("wall"));
            (
                Status::Timeout,
                Rule::WallClock,
                "CONNECTOR_TIMEOUT",
                what,
                TOO_SLOW,
            )
        }
        TerminationCause::Cpu => {
            let what = format!("the processor-time limit of {} was reached", limit("cpu"));
            (
                Status::CpuLimit,
                Rule::ProcessorTime,
                "CONNECTOR_CPU_LIMIT",
                what,
                TOO_SLOW,
            )
        }
        TerminationCause::Heap => {
            let what = format!("the heap limit of {} was reached", limit("heap"));
            (
                Status::MemoryLimit,
                Rule::Heap,
                "CONNECTOR_MEMORY_LIMIT",
                what,
                STOPPED,
            )
        }
        TerminationCause::Buffers => {
            let what = format!(
                "the limit of {} for memory outside the heap was reached",
                limit("buffers")
            );
            (
                Status::MemoryLimit,
                Rule::Buffers,
                "CONNECTOR_MEMORY_LIMIT",
                what,
                STOPPED,
            )
        }
        TerminationCause::Output => {
            let what = format!(
                "the limit of {} for the returned value was reached",
                limit("result")
            );
            (
                Status::OutputLimit,
                Rule::ResultSize,
                "CONNECTOR_OUTPUT_LIMIT",
                what,
                STOPPED,
            )
        }
        TerminationCause::Cancelled => {
            let what = "the caller cancelled the call".to_owned();
            (
                Status::Cancelled,
                Rule::TakenBack,
                "CONNECTOR_CANCELLED",
                what,
                "The call was cancelled.",
            )
        }
    };
    let message = format!(
        "{what} {}, {} after that began",
        termination.phase,
        seconds(termination.spent)
    );
    failed(status, rule, code, message, public)
}

/// The result is larger than allowed, though nobody stopped it.
pub(super) fn result_too_large(invocation: &Invocation, size: usize) -> Verdict {
    let limit = shown_limit(&invocation.limits, "result");
    let message = format!("the returned value is {size} bytes of JSON, the limit is {limit}");
    failed(
        Status::OutputLimit,
        Rule::ResultSize,
        "CONNECTOR_OUTPUT_LIMIT",
        message,
        STOPPED,
    )
}

/// It waits for what can never happen.
pub(super) fn stalled(phase: Phase) -> Verdict {
    let message = format!(
        "the script waits for something that can never happen: no timer, query or other operation is under way \
         (it stopped {phase})"
    );
    let public = "The user store did not answer.";
    failed(
        Status::Stalled,
        Rule::NothingUnderWay,
        "CONNECTOR_STALLED",
        message,
        public,
    )
}

/// The worker died under it.
pub(super) fn crashed(detail: &str) -> Verdict {
    let message = match detail {
        "" => "the worker process died under the call".to_owned(),
        detail => format!("the worker process died under the call: {detail}"),
    };
    let public = "The user store did not answer.";
    failed(
        Status::Crashed,
        Rule::WorkerDied,
        "CONNECTOR_CRASHED",
        message,
        public,
    )
}

fn shown_limit(limits: &Limits, name: &str) -> String {
    Limits::find(name).map_or_else(String::new, |limit| limit.unit.show(limit.get(limits)))
}

/// Two decimals are enough to tell a busy script from a slow database.
fn seconds(spent: Duration) -> String {
    format!("{:.2} s", spent.as_secs_f64())
}
