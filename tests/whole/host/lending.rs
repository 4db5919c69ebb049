//! Database sessions that the host lends: kept by the worker, whatever isolate or lane the next invocation gets.

use std::time::Duration;

use connector_host::{Caps, HostConfig, Job, cover};
use connector_testkit::Database;
use serde_json::{Value, json};

use super::{call, config, job, job_within, kill, place, start, until, with_database};

const PID: &str = r#"
async function updateUser() {
  const { Client } = require("pg");
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const { rows } = await client.query("SELECT pg_backend_pid() AS pid, current_setting('work_mem') AS memory, $1 AS text", ["x"]);
  await client.query("SET work_mem = '12345kB'");
  client.end();
  return { id: "1", ...rows[0] };
}"#;

#[tokio::test]
async fn sessions_are_kept_between_invocations_and_tenants_apart() {
    let database = Database::empty().await.expect("a database");
    for strict in [true, false] {
        let host = start(HostConfig {
            lend: true,
            strict,
            ..config()
        })
        .await;
        let mut seen: Vec<Value> = Vec::new();
        for tenant in ["a", "b"] {
            let mut pids = Vec::new();
            for _ in 0..6 {
                let outcome = call(&host, tenant, with_database(job(PID), &database.url())).await;
                assert_eq!(outcome["status"], "success", "{outcome}");
                assert_eq!(
                    outcome["value"]["memory"], "4MB",
                    "nothing of the last borrower"
                );
                pids.push(outcome["value"]["pid"].clone());
            }
            // A client that is on its way back when the next call comes costs a second session at most.
            pids.sort_by_key(Value::as_i64);
            pids.dedup();
            assert!(pids.len() <= 2, "{tenant}: {pids:?}");
            assert!(
                pids.iter()
                    .all(|pid| pid.is_number() && !seen.contains(pid))
            );
            seen.extend(pids);
        }
        host.drain(Duration::from_secs(10)).await;
    }
}

#[tokio::test]
async fn a_script_that_is_stopped_leaves_no_session_to_anybody() {
    let database = Database::empty().await.expect("a database");
    let host = start(HostConfig {
        lend: true,
        ..config()
    })
    .await;
    let source = r#"
async function updateUser() {
  const { Client } = require("pg");
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  await client.query("BEGIN");
  await client.query("CREATE TABLE left_behind (x int)");
  for (;;);
}"#;
    let outcome = call(
        &host,
        "a",
        with_database(job_within(source, "wall=20s,cpu=200ms"), &database.url()),
    )
    .await;
    assert_eq!(outcome["status"], "cpu_limit", "{outcome}");
    let look = PID.replace(
        "current_setting('work_mem')",
        "to_regclass('left_behind')::text",
    );
    let outcome = call(&host, "a", with_database(job(&look), &database.url())).await;
    assert_eq!(outcome["value"]["memory"], json!(null), "{outcome}");
    host.drain(Duration::from_secs(10)).await;
}

#[tokio::test]
async fn an_invocation_that_may_reach_one_address_only_is_lent_nothing() {
    let database = Database::empty().await.expect("a database");
    let host = start(HostConfig {
        lend: true,
        ..config()
    })
    .await;
    let kept = call(&host, "a", with_database(job(PID), &database.url())).await;
    assert_eq!(kept["status"], "success", "{kept}");
    let mut elsewhere = with_database(job(PID), &database.url());
    elsewhere.invocation.only_address = Some(([127, 0, 0, 1], 1).into());
    let refused = call(&host, "a", elsewhere).await;
    assert_eq!(refused["status"], "script_error", "{refused}");
    host.drain(Duration::from_secs(10)).await;
}

fn lending() -> HostConfig {
    HostConfig {
        lend: true,
        ..config()
    }
}

/// How many sessions of this database were not left in good order.
async fn abandoned(database: &Database) -> i64 {
    let count =
        "SELECT sessions_abandoned FROM pg_stat_database WHERE datname = current_database()";
    let count = database.value(count).await.expect("the server counts");
    count.parse().expect("a number")
}

async fn leaves_none(database: &Database) {
    let left = database.leaked_sessions().await.expect("the server is up");
    assert_eq!(left, []);
}

#[tokio::test]
async fn a_host_that_ends_takes_leave_of_its_servers() {
    let database = Database::empty().await.expect("a database");
    let host = start(lending()).await;
    for tenant in ["a", "b"] {
        let outcome = call(&host, tenant, with_database(job(PID), &database.url())).await;
        assert_eq!(outcome["status"], "success", "{outcome}");
    }
    until(&host, "two sessions at rest", |gauges| {
        gauges.sessions.idle == 2 && gauges.sessions.lent == 0
    })
    .await;
    assert_eq!(host.gauges().sessions_past.opened, 2);
    let sessions = database.sessions().await.expect("the server is up");
    assert_eq!(sessions.len(), 2);
    host.drain(Duration::from_secs(10)).await;
    leaves_none(&database).await;
    assert_eq!(abandoned(&database).await, 0, "both were told");
}

#[tokio::test]
async fn a_killed_worker_leaves_no_session_that_rested() {
    let database = Database::empty().await.expect("a database");
    let host = start(lending()).await;
    let first = call(&host, "a", with_database(job(PID), &database.url())).await;
    until(&host, "a session at rest", |gauges| {
        gauges.sessions.idle == 1
    })
    .await;
    kill(host.gauges().worker_pids[0]).await;
    leaves_none(&database).await;
    assert_eq!(abandoned(&database).await, 1, "nobody could be told");
    until(&host, "another worker", |gauges| {
        gauges.deaths == 1 && gauges.workers == 1
    })
    .await;
    let second = call(&host, "a", with_database(job(PID), &database.url())).await;
    assert_eq!(second["status"], "success", "{second}");
    assert_ne!(second["value"]["pid"], first["value"]["pid"]);
    // What the dead worker counted is not forgotten.
    until(&host, "both are counted", |gauges| {
        gauges.sessions_past.opened == 2 && gauges.sessions.idle == 1
    })
    .await;
    host.drain(Duration::from_secs(10)).await;
    leaves_none(&database).await;
}

/// Whatever ends a statement of one invocation, it is never the statement of another.
#[tokio::test]
async fn a_cancel_never_hits_who_borrows_next() {
    let database = Database::empty().await.expect("a database");
    let host = start(lending()).await;
    let script = |body: &str| {
        let source = format!(
            "async function updateUser(id) {{
               const {{ Client }} = require('pg');
               const client = new Client({{ connectionString: env.DB_CONNECTION_URI }});
               await client.connect();
               {body}
               client.end();
               return {{ id }};
             }}"
        );
        source
    };
    let forgets = script("client.query('SELECT pg_sleep(600)').catch(() => {});");
    let hangs = script("await client.query('SELECT pg_sleep(600)');");
    let gives_up = script(
        "const query = new (require('pg').Query)('SELECT pg_sleep(600)');
         query.on('error', () => {});
         client.query(query);
         client.cancel(client, query);",
    );
    let steady = script("for (let i = 0; i < 8; i++) await client.query('SELECT pg_sleep(0.01)');");
    for round in 0..8 {
        let with = |job: Job| with_database(job, &database.url());
        let (late, cut, given_up, one, two) = tokio::join!(
            call(&host, "a", with(job(&forgets))),
            call(
                &host,
                "a",
                with(job_within(&hangs, "wall=300ms,connect=10s,cpu=10s"))
            ),
            call(&host, "a", with(job(&gives_up))),
            call(&host, "a", with(job(&steady))),
            call(&host, "a", with(job(&steady))),
        );
        assert_eq!(late["status"], "success", "round {round}: {late}");
        assert_eq!(cut["status"], "timeout", "round {round}: {cut}");
        assert_eq!(given_up["status"], "success", "round {round}: {given_up}");
        for steady in [one, two] {
            assert_eq!(steady["status"], "success", "round {round}: {steady}");
        }
    }
    until(&host, "somebody has borrowed", |gauges| {
        gauges.sessions_past.borrowed > 0
    })
    .await;
    host.drain(Duration::from_secs(10)).await;
    leaves_none(&database).await;
}

#[tokio::test]
async fn sessions_at_rest_leave_a_tenant_room_for_others() {
    let database = Database::empty().await.expect("a database");
    let host = start(HostConfig {
        caps: Caps {
            open: 6,
            ..Caps::default()
        },
        ..lending()
    })
    .await;
    // Each of these settings has sessions of its own, and no other call asks for them.
    let source = PID.replace(
        "env.DB_CONNECTION_URI",
        "env.DB_CONNECTION_URI, application_name: env.NAME",
    );
    for number in 0..12 {
        let mut job = with_database(job(&source), &database.url());
        job.env.set("NAME", format!("number {number}"));
        let outcome = call(&host, "a", job).await;
        assert_eq!(outcome["status"], "success", "call {number}: {outcome}");
    }
    until(&host, "half of what it may open rests", |gauges| {
        gauges.sessions.idle == 3 && gauges.sessions_past.closed_idle == 9
    })
    .await;
    host.drain(Duration::from_secs(10)).await;
    leaves_none(&database).await;
}

#[tokio::test]
async fn a_watched_invocation_is_lent_nothing() {
    let database = Database::empty().await.expect("a database");
    let job = with_database(job(PID), &database.url());
    let (outcome, coverage) = cover(&lending(), &place("a"), job)
        .await
        .expect("the host works");
    assert_eq!(outcome.status.name(), "success", "{outcome:?}");
    assert!(coverage.is_some());
    leaves_none(&database).await;
    // A session that was kept would have died with the worker.
    assert_eq!(abandoned(&database).await, 0);
}
