//! A repeated call has the first one's outcome: at once, at the same time, after a restart, after a kill.

use serde_json::json;

use super::server::Place;
use crate::database::users;

/// Counts its calls in the database, slowly.
const COUNTING: &str = "
async function updateUser(id, updates) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const { rows } = await client.query(
      'UPDATE users SET logins_count = coalesce(logins_count, 0) + 1 WHERE id = $1 RETURNING logins_count', [id]);
    await client.query('SELECT pg_sleep($1)', [updates.sleep || 0]);
    return { id, loginsCount: rows[0].logins_count, at: Date.now() };
  } finally {
    await client.end();
  }
}";

const COUNT: &str = "SELECT logins_count FROM users WHERE id = 1";
const ZERO: &str = "UPDATE users SET logins_count = 0 WHERE id = 1";

#[tokio::test]
async fn a_retry_has_the_first_outcome_also_after_a_restart() {
    let (mut place, users) = (Place::served(&[]).await, users().await);
    place.furnish(&users).await;
    place.upload("updateUser", COUNTING).await;
    users.execute(ZERO).await;
    let key = [("idempotency-key", "once")];
    let first = place
        .invoke("updateUser", json!([1, {"a": 1, "b": 2}]), &key)
        .await;
    assert_eq!(
        (first.status, first.header("idempotent-replayed")),
        (200, None),
        "{first:?}"
    );
    assert_eq!(first.body["status"], "success", "{first:?}");

    let again = place
        .invoke("updateUser", json!([1, {"b": 2, "a": 1}]), &key)
        .await;
    assert_eq!(
        (&again.text, again.header("idempotent-replayed")),
        (&first.text, Some("true"))
    );
    let other = place.invoke("updateUser", json!([1, {"a": 2}]), &key).await;
    assert_eq!(
        (other.status, &other.body["code"]),
        (409, &json!("idempotency_key_reused"))
    );

    for signal in ["TERM", "KILL"] {
        place.signal(signal);
        let exit = place.ended().await;
        assert_eq!(exit, (signal == "TERM").then_some(0), "{}", place.log());
        place.start().await;
        let again = place
            .invoke("updateUser", json!([1, {"a": 1, "b": 2}]), &key)
            .await;
        assert_eq!(again.text, first.text, "after {signal}");
    }
    assert_eq!(users.rows(COUNT).await, [[Some("1".to_owned())]]);
}

#[tokio::test]
async fn of_equal_calls_at_once_one_runs() {
    let (place, users) = (Place::served(&[]).await, users().await);
    place.furnish(&users).await;
    place.upload("updateUser", COUNTING).await;
    users.execute(ZERO).await;
    let key = [("idempotency-key", "once")];
    let calls = (0..6).map(|_| place.invoke("updateUser", json!([1, {"sleep": 0.5}]), &key));
    let answers = futures::future::join_all(calls).await;
    for answer in &answers {
        assert!(
            answer.status == 200 || answer.body["code"] == "idempotency_key_in_use",
            "{answer:?}"
        );
    }
    assert_eq!(users.rows(COUNT).await, [[Some("1".to_owned())]]);
    let after = place
        .invoke("updateUser", json!([1, {"sleep": 0.5}]), &key)
        .await;
    assert_eq!(
        (after.status, after.header("idempotent-replayed")),
        (200, Some("true"))
    );
}

#[tokio::test]
async fn a_call_that_the_server_died_under_is_crashed_and_not_run_again() {
    let (mut place, users) = (Place::served(&[]).await, users().await);
    place.furnish(&users).await;
    place.upload("updateUser", COUNTING).await;
    users.execute(ZERO).await;
    let key = [("idempotency-key", "once")];
    {
        let call = place.invoke("updateUser", json!([1, {"sleep": 4}]), &key);
        // Its first statement is over: the row is locked no more, and counted.
        let counted = async {
            while users.rows(COUNT).await != [[Some("1".to_owned())]] {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        };
        tokio::select! {
            answer = call => panic!("{answer:?}"),
            () = counted => {}
        }
    }
    place.signal("KILL");
    place.ended().await;
    place.start().await;
    let after = place
        .invoke("updateUser", json!([1, {"sleep": 4}]), &key)
        .await;
    assert_eq!(
        (after.status, &after.body["status"]),
        (200, &json!("crashed")),
        "{after:?}"
    );
    assert!(after.text.contains("unknown"), "{after:?}");
    assert_eq!(users.rows(COUNT).await, [[Some("1".to_owned())]]);
}
