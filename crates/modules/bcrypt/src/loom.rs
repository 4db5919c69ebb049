//! Hashings beside the isolates' threads: several on one thread, in lockstep.
//!
//! A thread takes a permit for as long as it works. It has [`EASY`] places, and [`MOST`] once no permit is left for
//! another thread: two in lockstep are done as soon as one alone, nearly, and three not much later.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use connector_capability::permit::{Permit, Permits};
use tokio::sync::oneshot;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::error::BcryptError;
use crate::hash::{Digest, SLICE};
use crate::job::Job;
use crate::lockstep::{Hashing, advance};

/// Hashings that share a thread though another thread could be had.
const EASY: usize = 2;
/// Hashings that share a thread. A fourth would crowd the others out of the core's fastest memory.
const MOST: usize = 3;

type Answer = Result<Digest, BcryptError>;

/// What waits for a place, and how many have one. One for all who share permits.
#[derive(Default)]
pub(crate) struct Loom(Mutex<Board>);

#[derive(Default)]
struct Board {
    waiting: VecDeque<Order>,
    numbers: u64,
    threads: usize,
    working: usize,
}

/// A hashing that is wanted.
struct Order {
    number: u64,
    job: Job,
    answer: oneshot::Sender<Answer>,
    /// The host waits for as long as this is held.
    _held: TaskTrackerToken,
}

/// A hashing that has a place.
struct Working {
    hashing: Hashing,
    order: Order,
}

/// The wait for a hashing. Dropped, the hashing is forgotten if it has no place yet; one that has looks itself whether
/// its invocation is over.
pub(crate) struct Wait {
    loom: Arc<Loom>,
    number: u64,
    answer: oneshot::Receiver<Answer>,
    needs_thread: bool,
    permits: Permits,
}

impl Drop for Wait {
    fn drop(&mut self) {
        let number = self.number;
        let mut board = self.loom.board();
        board.waiting.retain(|order| order.number != number);
    }
}

impl Wait {
    /// Waits, and starts a thread where one is needed and allowed.
    pub(crate) async fn end(mut self) -> Answer {
        if self.needs_thread {
            tokio::select! {
                biased;
                answer = &mut self.answer => return answer.unwrap_or(Err(BcryptError::Over)),
                permit = self.permits.acquire() => {
                    let permit = permit.ok_or(BcryptError::Over)?;
                    let (loom, permits) = (Arc::clone(&self.loom), self.permits.clone());
                    // Nobody waits for the thread itself: it is gone once no hashing of it is left.
                    drop(tokio::task::spawn_blocking(move || loom.work(&permits, permit)));
                }
            }
        }
        // A sender that is gone: the thread could not be started.
        (&mut self.answer).await.unwrap_or(Err(BcryptError::Over))
    }
}

impl Loom {
    fn board(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Orders a hashing.
    pub(crate) fn order(job: Job) -> Wait {
        let permits = job.permits().clone();
        let loom = permits.shared::<Self>();
        let (sender, answer) = oneshot::channel();
        let held = job.tracked();
        let mut board = loom.board();
        board.numbers += 1;
        let number = board.numbers;
        board.waiting.push_back(Order {
            number,
            job,
            answer: sender,
            _held: held,
        });
        let wanted = board.working + board.waiting.len();
        let needs_thread = wanted > board.threads * EASY;
        drop(board);
        Wait {
            loom,
            number,
            answer,
            needs_thread,
            permits,
        }
    }

    /// A thread's work, until there is none.
    fn work(&self, permits: &Permits, permit: Permit) {
        self.board().threads += 1;
        let mut places = Vec::with_capacity(MOST);
        loop {
            self.fill(&mut places, permits);
            if places.is_empty() {
                break;
            }
            run(&mut places);
            self.empty(&mut places);
        }
        drop(permit);
    }

    /// Gives free places to who waits. Where nobody has one, the thread is signed off.
    fn fill(&self, places: &mut Vec<Working>, permits: &Permits) {
        let most = if permits.is_spent() { MOST } else { EASY };
        while places.len() < most {
            let mut board = self.board();
            let Some(order) = board.waiting.pop_front() else {
                if places.is_empty() {
                    board.threads -= 1;
                }
                return;
            };
            board.working += 1;
            drop(board);
            if order.job.go_on().is_ok() {
                let hashing = order.job.begin();
                places.push(Working { hashing, order });
            } else {
                self.board().working -= 1;
                order.answer(Err(BcryptError::Over));
            }
        }
    }

    /// Answers those that are done, and those whose invocation is over.
    fn empty(&self, places: &mut Vec<Working>) {
        let over = |working: &mut Working| {
            working.hashing.left() == 0 || working.order.job.go_on().is_err()
        };
        for Working { hashing, order } in places.extract_if(.., over) {
            self.board().working -= 1;
            order.answer(match hashing.left() {
                0 => Ok(hashing.digest()),
                _ => Err(BcryptError::Over),
            });
        }
    }
}

impl Order {
    /// Whoever waited may have gone: then nobody needs it.
    fn answer(self, answer: Answer) {
        let _ = self.answer.send(answer);
    }
}

/// A slice of work for each.
fn run(places: &mut [Working]) {
    match places {
        [a, b, c, ..] => advance([&mut a.hashing, &mut b.hashing, &mut c.hashing], SLICE),
        [a, b] => advance([&mut a.hashing, &mut b.hashing], SLICE),
        [a] => advance([&mut a.hashing], SLICE),
        [] => {}
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use connector_capability::Capabilities;
    use connector_capability::egress::{DirectEgress, Policy};
    use connector_capability::meter::Meter;
    use futures::future::join_all;
    use tokio_util::sync::CancellationToken;
    use tokio_util::task::TaskTracker;

    use super::*;
    use crate::key::Key;

    const SALT: [u8; 16] = *b"0123456789abcdef";

    fn lent(permits: &Permits) -> Capabilities {
        Capabilities {
            limits: Arc::default(),
            deadline: Instant::now() + Duration::from_secs(600),
            over: CancellationToken::new(),
            tasks: TaskTracker::new(),
            meter: Arc::new(Meter::default()),
            egress: Arc::new(DirectEgress {
                policy: Policy::default(),
            }),
            permits: permits.clone(),
            lender: None,
            relay_encrypts: false,
        }
    }

    fn job(number: usize, cost: u8, lent: &Capabilities) -> Job {
        let key = Key::of_bytes(format!("password {number}").as_bytes());
        Job::new(key, SALT, cost, lent.clone()).unwrap()
    }

    #[tokio::test]
    async fn many_share_few_threads_and_each_gets_its_own() {
        let permits = Permits::new(2);
        let lent = lent(&permits);
        // Of different lengths, so that places become free at different times.
        let jobs: Vec<Job> = (0..40).map(|n| job(n, 4 + (n % 4) as u8, &lent)).collect();
        let expected: Vec<Digest> = jobs.iter().map(|job| job.run().unwrap()).collect();
        let found = join_all(jobs.into_iter().map(Job::run_beside)).await;
        let found: Vec<Digest> = found.into_iter().map(Result::unwrap).collect();
        assert_eq!(found, expected);
        // The threads have gone, and what they held with them.
        let both = (permits.acquire().await, permits.acquire().await);
        assert!(both.0.is_some() && both.1.is_some());
        let loom = permits.shared::<Loom>();
        let board = loom.board();
        assert_eq!(
            (board.threads, board.working, board.waiting.len()),
            (0, 0, 0)
        );
    }

    #[tokio::test]
    async fn one_that_is_over_leaves_its_place_and_its_host_waits_for_nothing() {
        let permits = Permits::new(1);
        let (long, short) = (lent(&permits), lent(&permits));
        let mut working = Box::pin(job(1, 12, &long).run_beside());
        let waiting: Vec<_> = (2..8).map(|n| job(n, 12, &long).run_beside()).collect();
        let mut waiting = Box::pin(join_all(waiting));
        for _ in 0..3 {
            assert!(futures::poll!(&mut working).is_pending());
            assert!(futures::poll!(&mut waiting).is_pending());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        long.over.cancel();
        assert!(matches!(working.await, Err(BcryptError::Over)));
        assert!(
            waiting
                .await
                .iter()
                .all(|end| matches!(end, Err(BcryptError::Over)))
        );
        long.tasks.close();
        long.tasks.wait().await;
        let expected = job(9, 4, &short).run().unwrap();
        assert_eq!(job(9, 4, &short).run_beside().await.unwrap(), expected);
    }
}
