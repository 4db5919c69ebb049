//! How long a worker's invocations may take to say something, to stop, and to be gone.

use std::time::Duration;

use connector_contract::{Phase, TerminationCause};
use tokio::time::Instant;

use super::Keeper;
use super::running::{Running, blank, terminated};
use crate::frame::Order;

/// How long a stopped script may hold its thread, by the clock, before its worker is given up whatever it has used.
const PATIENCE: Duration = Duration::from_secs(5);

impl Keeper {
    /// The next moment at which [`Keeper::overdue`] has something to do.
    pub(super) fn next_due(&self) -> Instant {
        let now = Instant::now();
        let far = now + Duration::from_secs(3_600);
        let due = self.running.values().map(Running::due);
        // While leaving, the sessions of ended invocations are waited for as well.
        let gone = self.running.values().filter_map(|running| {
            let (_, by) = running.ended.as_ref()?;
            (self.leaving && *by > now).then_some(*by)
        });
        due.chain(gone).min().unwrap_or(far)
    }

    /// Does what is due. Whether the worker has been silent for too long.
    pub(super) fn overdue(&mut self, now: Instant) -> bool {
        let mut silent = false;
        let mut stuck = Vec::new();
        for (number, running) in &mut self.running {
            if running.ended.as_ref().is_some_and(|(_, by)| now >= *by) {
                running.answer_end();
            }
            if let Some((report, by)) = running.limit.take_if(|limit| now >= limit.1) {
                if running.answer.is_some() {
                    // Its thread may only have been taken by others so far.
                    running.limit = Some((report.clone(), by + PATIENCE));
                    running.answer(*report);
                } else {
                    stuck.push(*number);
                }
            }
            if running.ended.is_none() && now >= running.give_up {
                let spent = running.begun.elapsed();
                running.answer(blank(
                    terminated(TerminationCause::Wall, Phase::Running, spent),
                    true,
                ));
                silent = true;
            }
        }
        for number in stuck {
            self.lose_thread(number);
        }
        silent
    }

    /// An invocation doesn't stop: its thread is lost, and with it sooner or later its worker.
    pub(super) fn lose_thread(&mut self, number: u64) {
        let Some(running) = self.running.get_mut(&number) else {
            return;
        };
        if let Some((report, _)) = running.limit.take() {
            running.answer(*report);
        }
        // Only what holds the thread counts: another's limit may be hit while it waits for its turn.
        if running.stuck || self.ledger.in_js(running.seat.lane) != Some(number) {
            return;
        }
        running.stuck = true;
        let tenant = running.seat.tenant.clone();
        self.shared.blame(&tenant, "a script would not stop");
        if !self.leaving {
            self.leaving = true;
            // Its other threads still can, and nobody will borrow from it any more.
            self.order(&Order::CloseSessions);
            if self.shared.crew.leave(self.post, self.worker) {
                self.shared.replace(self.post, self.born.elapsed());
            }
        }
    }

    /// Whether nobody is left that could still finish.
    pub(super) fn may_go(&self) -> bool {
        let now = Instant::now();
        let is_lost = |lane: usize| {
            let mut stuck = self.running.values().filter(|running| running.stuck);
            stuck.any(|running| running.seat.lane == lane)
        };
        self.running.iter().all(|(number, running)| {
            let seat = &running.seat;
            match &running.ended {
                Some((_, by)) => running.stuck || now >= *by,
                None => {
                    running.answer.is_none()
                        || (is_lost(seat.lane) && !self.ledger.has_sent(seat.row, *number))
                }
            }
        })
    }
}
