//! bcrypt and nothing else, on every core: what a machine's cores give to hashing one password after the other.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use futures::future::BoxFuture;

use crate::contestant::{Contestant, Round, summary};

/// As the flagship hashes.
const COST: u32 = 10;

/// As it is called in the tables.
pub(crate) const NAME: &str = "bare bcrypt, a thread a core";

pub(crate) struct Bare;

impl Contestant for Bare {
    fn name(&self) -> &'static str {
        NAME
    }

    fn round(&mut self, length: Duration) -> BoxFuture<'_, Result<Round>> {
        Box::pin(async move {
            let running = tokio::task::spawn_blocking(move || -> Result<Round> {
                let begun = Instant::now();
                let cores = thread::available_parallelism().map_or(1, usize::from);
                let threads: Vec<_> = (0..cores)
                    .map(|_| thread::spawn(move || hash(begun, length)))
                    .collect();
                let mut latencies = Vec::new();
                for thread in threads {
                    latencies.extend(thread.join().map_err(|_| anyhow!("a thread died"))??);
                }
                Ok(summary(latencies, begun.elapsed().as_secs_f64()))
            });
            running.await.context("hashing")?
        })
    }
}

fn hash(begun: Instant, length: Duration) -> Result<Vec<f64>> {
    let mut latencies = Vec::new();
    while begun.elapsed() < length {
        let started = Instant::now();
        bcrypt::hash("correct horse battery", COST)?;
        latencies.push(started.elapsed().as_secs_f64() * 1e6);
    }
    Ok(latencies)
}
