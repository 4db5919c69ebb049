//! How a host is set up.

use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use connector_capability::egress::Policy;
use connector_contract::limits::Recycling;
use connector_runtime::SessionsConfig;

use crate::confinement::Demand;
use crate::egress::account::Caps;

/// How a worker process is started: this very program, with the words that make it a worker.
#[derive(Debug, Clone)]
pub struct WorkerProgram {
    /// The program's path.
    pub program: PathBuf,
    /// Its arguments; `main` must lead them to [`worker_main`](crate::worker_main).
    pub arguments: Vec<String>,
}

/// How a host is set up. [`HostConfig::new`] has values for a service; a command line makes them smaller.
///
/// A *lane* is one isolate thread of one worker process: there are `workers` × `threads_per_worker` of them.
#[derive(Debug, Clone)]
pub struct HostConfig {
    /// What a worker process runs.
    pub program: WorkerProgram,
    /// Worker processes; at least one.
    pub workers: usize,
    /// Isolate threads in each; at least one. With two, tenants go on beside a neighbour that holds its thread.
    pub threads_per_worker: usize,
    /// Which addresses scripts may reach.
    pub policy: Policy,
    /// How many connections a tenant may have.
    pub caps: Caps,
    /// What is to be done where the kernel lacks a part of the workers' sandbox.
    pub sandbox: Demand,
    /// A fresh isolate for each invocation, instead of one that has served the same script before.
    pub strict: bool,
    /// Whether a script that computes for long pauses where others wait for its processor, in what its wall limit has to
    /// spare.
    pub paced: bool,
    /// Blank isolates that stand by, for each lane.
    pub spares: usize,
    /// Invocations that may be under way at once in one lane. Most wait for a database; one runs JavaScript.
    pub lane_concurrency: usize,
    /// Invocations of one tenant that may be under way at once.
    pub tenant_concurrency: usize,
    /// Invocations of one tenant that may wait beyond those.
    pub tenant_queue: usize,
    /// Invocations of all tenants that may wait.
    pub queue: usize,
    /// How long an invocation may wait before it is refused: nobody wants an answer later than that.
    pub queue_age: Duration,
    /// What the idle isolates of one worker may hold together, in bytes; beyond it the least recently used go.
    pub memory_target_bytes: u64,
    /// Resident memory of one worker process, in bytes, beyond which it is killed at once.
    pub memory_cap_bytes: u64,
    /// A directory of cgroups that the operator has handed over: each worker gets a group of its own in it, which bounds
    /// its memory a little beyond the cap.
    pub cgroups: Option<PathBuf>,
    /// When an isolate is let go though nothing went wrong with it.
    pub recycling: Recycling,
    /// When a tenant is kept out because its scripts kill workers.
    pub quarantine: QuarantineRule,
    /// Whether database sessions are kept and lent from one invocation of a tenant to the next, reset in between. Without
    /// it every client of a script is a connection of its own, closed with the invocation.
    pub lend: bool,
    /// How many sessions one worker keeps so, and for how long.
    pub sessions: SessionsConfig,
    /// Whether an invocation is answered only once every database session of its script is closed: for a command line,
    /// which looks at the database next. A service answers at once.
    pub wait_for_sessions: bool,
}

/// When a tenant is kept out because its scripts kill workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuarantineRule {
    /// So many deaths of workers …
    pub deaths: usize,
    /// … within so long …
    pub within: Duration,
    /// … keep the tenant out for so long.
    pub lasts: Duration,
}

impl Default for QuarantineRule {
    fn default() -> Self {
        Self {
            deaths: 3,
            within: Duration::from_secs(10 * 60),
            lasts: Duration::from_secs(10 * 60),
        }
    }
}

const MIB: u64 = 1024 * 1024;

impl HostConfig {
    /// A service's values: a worker for each core, two threads in each, addresses closed that are not public, and no
    /// worker without its whole sandbox.
    pub fn new(program: WorkerProgram) -> Self {
        Self {
            program,
            workers: std::thread::available_parallelism().map_or(1, NonZero::get),
            threads_per_worker: 2,
            policy: Policy::default(),
            caps: Caps::default(),
            sandbox: Demand::Complete,
            strict: false,
            paced: true,
            spares: 2,
            lane_concurrency: 16,
            tenant_concurrency: 10,
            tenant_queue: 20,
            queue: 1_000,
            queue_age: Duration::from_secs(2),
            memory_target_bytes: 512 * MIB,
            // A built-in in full swing may take a gigabyte before anybody can stop it.
            memory_cap_bytes: 2_560 * MIB,
            cgroups: None,
            recycling: Recycling::default(),
            quarantine: QuarantineRule::default(),
            lend: true,
            sessions: SessionsConfig::default(),
            wait_for_sessions: false,
        }
    }

    /// A command line's values: one worker with one thread, an isolate for each invocation and nothing kept ready, the
    /// author's own network, and what there is of the sandbox.
    pub fn local(program: WorkerProgram) -> Self {
        Self {
            workers: 1,
            threads_per_worker: 1,
            policy: Policy {
                loopback: true,
                private: true,
            },
            // Whoever runs sixty cases at once on their own database may.
            caps: Caps {
                open: 1_000,
                per_second: 5_000,
                burst: 5_000,
            },
            sandbox: Demand::AsFarAsPossible(|_| ()),
            strict: true,
            paced: false,
            spares: 0,
            lend: false,
            wait_for_sessions: true,
            memory_cap_bytes: 2_048 * MIB,
            ..Self::new(program)
        }
    }
}
