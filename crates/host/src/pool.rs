//! Worker processes that serve several invocations of one connection, one after another.
//!
//! Every invocation gets an isolate of its own either way; what is saved is starting a process and V8. A worker goes
//! back only after an invocation that ended by itself, and once it has said that nothing of it is left.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use connector_contract::{Ending, Outcome};
use connector_runtime::{Coverage, Job};

use crate::debug::Line;
use crate::frame::Order;
use crate::invoke::judged;
use crate::supervisor::{HostError, Worker, WorkerProgram};

/// After so many invocations a worker is replaced, whatever it left in its process.
const USES: u32 = 200;

/// Idle workers, by connection. Workers that are idle when it is dropped are killed.
pub struct Pool {
    program: WorkerProgram,
    idle: Mutex<HashMap<String, Vec<Used>>>,
}

struct Used {
    worker: Worker,
    uses: u32,
}

impl Pool {
    /// No workers yet; they are started as they are needed.
    pub fn new(program: WorkerProgram) -> Self {
        Self {
            program,
            idle: Mutex::default(),
        }
    }

    /// Runs one invocation as [`invoke`](crate::invoke) does, in a worker that has served only this connection.
    ///
    /// Returns only when every database session of the script is closed.
    ///
    /// # Errors
    /// When the host failed. A failing script is an outcome.
    pub async fn invoke(&self, connection: &str, job: Job) -> Result<Outcome, HostError> {
        let wall = job.invocation.limits.wall;
        let (outcome, _) = self
            .obey(connection, job.clone(), Order::Run(Box::new(job)), wall)
            .await?;
        Ok(outcome)
    }

    /// The same, and which parts of the script ran: `None` when the worker could not say, because it was killed.
    ///
    /// # Errors
    /// When the host failed. A failing script is an outcome.
    pub async fn cover(
        &self,
        connection: &str,
        job: Job,
    ) -> Result<(Outcome, Option<Coverage>), HostError> {
        let wall = job.invocation.limits.wall;
        self.obey(connection, job.clone(), Order::Cover(Box::new(job)), wall)
            .await
    }

    async fn obey(
        &self,
        connection: &str,
        told: Job,
        order: Order,
        wall: Duration,
    ) -> Result<(Outcome, Option<Coverage>), HostError> {
        let idle = self.locked(|idle| idle.get_mut(connection).and_then(Vec::pop));
        // One that died while it was idle is found out before it is given work.
        let idle = idle.and_then(|mut used| used.worker.is_alive().then_some(used));
        let mut used = match idle {
            Some(used) => used,
            None => Used {
                worker: Worker::spawn(&self.program).await?,
                uses: 0,
            },
        };
        let report = used.worker.obey(order, wall, &mut Line::default()).await?;
        let covered = used.worker.covered.take();
        used.uses += 1;
        let by_itself = matches!(
            report.ending,
            Ending::Returned(_)
                | Ending::Threw(_)
                | Ending::NotCompiled(_)
                | Ending::FailedToLoad(_)
                | Ending::Missing { .. }
        );
        if by_itself && used.uses < USES && used.worker.settle().await {
            self.locked(|idle| idle.entry(connection.to_owned()).or_default().push(used));
        } else {
            used.worker.retire().await;
        }
        Ok((judged(&told, report), covered))
    }

    fn locked<T>(&self, act: impl FnOnce(&mut HashMap<String, Vec<Used>>) -> T) -> T {
        act(&mut self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
