//! What isolates cost: made and dropped a hundred thousand times, and as many at once as a worker may hold.
//!
//! Each is measured in a process of its own, which begins with nothing.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use connector_capability::egress::{DirectEgress, Policy};
use connector_capability::permit::Permits;
use connector_host::Recycling;
use connector_runtime::{Host, Lane, LaneConfig, Ledger, THREAD_STACK_BYTES, Watchdog, initialise};
use serde::{Deserialize, Serialize};

use crate::calls::config;
use crate::figure::{Figure, Result};

/// The word that makes this program such a process.
pub(crate) const ISOLATES_WORD: &str = "__isolates";

/// What a process reports.
#[derive(Serialize, Deserialize)]
struct Found {
    /// Isolates so far, resident bytes then.
    marks: Vec<(usize, u64)>,
    seconds: f64,
}

/// Isolates made and dropped.
pub(crate) async fn cycles(count: usize) -> Result<Vec<Figure>> {
    let found = report("cycles", count).await?;
    let at = |index: usize| found.marks.get(index).map_or(0, |(_, bytes)| *bytes);
    let (first, last) = (at(1), at(found.marks.len().saturating_sub(1)));
    let course: Vec<String> = found
        .marks
        .iter()
        .map(|(count, bytes)| format!("{count}: {:.0}", mib(*bytes)))
        .collect();
    Ok(vec![
        Figure::new(
            format!("resident after {count} isolates, made and dropped"),
            mib(last),
            "MiB",
        )
        .note(format!("MiB after so many: {}", course.join(", "))),
        Figure::new(
            "the same, grown since a tenth of them",
            mib(last) - mib(first),
            "MiB",
        )
        .aim(16.0),
        Figure::new(
            "an isolate, made and dropped",
            found.seconds * 1e3 / count as f64,
            "ms",
        ),
    ])
}

/// Isolates at once, until the process would be killed for its memory.
pub(crate) async fn held() -> Result<Vec<Figure>> {
    let found = report("held", usize::MAX).await?;
    let (count, bytes) = found.marks.last().copied().unwrap_or_default();
    let begun = found.marks.first().map_or(0, |(_, bytes)| *bytes);
    let each = mib(bytes.saturating_sub(begun)) / count.max(1) as f64;
    Ok(vec![
        Figure::new("isolates that a worker can hold", count as f64, "isolates").note(format!(
            "until {:.0} MiB, where a worker is killed",
            mib(bytes)
        )),
        Figure::new("resident memory of one of them", each, "MiB"),
    ])
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

async fn report(what: &str, count: usize) -> Result<Found> {
    let output = tokio::process::Command::new(std::env::current_exe()?)
        .args([ISOLATES_WORD, what, &count.to_string()])
        .stderr(std::process::Stdio::inherit())
        .output()
        .await?;
    if !output.status.success() {
        return Err(format!("{what}: the process ended with {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The process's own part: makes isolates as a worker's lane makes its spares.
pub(crate) fn child(what: &str, count: usize) -> Result<()> {
    initialise()?;
    let what = what.to_owned();
    let thread = std::thread::Builder::new()
        .stack_size(THREAD_STACK_BYTES)
        .spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            tokio::task::LocalSet::new().block_on(&runtime, async {
                if what == "cycles" {
                    make_and_drop(count).await
                } else {
                    hold().await
                }
            })
        })?;
    let found = thread
        .join()
        .map_err(|_| "the isolates' thread panicked")??;
    let mut stdout = std::io::stdout().lock();
    serde_json::to_writer(&mut stdout, &found)?;
    stdout.flush()?;
    Ok(())
}

async fn make_and_drop(count: usize) -> Result<Found> {
    let begun = Instant::now();
    let host = host()?;
    let mut marks = vec![(0, resident()?)];
    for number in 1..=count {
        let lane = lane(&host, 1)?;
        lane.prepare();
        if lane.ready().spare != 1 {
            return Err("no isolate could be made".into());
        }
        drop(lane);
        // V8 leaves work to the event loop.
        tokio::task::yield_now().await;
        if number.is_multiple_of((count / 10).max(1)) {
            marks.push((number, resident()?));
        }
    }
    Ok(Found {
        marks,
        seconds: begun.elapsed().as_secs_f64(),
    })
}

async fn hold() -> Result<Found> {
    let begun = Instant::now();
    let cap = config()?.memory_cap_bytes;
    let host = host()?;
    let lane = lane(&host, usize::MAX)?;
    let mut marks = vec![(0, resident()?)];
    loop {
        lane.prepare();
        tokio::task::yield_now().await;
        let (count, bytes) = (lane.ready().spare, resident()?);
        if bytes >= cap || marks.last().is_some_and(|(last, _)| *last == count) {
            marks.push((count, bytes));
            break;
        }
        marks.push((count, bytes));
    }
    Ok(Found {
        marks,
        seconds: begun.elapsed().as_secs_f64(),
    })
}

fn host() -> Result<Host> {
    Ok(Host {
        watchdog: Watchdog::start()?,
        egress: Arc::new(DirectEgress {
            policy: Policy::default(),
        }),
        permits: Permits::new(1),
        sessions: None,
    })
}

fn lane(host: &Host, spares: usize) -> Result<Lane> {
    let (ledger, _page) = Ledger::create()?;
    let config = LaneConfig {
        strict: true,
        paced: true,
        spares,
        memory_target_bytes: u64::MAX,
        recycling: Recycling::default(),
    };
    Ok(Lane::new(0, config, host.clone(), ledger)?)
}

/// Resident bytes of this process.
fn resident() -> Result<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm")?;
    let pages = statm
        .split_ascii_whitespace()
        .nth(1)
        .ok_or("statm has two numbers")?;
    Ok(pages.parse::<u64>()? * u64::try_from(rustix::param::page_size())?)
}
