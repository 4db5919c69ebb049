//! A file for each way to fail. Each one runs a load, does its worst in the midst of it, and waits until callers get good
//! answers again.

pub mod clock;
pub mod databases;
pub mod disk;
pub mod flood;
pub mod kills;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::time::sleep;

use crate::error::Failure;
use crate::load::Load;
use crate::proof::Proof;
use crate::seen::Times;
use crate::stage::Stage;

/// What one fault did.
#[derive(Debug, Clone, Serialize)]
pub struct Fault {
    /// Its name.
    pub name: &'static str,
    /// What was done.
    pub done: String,
    /// Every answer that callers got, by what it was.
    pub seen: BTreeMap<String, u64>,
    /// The longest time in which nobody got a good answer, in milliseconds.
    pub longest_gap_ms: f64,
    /// From when calls were due to their good answer, retries and all.
    pub times: Times,
    /// What the tenants' database says.
    pub proof: Proof,
    /// Whether it went as it must.
    pub passed: bool,
    /// What else is to be said.
    pub notes: Vec<String>,
}

/// How a load is run around a fault.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    /// Callers at once.
    pub callers: usize,
    /// Calls a second.
    pub pace: f64,
    /// How long before the fault, and after it.
    pub time: Duration,
}

/// How long callers may take to get good answers again.
const RECOVERY: Duration = Duration::from_secs(60);
/// Good answers that make a recovery.
const GOOD: u64 = 50;

/// What a fault says of itself when it is done.
pub struct Done {
    /// What was done.
    pub what: String,
    /// What else is to be said.
    pub notes: Vec<String>,
    /// Whether it went as it must, apart from what callers saw.
    pub fine: bool,
}

impl Done {
    /// Nothing more to say.
    pub fn simply(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            notes: Vec::new(),
            fine: true,
        }
    }
}

/// Runs a load, and `fault` in the midst of it.
///
/// # Errors
/// When the fault can't be done, or nothing can be asked afterwards.
pub async fn around<T>(
    stage: &mut Stage,
    name: &'static str,
    how: Around,
    things: T,
    fault: impl AsyncFnOnce(&mut Stage, T) -> Result<(Done, T), Failure>,
) -> Result<(Fault, T), Failure> {
    let load: Load = stage.load(name, how.callers, how.pace);
    let running = load.begin();
    sleep(how.time).await;
    let (done, things) = fault(stage, things).await?;
    let begun = Instant::now();
    let recovered = running.recovers(GOOD, RECOVERY).await;
    let mut notes = done.notes;
    notes.push(format!(
        "{GOOD} good answers {} ms after it was over",
        begun.elapsed().as_millis()
    ));
    sleep(how.time).await;
    let seen = running.end().await;
    let proof = Proof::of(&seen, &stage.database, &mut stage.client()).await?;
    let fault = Fault {
        name,
        done: done.what,
        longest_gap_ms: seen.longest_gap().as_secs_f64() * 1e3,
        times: seen.times(),
        passed: done.fine && recovered && proof.holds(),
        seen: seen.answers,
        proof,
        notes,
    };
    Ok((fault, things))
}
