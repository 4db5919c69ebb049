//! Dev-only: what hostile scripts cost their neighbours, and what isolates cost, in figures. See `scripts/figures`.
//!
//! - [`overshoot`]: how long after its limit an offender's caller has its answer.
//! - [`crowd`]: what the neighbours of hostile tenants wait longer.
//! - [`zoo`]: every hostile script beside neighbours that count what goes wrong for them.
//! - [`recovery`]: from the death of a worker to full service.
//! - [`isolates`]: isolates made and dropped, and how many a process can hold; each in a process of its own.
//!
//! [`calls`] is what they have in common; [`figure`] is what they find.

mod calls;
mod crowd;
mod figure;
mod isolates;
mod overshoot;
mod recovery;
mod zoo;

use std::io::Write as _;
use std::process::ExitCode;

use figure::{Figure, Result};

/// What there is to measure.
const PARTS: &[&str] = &["overshoot", "crowd", "zoo", "recovery", "cycles", "held"];

/// Isolates that are made and dropped unless told otherwise.
const CYCLES: usize = 100_000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // A worker must be confined before anything else happens in its process.
    if words.first().is_some_and(|word| word == calls::WORKER_WORD) {
        return connector_host::worker_main();
    }
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<()> {
    if let [word, what, count] = words
        && word == isolates::ISOLATES_WORD
    {
        return isolates::child(what, count.parse()?);
    }
    let (mut parts, mut cycles) = (Vec::new(), CYCLES);
    for word in words {
        match word.strip_prefix("--cycles=") {
            Some(count) => cycles = count.parse()?,
            None if PARTS.contains(&word.as_str()) => parts.push(word.as_str()),
            None => return Err(format!("{word}: the parts are {}", PARTS.join(", ")).into()),
        }
    }
    if parts.is_empty() {
        parts = PARTS.to_vec();
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let mut figures = Vec::new();
    for part in parts {
        let _ = writeln!(std::io::stderr(), "==> {part}");
        figures.extend(runtime.block_on(measure(part, cycles))?);
    }
    figure::print(&figures)
}

async fn measure(part: &str, cycles: usize) -> Result<Vec<Figure>> {
    match part {
        "overshoot" => overshoot::measure().await,
        "crowd" => crowd::measure().await,
        "zoo" => zoo::measure().await,
        "recovery" => recovery::measure().await,
        "cycles" => isolates::cycles(cycles).await,
        _ => isolates::held().await,
    }
}
