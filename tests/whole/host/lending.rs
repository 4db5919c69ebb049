//! Database sessions that the host lends: kept by the worker, whatever isolate or lane the next invocation gets.

use connector_host::HostConfig;
use connector_testkit::Database;
use serde_json::{Value, json};

use super::{call, config, job, start, with_database};

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
        host.drain(std::time::Duration::from_secs(10)).await;
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
        with_database(
            super::job_within(source, "wall=20s,cpu=200ms"),
            &database.url(),
        ),
    )
    .await;
    assert_eq!(outcome["status"], "cpu_limit", "{outcome}");
    let look = PID.replace(
        "current_setting('work_mem')",
        "to_regclass('left_behind')::text",
    );
    let outcome = call(&host, "a", with_database(job(&look), &database.url())).await;
    assert_eq!(outcome["value"]["memory"], json!(null), "{outcome}");
    host.drain(std::time::Duration::from_secs(10)).await;
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
    host.drain(std::time::Duration::from_secs(10)).await;
}
