//! A worker is dead: whose fault it was, and what those are told whom it still owed an answer.

use connector_contract::{Phase, TerminationCause};

use super::running::{blank, crashed, terminated};
use super::{Answer, Keeper};

/// Why a worker is no more.
pub(super) enum End {
    /// It died.
    Died,
    /// Its memory passed the cap.
    Memory,
    /// It said nothing for too long.
    Silent,
    /// A script of it would not stop, and whatever else it had to do is done.
    Stuck,
    /// The host ends.
    Dismissed,
}

impl Keeper {
    /// Everybody whom the dead worker still owed an answer gets one.
    pub(super) fn bury(&mut self, end: &End, how: &str, from_outside: bool) {
        let culprit = match end {
            End::Died if from_outside => None,
            End::Died | End::Memory => self.culprit(end),
            // Blamed already, or nobody's fault that we know of.
            End::Silent | End::Stuck | End::Dismissed => None,
        };
        if !matches!(end, End::Dismissed) {
            self.shared.note_death();
            tracing::warn!(post = self.post, how, "a worker process is gone");
        }
        for (number, mut running) in self.running.drain() {
            running.answer_end();
            if let Some((report, _)) = running.limit.take() {
                running.answer(*report);
            }
            if Some(number) == culprit {
                let cause = match end {
                    End::Memory => "its memory passed the cap".to_owned(),
                    _ => format!("its process was {how}"),
                };
                self.shared.blame(&running.seat.tenant, &cause);
                let spent = running.begun.elapsed();
                let ending = match end {
                    End::Memory => terminated(TerminationCause::Heap, Phase::Running, spent),
                    _ => crashed(how),
                };
                running.answer(blank(ending, true));
            } else if self.ledger.has_sent(running.seat.row, number) {
                running.answer(blank(crashed(how), true));
            } else if let (Some(answer), Some(permit)) =
                (running.answer.take(), running.permit.take())
            {
                drop(running.seat);
                let _ = answer.send(Answer::Lost(permit));
            }
        }
    }

    /// Whose JavaScript the process died of, as far as can be told: a thread's last word, or else the only one that ran.
    pub(super) fn culprit(&self, end: &End) -> Option<u64> {
        if let Some(number) = self.ledger.fault() {
            return Some(number);
        }
        let lanes = 0..self.shared.config.lanes_per_worker();
        let in_js: Vec<u64> = lanes.filter_map(|lane| self.ledger.in_js(lane)).collect();
        let condemned = |number: &&u64| {
            let running = self.running.get(*number);
            running.is_some_and(|running| running.limit.is_some() || running.answer.is_none())
        };
        match in_js.as_slice() {
            [only] => Some(*only),
            // Of several, the one that was told to stop for what it takes.
            several if matches!(end, End::Memory) => {
                let mut condemned = several.iter().filter(condemned);
                condemned
                    .next()
                    .filter(|_| condemned.next().is_none())
                    .copied()
            }
            _ => None,
        }
    }
}
