//! The zoo: every hostile script and every attempt to escape, on one host, with neighbours beside them.
//!
//! `scripts` runs the same folders one by one, each in a process of its own. Here they share workers with tenants that
//! do nothing wrong, and what counts is what those notice: nothing.

mod cage;
mod crowds;
mod neighbours;
mod shapes;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use connector_host::{Gauges, Host, HostConfig, Policy, WorkerProgram};
use futures::StreamExt as _;

use crate::command::top;
use crate::scripts::folders;
use cage::Case;
use neighbours::Neighbours;

/// So many of them at once: as many as there are workers, so that each worker has one most of the time.
const AT_ONCE: usize = 2;

/// What a worker may keep of tenants that will never come again. Small, so that memory can be seen to come back.
const MEMORY_TARGET: u64 = 64 * MIB;
const MIB: u64 = 1024 * 1024;

/// How much more than at the start all workers together, and this process, may hold at the end: what V8 and the
/// allocator keep for later, and [`MEMORY_TARGET`].
const WORKERS_MAY_KEEP: u64 = 512 * MIB;
const PARENT_MAY_KEEP: u64 = 256 * MIB;

/// A service's host on the test's own network, with one lane more than there are tenants at work: so a script that nobody
/// has seen before always finds one where nobody else is.
fn config() -> HostConfig {
    HostConfig {
        workers: 2,
        threads_per_worker: 3,
        memory_target_bytes: MEMORY_TARGET,
        policy: Policy {
            loopback: true,
            private: true,
        },
        // A busy test machine is no reason to fail.
        queue_age: Duration::from_secs(60),
        ..HostConfig::new(WorkerProgram {
            program: PathBuf::from(env!("CARGO_BIN_EXE_connector")),
            arguments: vec!["__worker".to_owned()],
        })
    }
}

async fn start() -> Host {
    Host::start(config()).await.expect("the workers come up")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_animal_hurts_nobody_but_itself() {
    let mut cages = Vec::new();
    for kind in ["hostile", "escape"] {
        folders(&top().join("tests/scripts").join(kind), &mut cages);
    }
    assert!(cages.len() > 100, "{} cases left", cages.len());
    let mut cases = Vec::new();
    for folder in &cages {
        cases.push(Case::open(folder).await);
    }

    let host = start().await;
    let neighbours = Neighbours::move_in(&host).await;
    let before = Footprint::take(&host.gauges());

    let (wrong, calls) = neighbours
        .live_beside(
            &host,
            futures::stream::iter(&cases)
                .map(|case| case.run(&host))
                .buffer_unordered(AT_ONCE)
                .filter_map(|wrong| async { wrong })
                .collect::<Vec<String>>(),
        )
        .await;

    settled(&host, config().workers).await;
    let (after, gauges) = (Footprint::take(&host.gauges()), host.gauges());
    host.drain(Duration::from_secs(10)).await;
    let mut leaked = neighbours.leaked_sessions().await;
    for case in &cases {
        leaked.extend(case.leaked_sessions().await);
    }
    println!(
        "{} cases beside {calls:?} calls of neighbours: {} deaths, {} run again; before {before:?}, after {after:?}",
        cases.len(),
        gauges.deaths,
        gauges.rerun
    );

    assert!(
        wrong.is_empty(),
        "{} cases fail:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    for (neighbour, calls) in calls {
        assert!(calls > 20, "{neighbour} was served {calls} times only");
    }
    assert_eq!(leaked, Vec::<String>::new(), "sessions left behind");
    // Each case is a tenant of its own, and none may kill more than the workers it ran on.
    assert_eq!(gauges.quarantined, BTreeMap::new());
    assert!(gauges.deaths <= 12, "{gauges:?}");
    let grown = after.workers.saturating_sub(before.workers);
    assert!(
        grown < WORKERS_MAY_KEEP,
        "the workers grew by {grown} bytes"
    );
    let grown = after.parent.saturating_sub(before.parent);
    assert!(grown < PARENT_MAY_KEEP, "the parent grew by {grown} bytes");
    let grown = after.descriptors.saturating_sub(before.descriptors);
    // Sessions that rest until they are lent again keep theirs; one lost with each call would be hundreds.
    assert!(grown <= 64, "{grown} descriptors were left open");
}

/// Waits until nothing is under way and every post has its worker.
async fn settled(host: &Host, workers: usize) {
    for _ in 0..1_500 {
        let gauges = host.gauges();
        if (gauges.running, gauges.workers, gauges.workers_leaving) == (0, workers, 0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came to rest: {:?}", host.gauges());
}

/// What processes hold at one moment.
#[derive(Debug)]
struct Footprint {
    /// Resident bytes of all workers together.
    workers: u64,
    /// Resident bytes of this process.
    parent: u64,
    /// This process's open files.
    descriptors: usize,
}

impl Footprint {
    fn take(gauges: &Gauges) -> Self {
        let folder = |pid: u32| Path::new("/proc").join(pid.to_string());
        let pids = gauges.worker_pids.iter();
        Self {
            workers: pids.map(|pid| resident(&folder(*pid))).sum(),
            parent: resident(Path::new("/proc/self")),
            descriptors: std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count),
        }
    }
}

/// Resident bytes of the process with that folder in procfs; zero when it is gone.
fn resident(process: &Path) -> u64 {
    let pages = std::fs::read_to_string(process.join("statm"))
        .ok()
        .and_then(|statm| statm.split_ascii_whitespace().nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * rustix::param::page_size() as u64
}
