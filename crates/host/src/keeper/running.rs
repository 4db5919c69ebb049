//! An invocation in a worker, and what its caller is told where the worker doesn't say.

use std::time::Duration;

use connector_contract::{Ending, Evidence, Phase, Receipt, Termination, TerminationCause};
use connector_runtime::Report;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Answer;
use crate::crew::Seat;
use crate::gate::Permit;

/// An invocation in the worker.
pub(super) struct Running {
    pub(super) seat: Seat,
    pub(super) permit: Option<Permit>,
    pub(super) answer: Option<oneshot::Sender<Answer>>,
    pub(super) begun: Instant,
    /// When the worker must have said something.
    pub(super) give_up: Instant,
    /// The report for the case that it never obeys, and when its caller is given that.
    pub(super) limit: Option<(Box<Report>, Instant)>,
    /// It is over; the report, unless the caller has it, and how long what it left may take to go.
    pub(super) ended: Option<(Option<Box<Report>>, Instant)>,
    pub(super) stuck: bool,
}

impl Running {
    pub(super) fn answer(&mut self, report: Report) {
        // First, so that whoever hears of the end finds the place free.
        self.permit = None;
        if let Some(answer) = self.answer.take() {
            let _ = answer.send(Answer::Report(Box::new(report)));
        }
    }

    /// Hands out the report of an ended invocation, once.
    pub(super) fn answer_end(&mut self) {
        if let Some(report) = self.ended.as_mut().and_then(|(report, _)| report.take()) {
            self.answer(*report);
        }
    }

    pub(super) fn due(&self) -> Instant {
        match (&self.ended, &self.limit) {
            (Some((Some(_), by)), None) => *by,
            (Some((Some(_), by)), Some((_, limit))) => *by.min(limit),
            (Some((None, _)), Some((_, by))) => *by,
            (Some((None, by)), None) => *by + Duration::from_secs(3_600),
            (None, Some((_, by))) => *by.min(&self.give_up),
            (None, None) => self.give_up,
        }
    }
}

/// What is known of an invocation whose worker never reported.
pub(crate) fn blank(ending: Ending, statement_sent: bool) -> Report {
    Report {
        ending,
        evidence: Evidence::default(),
        receipt: Receipt::default(),
        logs: Vec::new(),
        statement_sent,
    }
}

pub(crate) fn terminated(cause: TerminationCause, phase: Phase, spent: Duration) -> Ending {
    Ending::Terminated(Termination {
        cause,
        phase,
        spent,
    })
}

pub(crate) fn crashed(detail: &str) -> Ending {
    Ending::Crashed {
        detail: detail.to_owned(),
    }
}
