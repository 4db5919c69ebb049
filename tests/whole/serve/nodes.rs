//! A registry in PostgreSQL, and what is killed: a server in the midst of its work, the registry's database itself.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use connector_scratch::{Scratch, ScratchOptions};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::server::{Answer, Place};
use crate::database::{Users, users};

/// Writes down that it ran, and takes a moment.
const WRITING: &str = "
async function updateUser(id, updates) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    await client.query('INSERT INTO ran (key) VALUES ($1)', [updates.nickname]);
    await client.query('SELECT pg_sleep($1)', [updates.sleep || 0.01]);
    return { id, nickname: updates.nickname };
  } finally {
    await client.end();
  }
}";

const CALLERS: usize = 6;

/// A call with an idempotency key, and what was answered if it was a success.
struct Written {
    key: String,
    acknowledged: Option<String>,
}

async fn write(place: &Place, key: &str, sleep: f64) -> Option<Answer> {
    let path = "/v1/tenants/acme/connections/shop/invoke/updateUser";
    let body = json!({ "arguments": [1, { "nickname": key, "sleep": sleep }] });
    let headers = [("idempotency-key", key)];
    place
        .try_ask_as(&place.key, "POST", path, &headers, Some(body))
        .await
}

/// Calls, and tenants made meanwhile, until it is over; `survives` a server that is away.
async fn load(
    place: &Place,
    name: &str,
    over: &AtomicBool,
    survives: bool,
) -> (Vec<Written>, Vec<String>) {
    let callers = (0..CALLERS).map(|caller| async move {
        let mut written = Vec::new();
        for number in 0.. {
            if over.load(Relaxed) {
                break;
            }
            let key = format!("{name}-{caller}-{number}");
            let answer = write(place, &key, 0.01).await;
            let gone = answer.is_none();
            let success = answer.filter(|answer| answer.body["status"] == "success");
            let failed = success.is_none();
            written.push(Written {
                key,
                acknowledged: success.map(|answer| answer.text),
            });
            if gone && !survives {
                break;
            }
            if failed {
                sleep(Duration::from_millis(20)).await;
            }
        }
        written
    });
    let tenants = async {
        let mut made = Vec::new();
        for number in 0.. {
            if over.load(Relaxed) {
                break;
            }
            let id = format!("{name}-{number}");
            let new = Some(json!({ "id": id }));
            let answer = place
                .try_ask_as(&place.key, "POST", "/v1/tenants", &[], new)
                .await;
            match answer {
                Some(answer) if answer.status == 201 => made.push(id),
                Some(_) => sleep(Duration::from_millis(20)).await,
                None if survives => sleep(Duration::from_millis(20)).await,
                None => break,
            }
        }
        made
    };
    let (written, tenants) = tokio::join!(futures::future::join_all(callers), tenants);
    (written.into_iter().flatten().collect(), tenants)
}

/// Nothing that was acknowledged is lost, and nothing ran twice, retries included.
async fn held(place: &Place, users: &Users, written: &[Written], tenants: &[String]) {
    let acknowledged = written.iter().filter(|one| one.acknowledged.is_some());
    assert!(
        acknowledged.count() > 0 && !tenants.is_empty(),
        "there was a load"
    );
    for one in written {
        let again = write(place, &one.key, 0.01).await.expect("it is there");
        match &one.acknowledged {
            Some(text) => assert_eq!(again.text, *text, "{}", one.key),
            None => assert!(
                again.status == 200 || again.body["code"] == "idempotency_key_in_use",
                "{again:?}"
            ),
        }
    }
    let rows = users
        .rows("SELECT key, count(*)::text FROM ran GROUP BY key")
        .await;
    let ran: BTreeMap<String, String> = rows
        .into_iter()
        .map(|mut row| {
            let count = row.pop().flatten().expect("a count");
            (row.pop().flatten().expect("a key"), count)
        })
        .collect();
    for one in written {
        let count = ran.get(&one.key).map(String::as_str);
        let fine = count == Some("1") || (count.is_none() && one.acknowledged.is_none());
        assert!(fine, "{} ran {count:?} times", one.key);
    }
    for tenant in tenants {
        let path = format!("/v1/tenants/{tenant}");
        let answer = place.ask("GET", &path, &[], None).await;
        assert_eq!(answer.status, 200, "{tenant}: {answer:?}");
    }
}

async fn furnish(place: &Place, users: &Users) {
    place.furnish(users).await;
    users.execute("CREATE TABLE ran (key text NOT NULL)").await;
    place.upload("updateUser", WRITING).await;
}

#[tokio::test]
async fn a_server_that_is_killed_at_work_has_lost_nothing_it_acknowledged() {
    let database = connector_testkit::Database::empty()
        .await
        .expect("a PostgreSQL");
    let (mut place, users) = (
        Place::served_by(&database.url(), &["--rate", "100000"]).await,
        users().await,
    );
    furnish(&place, &users).await;
    let (mut written, mut tenants) = (Vec::new(), Vec::new());
    for round in ["one", "two", "three"] {
        let over = AtomicBool::new(false);
        let killed = async {
            sleep(Duration::from_millis(700)).await;
            place.signal("KILL");
        };
        let (found, ()) = tokio::join!(load(&place, round, &over, false), killed);
        written.extend(found.0);
        tenants.extend(found.1);
        place.ended().await;
        place.start().await;
    }
    held(&place, &users, &written, &tenants).await;
}

#[tokio::test]
async fn what_a_killed_node_had_begun_is_crashed_and_not_run_again_by_another() {
    let database = connector_testkit::Database::empty()
        .await
        .expect("a PostgreSQL");
    let (mut one, users) = (Place::served_by(&database.url(), &[]).await, users().await);
    let two = one.another().await;
    furnish(&one, &users).await;
    {
        let call = write(&one, "once", 4.0);
        let begun = async {
            while users.rows("SELECT key FROM ran").await.is_empty() {
                sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::select! {
            answer = call => panic!("{answer:?}"),
            () = begun => {}
        }
    }
    one.signal("KILL");
    one.ended().await;
    // It may only be slow: nobody may run it meanwhile.
    let early = write(&two, "once", 4.0).await.expect("it is there");
    assert_eq!(
        (early.status, &early.body["code"]),
        (409, &json!("idempotency_key_in_use")),
        "{early:?}"
    );
    // A minute later, as the registry counts, which has not heard of it since.
    let client = database.client().await.expect("a session");
    let aged = "UPDATE nodes SET seen_at = seen_at - 120000 WHERE id = (SELECT node FROM claims)";
    client.batch_execute(aged).await.expect("aged");
    for _ in 0..2 {
        let late = write(&two, "once", 4.0).await.expect("it is there");
        assert_eq!(
            (late.status, &late.body["status"]),
            (200, &json!("crashed")),
            "{late:?}"
        );
    }
    assert_eq!(users.rows("SELECT key FROM ran").await.len(), 1);
}

async fn ready(place: &Place) -> (u16, Value) {
    let answer = place.ask_as("", "GET", "/readyz", &[], None).await;
    (answer.status, answer.body["code"].clone())
}

#[tokio::test]
async fn a_registry_that_is_killed_is_waited_for_and_has_lost_nothing() {
    let settings = [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
    ];
    let options = ScratchOptions {
        settings: settings
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..ScratchOptions::default()
    };
    let mut registry = Scratch::start(options).await.expect("a PostgreSQL");
    let (place, users) = (
        Place::served_by(&registry.url(), &["--rate", "100000"]).await,
        users().await,
    );
    furnish(&place, &users).await;
    assert_eq!(ready(&place).await.0, 200);
    let over = AtomicBool::new(false);
    let fault = async {
        for _ in 0..2 {
            sleep(Duration::from_millis(700)).await;
            registry.kill().expect("killed");
            let told = ready(&place).await;
            assert_eq!(told, (503, json!("registry_unavailable")));
            registry.start_again().await.expect("started");
            let begun = Instant::now();
            while ready(&place).await.0 != 200 {
                assert!(begun.elapsed() < Duration::from_secs(30), "{}", place.log());
                sleep(Duration::from_millis(20)).await;
            }
        }
        sleep(Duration::from_millis(700)).await;
        over.store(true, Relaxed);
    };
    let ((written, tenants), ()) = tokio::join!(load(&place, "one", &over, true), fault);
    held(&place, &users, &written, &tenants).await;
    // What ran while its outcome could not be kept is kept as soon as it can be: no key stays in use.
    for one in &written {
        let begun = Instant::now();
        loop {
            let again = write(&place, &one.key, 0.01).await.expect("it is there");
            if again.status == 200 {
                break;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "{}: {again:?}",
                one.key
            );
            sleep(Duration::from_millis(100)).await;
        }
    }
    let count = users
        .rows("SELECT count(*) - count(DISTINCT key) FROM ran")
        .await;
    assert_eq!(count, [[Some("0".to_owned())]], "nothing ran twice");
}
