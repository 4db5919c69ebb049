//! Neighbours that loop, flood and kill: they hurt themselves.

use std::time::{Duration, Instant};

use connector_host::{HostConfig, HostError, QuarantineRule};
use serde_json::json;

use super::{call, config, invoke, job, job_within, kill, shown, start, until, with_database};
use crate::database;

/// Ignores every request to stop for seconds, and takes a gigabyte.
const UNSTOPPABLE: &str =
    "async function updateUser(id) { new Array(3e8).fill(1.5); return { id }; }";
const WAITS: &str = "async function updateUser(id) {
  await new Promise((go) => setTimeout(go, 1_500)); return { id, done: true }; }";

#[tokio::test]
async fn loops_and_floods_end_for_their_own_tenant_only() {
    let host = start(config()).await;
    let hostile = [
        ("async function updateUser() { for (;;) {} }", "cpu_limit"),
        (
            "async function updateUser() { const all = []; for (;;) all.push(new Array(1000).fill(all)); }",
            "memory_limit",
        ),
        (
            "async function updateUser() { const all = []; for (;;) all.push(new Uint8Array(1 << 20)); }",
            "memory_limit",
        ),
        (
            "async function updateUser() { for (;;) await null; }",
            "cpu_limit",
        ),
    ];
    let attacks = async {
        for (script, status) in hostile {
            let outcome = call(&host, "mallory", job_within(script, "cpu=300ms,wall=20s")).await;
            // A flood can be told to stop for its time before its memory, on a slow machine.
            assert!(
                outcome["status"] == status || outcome["status"] == "cpu_limit",
                "{script}: {outcome}"
            );
        }
    };
    let good = async {
        for n in 0..30 {
            let script =
                format!("async function updateUser(id) {{ await null; return {{ id, n: {n} }}; }}");
            let outcome = call(&host, "acme", job(&script)).await;
            assert_eq!(outcome["value"], json!({ "id": "1", "n": n }), "{outcome}");
        }
    };
    tokio::join!(attacks, good);
    assert_eq!(host.gauges().deaths, 0, "nobody had to die for it");
}

/// V8 collects such a heap for a while before it looks whether its script should stop: that is no disobedience.
#[tokio::test]
async fn who_floods_a_large_heap_ends_without_its_worker() {
    let host = start(config()).await;
    let flood = "async function updateUser() { const all = []; for (;;) all.push(new Array(1000).fill(all)); }";
    let limits = "heap=512MiB,cpu=10s,wall=20s";
    let outcome = call(&host, "mallory", job_within(flood, limits)).await;
    assert_eq!(outcome["status"], "memory_limit", "{outcome}");
    until(&host, "it is gone", |gauges| gauges.running == 0).await;
    assert_eq!(host.gauges().deaths, 0);
    let outcome = call(&host, "mallory", job(WAITS)).await;
    assert_eq!(outcome["value"]["done"], true, "{outcome}");
}

#[tokio::test]
async fn nobody_waits_behind_a_script_that_holds_its_thread() {
    let host = start(config()).await;
    let loops = "async function updateUser() { for (;;) {} }";
    // Several at once, to hold all there is.
    let attack = futures::future::join_all((0..3).map(|_| {
        let job = job_within(loops, "cpu=1s,wall=20s");
        call(&host, "mallory", job)
    }));
    let good = async {
        until(&host, "they run", |gauges| gauges.running == 3).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        // So many that by chance alone some of them would have to.
        for n in 0..20 {
            let script = format!("async function updateUser(id) {{ return {{ id, n: {n} }}; }}");
            let outcome = call(&host, &format!("tenant-{n}"), job(&script)).await;
            assert_eq!(outcome["value"]["n"], n, "{outcome}");
        }
        assert!(
            host.gauges().running > 0,
            "they did not wait for the end of all"
        );
    };
    let (attacks, ()) = tokio::join!(attack, good);
    for outcome in attacks {
        assert_ne!(outcome["status"], "success", "{outcome}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_stopped_costs_a_worker_and_its_neighbours_nothing() {
    let host = start(HostConfig {
        quarantine: QuarantineRule {
            deaths: 2,
            ..QuarantineRule::default()
        },
        ..config()
    })
    .await;
    for round in 1..=2 {
        let neighbours = async {
            tokio::join!(
                call(&host, "acme", job(WAITS)),
                call(&host, "globex", job(WAITS)),
                call(&host, "initech", job(WAITS)),
            )
        };
        let attack = async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            call(
                &host,
                "mallory",
                job_within(UNSTOPPABLE, "cpu=200ms,wall=20s"),
            )
            .await
        };
        let ((a, b, c), attack) = tokio::join!(neighbours, attack);
        for outcome in [a, b, c] {
            assert_eq!(
                outcome["value"],
                json!({ "id": "1", "done": true }),
                "{outcome}"
            );
        }
        let status = attack["status"].as_str().expect("a status");
        assert!(["cpu_limit", "memory_limit"].contains(&status), "{attack}");
        until(&host, "the worker is gone and replaced", |gauges| {
            gauges.deaths >= round && gauges.workers == 1
        })
        .await;
    }
    match invoke(&host, "mallory", job(WAITS)).await {
        Err(HostError::Quarantined { until, reason }) => {
            assert!(until > std::time::SystemTime::now());
            assert!(
                reason.contains("2 worker processes died of its scripts"),
                "{reason}"
            );
        }
        other => panic!("mallory must be out: {other:?}"),
    }
    assert_eq!(
        host.gauges().quarantined.keys().collect::<Vec<_>>(),
        ["mallory"]
    );
    assert_eq!(call(&host, "acme", job(WAITS)).await["status"], "success");
}

#[tokio::test]
async fn a_worker_whose_memory_passes_the_cap_is_killed_at_once() {
    let host = start(HostConfig {
        memory_cap_bytes: 512 * 1024 * 1024,
        ..config()
    })
    .await;
    let outcome = call(
        &host,
        "mallory",
        job_within(UNSTOPPABLE, "cpu=10s,wall=20s"),
    )
    .await;
    assert_eq!(outcome["status"], "memory_limit", "{outcome}");
    until(&host, "the worker is replaced", |gauges| {
        (gauges.deaths, gauges.workers) == (1, 1)
    })
    .await;
    assert_eq!(call(&host, "acme", job(WAITS)).await["status"], "success");
}

#[tokio::test]
async fn a_killed_worker_is_replaced_and_what_had_sent_nothing_runs_again() {
    let host = start(config()).await;
    let pid = host.gauges().worker_pids[0];
    let calls = async {
        tokio::join!(
            call(&host, "acme", job(WAITS)),
            call(&host, "globex", job(WAITS)),
        )
    };
    let killer = async {
        until(&host, "both are under way", |gauges| gauges.running == 2).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        kill(pid).await;
    };
    let ((a, b), ()) = tokio::join!(calls, killer);
    assert_eq!(
        (&a["status"], &b["status"]),
        (&json!("success"), &json!("success"))
    );
    let gauges = host.gauges();
    assert_eq!(
        (gauges.deaths, gauges.rerun, gauges.workers),
        (1, 2, 1),
        "{gauges:?}"
    );
    assert_ne!(gauges.worker_pids[0], pid);
    assert!(gauges.quarantined.is_empty());
}

#[tokio::test]
async fn what_had_sent_a_statement_is_never_run_twice() {
    let database = database::users().await;
    let script = "
      const { Client } = require('pg');
      async function updateUser(id) {
        const client = new Client({ connectionString: env.DB_CONNECTION_URI });
        await client.connect();
        await client.query(\"UPDATE users SET logins_count = logins_count + 1 WHERE id = 1\");
        await new Promise((go) => setTimeout(go, 15_000));
        return { id };
      }";
    let count = || database.rows("SELECT logins_count FROM users WHERE id = 1");
    let before: i64 = number(&count().await);
    let host = start(config()).await;
    let pid = host.gauges().worker_pids[0];
    let victim = call(&host, "acme", with_database(job(script), &database.url()));
    let killer = async {
        for _ in 0..1_000 {
            if number(&count().await) > before {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        kill(pid).await;
    };
    let (outcome, ()) = tokio::join!(victim, killer);
    assert_eq!(outcome["status"], "crashed", "{outcome}");
    assert_eq!(number(&count().await), before + 1);
    assert_eq!(host.gauges().rerun, 0);
    let script = "async function updateUser(id) { return { id }; }";
    let next = invoke(&host, "acme", job(script))
        .await
        .expect("the host works");
    assert_eq!(shown(&next)["status"], "success");
}

fn number(rows: &[Vec<Option<String>>]) -> i64 {
    let cell = rows
        .first()
        .and_then(|row| row.first())
        .and_then(Option::as_deref);
    cell.and_then(|text| text.parse().ok()).expect("a number")
}

/// Each of them uses up its processor time. One after the other they may; all at once, they would take every second turn
/// of whoever was under way when they came.
#[tokio::test]
async fn ten_loops_at_once_delay_what_is_under_way_no_more_than_one() {
    let host = start(config()).await;
    let honest = "async function updateUser(id) {
        for (let n = 0; n < 10; n++) await new Promise((resolve) => setTimeout(resolve, 10));
        return { id };
    }";
    let tenants = ["acme", "globex", "initech", "umbrella"];
    let all = || futures::future::join_all(tenants.map(|tenant| call(&host, tenant, job(honest))));
    all().await;
    let loops = (0..10).map(|_| {
        let stops = job_within(
            "async function updateUser() { for (;;); }",
            "cpu=300ms,wall=20s",
        );
        call(&host, "mallory", stops)
    });
    let attack = async {
        // Every lane has somebody under way.
        tokio::time::sleep(Duration::from_millis(30)).await;
        futures::future::join_all(loops).await
    };
    let honest = async {
        let began = Instant::now();
        let outcomes = all().await;
        (began.elapsed(), outcomes)
    };
    let ((took, outcomes), attacks) = tokio::join!(honest, attack);
    for outcome in outcomes {
        assert_eq!(outcome["status"], "success", "{outcome}");
    }
    for attack in attacks {
        assert_ne!(attack["status"], "success", "{attack}");
    }
    assert!(took < Duration::from_millis(1_500), "{took:?}");
}

#[tokio::test]
async fn a_script_that_a_limit_has_ended_rests_while_others_are_served() {
    let host = start(config()).await;
    let loops = || {
        job_within(
            "function updateUser() { for (;;) {} }",
            "wall=20s,cpu=330ms",
        )
    };
    let waited = async || {
        let outcome = call(&host, "mallory", loops()).await;
        assert_eq!(outcome["status"], "cpu_limit", "{outcome}");
        let of = |name: &str| outcome["receipt"][name].as_f64().expect("a time");
        of("wall_ms") - of("js_ms")
    };
    waited().await;
    // There is nobody else: it need not rest, and its lane is free at once.
    let mut alone = f64::MAX;
    for _ in 0..5 {
        alone = alone.min(waited().await);
    }
    assert!(alone < 400.0, "{alone}");
    let other = job("async function updateUser(id) {
      await new Promise((go) => setTimeout(go, 4_000)); return { id }; }");
    let (other, rested) = tokio::join!(call(&host, "acme", other), async {
        until(&host, "the other is served", |gauges| gauges.running == 1).await;
        waited().await
    });
    assert_eq!(other["status"], "success", "{other}");
    // Three times what it had computed just before.
    assert!(rested > 400.0, "{rested}");
}
