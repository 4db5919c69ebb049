//! Invocations that their callers take back.

use std::time::Duration;

use connector_host::{Cancel, CancellationToken, Host, Job};
use serde_json::{Value, json};

use super::{config, job, place, shown, start, until, with_database};
use crate::database;

/// Runs a job, and fires the token once it has been under way for a while.
async fn taken_back(host: &Host, job: Job, cancel: impl Fn(CancellationToken) -> Cancel) -> Value {
    let token = CancellationToken::new();
    let place = place("acme");
    let wish = async {
        until(host, "it runs", |gauges| gauges.running == 1).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        token.cancel();
    };
    let (outcome, ()) = tokio::join!(host.invoke(&place, job, cancel(token.clone())), wish);
    shown(&outcome.expect("the host works"))
}

#[tokio::test]
async fn whatever_it_does_it_ends_cancelled() {
    let host = start(config()).await;
    for script in [
        "async function updateUser() { await new Promise((go) => setTimeout(go, 20_000)); }",
        "async function updateUser() { for (;;) {} }",
        "for (;;) {}",
    ] {
        let outcome = taken_back(&host, job(script), Cancel::always).await;
        assert_eq!(outcome["status"], "cancelled", "{script}: {outcome}");
    }
    let script =
        "async function updateUser() { await new Promise((go) => setTimeout(go, 20_000)); }";
    let outcome = taken_back(&host, job(script), Cancel::before_statement).await;
    assert_eq!(outcome["status"], "cancelled");
    assert_eq!(host.gauges().deaths, 0);
}

#[tokio::test]
async fn one_that_has_sent_a_statement_runs_on_unless_it_is_taken_back_always() {
    let database = database::users().await;
    let script = "
      const { Client } = require('pg');
      async function updateUser(id) {
        const client = new Client({ connectionString: env.DB_CONNECTION_URI });
        await client.connect();
        await client.query('SELECT pg_sleep(3)');
        await client.query('UPDATE users SET logins_count = 777 WHERE id = 1');
        await client.end();
        return { id };
      }";
    let host = start(config()).await;
    let job = with_database(job(script), &database.url());
    // Long enough before the wish: the first statement is sent at once.
    let outcome = taken_back_late(&host, &database, job.clone(), Cancel::before_statement).await;
    assert_eq!(outcome["status"], "success", "{outcome}");
    let count = database
        .rows("SELECT logins_count FROM users WHERE id = 1")
        .await;
    assert_eq!(count, vec![vec![Some("777".to_owned())]]);
    let outcome = taken_back_late(&host, &database, job, Cancel::always).await;
    assert_eq!(outcome["status"], "cancelled", "{outcome}");
    host.drain(Duration::from_secs(5)).await;
    assert_eq!(database.leaked_sessions().await, Vec::<String>::new());
}

/// As [`taken_back`], once the server works for it.
async fn taken_back_late(
    host: &Host,
    database: &database::Users,
    job: Job,
    cancel: impl Fn(CancellationToken) -> Cancel,
) -> Value {
    let token = CancellationToken::new();
    let place = place("acme");
    let wish = async {
        for _ in 0..1_000 {
            let busy = database
                .rows("SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(3)' AND state = 'active' AND datname = current_database()")
                .await;
            if !busy.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        token.cancel();
    };
    let (outcome, ()) = tokio::join!(host.invoke(&place, job, cancel(token.clone())), wish);
    shown(&outcome.expect("the host works"))
}

#[tokio::test]
async fn one_that_waits_for_its_turn_never_begins() {
    let host = start(connector_host::HostConfig {
        tenant_concurrency: 1,
        ..config()
    })
    .await;
    let waits = "async function updateUser(id) { await new Promise((go) => setTimeout(go, 1_500)); return { id }; }";
    let token = CancellationToken::new();
    let place = place("acme");
    let second = async {
        until(&host, "one runs", |gauges| gauges.running == 1).await;
        let cancel = Cancel::before_statement(token.clone());
        let invoke = host.invoke(&place, job(waits), cancel);
        let wish = async {
            until(&host, "one waits", |gauges| gauges.queued == 1).await;
            token.cancel();
        };
        tokio::join!(invoke, wish).0
    };
    let first = host.invoke(&place, job(waits), Cancel::never());
    let (first, second) = tokio::join!(first, second);
    assert_eq!(
        shown(&first.expect("the host works"))["value"],
        json!({ "id": "1" })
    );
    let second = shown(&second.expect("the host works"));
    assert_eq!(second["status"], "cancelled");
    assert_eq!(host.gauges().queued, 0);
}
