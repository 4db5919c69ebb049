//! How fast a script may compute while others wait for its processor.
//!
//! The kernel's [turns](crate::slice) say who goes first, and yet a thread that computes without end is always in
//! somebody's way. So a script that has computed for some milliseconds pauses again and again, where the processor is in
//! demand: the more it has used, the longer, up to four times as long as it computes. What pauses take is only what it
//! has to spare: it could still use all of its processor time within four fifths of its wall limit, and so could the
//! others of its tenant on the same thread. Where another tenant's invocation is on that thread, or on its way there,
//! nobody pauses. On a machine with nothing else to do scripts compute as fast as ever.

use std::time::{Duration, Instant};

use crate::job::Reputation;

/// Processor time of one stay in JavaScript that is a long one …
pub(crate) const LONG_STAY: Duration = Duration::from_millis(5);
/// … and of an invocation whose stays are all taken for long ones: what loading a large script takes for the first time.
pub(crate) const LONG_CALL: Duration = Duration::from_millis(20);

/// Less than this shows nothing of who waits.
const WORTH_A_LOOK: Duration = Duration::from_micros(500);
/// How much the last look counts for, against all before.
const WEIGHT: f64 = 0.25;
/// The part of its time inside JavaScript that a thread is kept from its processor, where others want it too.
const IN_DEMAND: f64 = 0.05;
/// Processor time after which a pause is as long as what was computed before it; after twice as much, twice as long.
const STEP: Duration = Duration::from_millis(15);
/// How many times as long as what was computed a pause may be.
const MOST: f64 = 4.0;
/// No pause is longer.
const LONGEST: Duration = Duration::from_millis(100);

/// What an invocation has used of its thread.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Used {
    /// Processor time of its script: without key stretching.
    pub(crate) cpu: Duration,
    /// Processor time, whatever for.
    pub(crate) thread: Duration,
    /// Time inside V8.
    pub(crate) js: Duration,
}

/// What is left to an invocation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Left {
    /// Of its processor time.
    pub(crate) cpu: Duration,
    /// Until it should have been able to use all of that: four fifths of its wall limit after it began.
    pub(crate) wall: Duration,
}

impl Left {
    /// What is left `now` to an invocation that began and must end then.
    pub(crate) fn new(cpu: Duration, started: Instant, deadline: Instant, now: Instant) -> Self {
        let through = started + deadline.saturating_duration_since(started) * 4 / 5;
        Self {
            cpu,
            wall: through.saturating_duration_since(now),
        }
    }
}

/// The pace of one invocation.
#[derive(Debug)]
pub(crate) struct Pace {
    reputation: Reputation,
    /// What it had used at the last look.
    seen: Used,
    /// The part of its time that it is kept from its processor.
    kept: f64,
}

impl Pace {
    /// The pace of a script that stands so.
    pub(crate) fn new(reputation: Reputation) -> Self {
        Self {
            reputation,
            seen: Used::default(),
            kept: 0.0,
        }
    }

    /// How long it is to pause now.
    pub(crate) fn look(&mut self, used: Used, left: Left) -> Duration {
        let ran = used.cpu.saturating_sub(self.seen.cpu);
        let thread = used.thread.saturating_sub(self.seen.thread);
        let took = used.js.saturating_sub(self.seen.js);
        if took < WORTH_A_LOOK {
            return Duration::ZERO;
        }
        self.seen = used;
        let waited = took.saturating_sub(thread).as_secs_f64() / took.as_secs_f64();
        self.kept += (waited - self.kept) * WEIGHT;
        if self.kept < IN_DEMAND {
            return Duration::ZERO;
        }
        let due = match self.reputation {
            Reputation::Proven => used.cpu.as_secs_f64() / STEP.as_secs_f64(),
            // It may well be one that never ends.
            Reputation::Unknown | Reputation::Limited => MOST,
        };
        // What is left of its processor time takes longer than that, on a processor that it has a part of.
        let needs = 1.0 / (1.0 - self.kept).max(0.1);
        let spare = left.wall.as_secs_f64() / left.cpu.as_secs_f64().max(1e-3) - needs;
        ran.mul_f64(due.min(spare).clamp(0.0, MOST))
            .min(LONGEST)
            .min(left.wall)
    }

    /// It has paused, and has been inside V8 for so long altogether.
    pub(crate) fn resume(&mut self, js: Duration) {
        self.seen.js = js;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// Computes for so long, in pieces of 2 ms, on a processor that it has `share` of while it does not pause. When it was
    /// through, and how long it had paused.
    fn compute(
        mut pace: Pace,
        cpu: Duration,
        (limit, wall): (Duration, Duration),
        share: f64,
    ) -> (Duration, Duration) {
        let (mut used, mut paused) = (Used::default(), Duration::ZERO);
        let started = Instant::now();
        while used.cpu < cpu {
            used.cpu += ms(2);
            used.thread += ms(2);
            used.js += ms(2).div_f64(share);
            let left = limit.saturating_sub(used.cpu);
            let left = Left::new(left, started, started + wall, started + used.js);
            let pause = pace.look(used, left);
            paused += pause;
            used.js += pause;
            pace.resume(used.js);
        }
        (used.js, paused)
    }

    const USUAL: (Duration, Duration) = (ms(1_000), ms(5_000));

    #[test]
    fn who_has_the_processor_for_itself_never_pauses() {
        for reputation in [Reputation::Proven, Reputation::Unknown] {
            let found = compute(Pace::new(reputation), ms(1_000), USUAL, 1.0);
            assert_eq!(found, (ms(1_000), Duration::ZERO));
            let (_, paused) = compute(Pace::new(reputation), ms(1_000), USUAL, 0.97);
            assert_eq!(paused, Duration::ZERO);
        }
    }

    #[test]
    fn on_a_processor_in_demand_who_computes_much_is_slow_and_who_computes_little_is_not() {
        let slower = |cpu: u64| {
            let (took, _) = compute(Pace::new(Reputation::Proven), ms(cpu), USUAL, 0.9);
            took.as_secs_f64() / ms(cpu).as_secs_f64()
        };
        let found = [10, 50, 100, 500].map(slower);
        assert!(found[0] < 1.5, "{found:?}");
        assert!(found[1] < 3.0, "{found:?}");
        assert!(found[2] < 4.0, "{found:?}");
        assert!(found[3] > 3.5, "{found:?}");
        // Nobody knows it: it may be one that never ends.
        let (took, _) = compute(Pace::new(Reputation::Unknown), ms(50), USUAL, 0.9);
        assert!(took > ms(175), "{took:?}");
    }

    #[test]
    fn whatever_it_is_granted_it_can_use_within_its_wall_limit() {
        let limits = [
            (1_000, 5_000),
            (1_000, 1_500),
            (1_000, 3_000),
            (2_000, 2_000),
            (100, 20_000),
        ];
        for (cpu, wall) in limits {
            let (cpu, wall) = (ms(cpu), ms(wall));
            let shares = [0.9, 0.75, 0.5, 0.35, 0.25].into_iter();
            for (share, reputation) in
                shares.flat_map(|share| [(share, Reputation::Proven), (share, Reputation::Unknown)])
            {
                let (took, paused) = compute(Pace::new(reputation), cpu, (cpu, wall), share);
                // Where even all of the wall time would not be enough, it is made next to no worse.
                let enough = wall.max(cpu.div_f64(share).mul_f64(1.02));
                assert!(
                    took <= enough,
                    "{cpu:?} of {wall:?}: {took:?}, paused {paused:?}"
                );
            }
        }
    }

    #[test]
    fn a_glance_says_nothing() {
        let mut pace = Pace::new(Reputation::Proven);
        let left = Left {
            cpu: ms(900),
            wall: ms(4_000),
        };
        let used = Used {
            js: Duration::from_micros(499),
            ..Used::default()
        };
        assert_eq!(pace.look(used, left), Duration::ZERO);
        // It counts with what follows: half a second away from the processor, after much work.
        let used = Used {
            cpu: ms(200),
            thread: ms(200),
            js: ms(700),
        };
        assert_eq!(pace.look(used, left), LONGEST);
    }
}
