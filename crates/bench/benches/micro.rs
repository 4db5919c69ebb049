//! The parts of an invocation, each by itself: `cargo bench --workspace --bench micro`.
//!
//! A script's cost is what is above that of the empty one.
#![allow(missing_docs, reason = "the benches' own names say what they are")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a bench that can't go on has nothing to say"
)]

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use connector_capability::egress::{DirectEgress, Policy};
use connector_capability::permit::Permits;
use connector_contract::limits::Recycling;
use connector_contract::{Action, Ending, Env, Invocation, Script};
use connector_runtime::{
    Company, Host, Job, Lane, LaneConfig, Ledger, Observe, Place, Recall, Reputation, Sessions,
    SessionsConfig, Task, Told, Watchdog,
};
use connector_scratch::{Scratch, ScratchOptions};
use divan::Bencher;
use divan::counter::ItemsCount;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;

/// The database that some of them ask.
static DATABASE: OnceLock<Vec<(String, String)>> = OnceLock::new();

const WIDE: &str = "CREATE TABLE wide AS SELECT n AS id, n::bigint * 7 AS large, n / 7.0 AS ratio, n::numeric / 7 AS amount, \
    n % 2 = 0 AS even, 'user' || n AS name, md5(n::text)::uuid AS token, now() AS seen, \
    jsonb_build_object('n', n) AS profile, ARRAY[n, n + 1] AS parts FROM generate_series(1, 1000) n";

fn main() {
    connector_runtime::initialise().expect("V8 starts");
    let runtime = Runtime::new().expect("a runtime");
    let scratch = runtime.block_on(async {
        let scratch = Scratch::start(ScratchOptions::default()).await;
        let scratch = scratch.expect("PostgreSQL starts");
        scratch.load_sql("wide.sql", WIDE).await.expect("loaded");
        scratch
    });
    DATABASE.get_or_init(|| scratch.env());
    divan::main();
    runtime.block_on(scratch.stop()).expect("it stops");
}

/// A lane on this very thread.
fn lane(strict: bool) -> Lane {
    let host = Host {
        watchdog: Watchdog::start().expect("a thread"),
        egress: Arc::new(DirectEgress {
            policy: Policy {
                loopback: true,
                private: false,
            },
        }),
        permits: Permits::new(1),
        sessions: Some(Sessions::new(SessionsConfig::default())),
    };
    let config = LaneConfig {
        strict,
        paced: true,
        spares: 1,
        memory_target_bytes: 256 << 20,
        recycling: Recycling {
            calls: u64::MAX,
            ..Recycling::default()
        },
    };
    let (ledger, _page) = Ledger::create().expect("a page");
    Lane::new(0, config, host, ledger).expect("a lane")
}

/// A lane, and what runs its tasks.
struct Thread {
    tasks: LocalSet,
    runtime: Runtime,
    lane: Lane,
    number: u64,
}

impl Thread {
    fn new(strict: bool) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        Self {
            tasks: LocalSet::new(),
            runtime,
            lane: lane(strict),
            number: 0,
        }
    }

    fn prepare(&self) {
        let _inside = self.runtime.enter();
        self.lane.prepare();
    }

    fn serve(&mut self, job: Job) {
        self.number += 1;
        let place = Arc::new(Place {
            tenant: "bench".into(),
            connection: "users".into(),
            env_version: "1".into(),
        });
        let task = Task {
            job,
            guest: Company::default().expect(&place),
            place,
            load_only: false,
            reputation: Reputation::Proven,
            number: self.number,
            seat: 0,
            recall: Recall::default(),
            observe: Observe::Nothing,
        };
        let tell = Arc::new(|told| {
            if let Told::Ended(report) | Told::Gone(report) = told {
                let Ending::Returned(_) = report.ending else {
                    panic!("{:?}", report.ending);
                };
            }
        });
        let serving = self.lane.serve(task, tell);
        self.tasks.block_on(&self.runtime, serving);
    }
}

fn job(source: &str, argument: Value) -> Job {
    let database = DATABASE.get().expect("it runs");
    Job {
        script: Script::new("getUser.js", source, usize::MAX).expect("a script"),
        env: database.iter().cloned().collect::<Env>(),
        invocation: Invocation::new(Action::GetUser, vec![argument], json!({})),
    }
}

const EMPTY: &str = "async function getUser(query) { return { id: 1 } }";

/// A script again and again in the same isolate.
fn warm(bencher: Bencher<'_, '_>, source: &str, argument: Value) {
    let mut thread = Thread::new(false);
    let job = job(source, argument);
    thread.serve(job.clone());
    bencher
        .with_inputs(|| job.clone())
        .bench_local_values(|job| thread.serve(job));
}

#[divan::bench(sample_count = 200, sample_size = 50)]
fn empty_warm(bencher: Bencher<'_, '_>) {
    warm(bencher, EMPTY, json!({}));
}

#[divan::bench(sample_count = 100, sample_size = 1)]
fn empty_in_a_spare(bencher: Bencher<'_, '_>) {
    let thread = RefCell::new(Thread::new(true));
    let job = job(EMPTY, json!({}));
    bencher
        .with_inputs(|| {
            thread.borrow().prepare();
            job.clone()
        })
        .bench_local_values(|job| thread.borrow_mut().serve(job));
}

#[divan::bench(sample_count = 100, sample_size = 1)]
fn empty_cold(bencher: Bencher<'_, '_>) {
    let mut thread = Thread::new(true);
    let job = job(EMPTY, json!({}));
    bencher
        .with_inputs(|| job.clone())
        .bench_local_values(|job| thread.serve(job));
}

#[divan::bench(sample_count = 100, sample_size = 1)]
fn isolate_made_and_dropped(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(|| Thread::new(true))
        .bench_local_refs(|thread| {
            thread.prepare();
            // Drops the old one's spare with it.
            thread.lane = lane(true);
        });
}

#[divan::bench(sample_count = 100, sample_size = 5)]
fn a_thousand_ops(bencher: Bencher<'_, '_>) {
    let source = "const { randomBytes } = require('crypto');
        async function getUser() { for (let i = 0; i < 1000; i++) randomBytes(16); return { id: 1 } }";
    warm(
        bencher.counter(ItemsCount::new(1_000u32)),
        source,
        json!({}),
    );
}

#[divan::bench(sample_count = 100, sample_size = 5)]
fn a_hundred_async_ops(bencher: Bencher<'_, '_>) {
    let source = "async function getUser() {
        for (let i = 0; i < 100; i++) await crypto.subtle.digest('SHA-256', new Uint8Array(8));
        return { id: 1 } }";
    warm(bencher.counter(ItemsCount::new(100u32)), source, json!({}));
}

#[divan::bench(sample_count = 100, sample_size = 5)]
fn json_in_and_out_64_kib(bencher: Bencher<'_, '_>) {
    let source = "async function getUser(query) { return { id: 1, list: query.list } }";
    let item = json!({ "name": "Ada Lovelace", "n": 1.5, "flags": [true, false, null] });
    let list: Vec<Value> = (0..1_000).map(|_| item.clone()).collect();
    warm(bencher, source, json!({ "list": list }));
}

#[divan::bench(sample_count = 100, sample_size = 2)]
fn a_thousand_rows(bencher: Bencher<'_, '_>) {
    let source = "async function getUser() {
        const { Client } = require('pg');
        const client = new Client({ connectionString: env.DB_CONNECTION_URI });
        await client.connect();
        const { rows } = await client.query('SELECT * FROM wide');
        await client.end();
        return { id: rows.length } }";
    warm(
        bencher.counter(ItemsCount::new(1_000u32)),
        source,
        json!({}),
    );
}
