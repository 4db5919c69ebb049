//! An orderly end: what is under way is answered, nothing new is taken.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::server::Place;
use crate::database::users;

const SLOW: &str = "
async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    await client.query('SELECT pg_sleep(2)');
    await client.query('UPDATE users SET nickname = $2 WHERE id = $1', [id, 'drained']);
    return { id };
  } finally {
    await client.end();
  }
}";

const NICKNAME: &str = "SELECT nickname FROM users WHERE id = 1";

async fn until_running(users: &crate::database::Users) {
    let sleeping = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database()";
    while users.rows(sleeping).await != [[Some("1".to_owned())]] {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn what_is_under_way_is_answered_and_written_down() {
    let (mut place, users) = (Place::served(&[]).await, users().await);
    place.furnish(&users).await;
    place.upload("updateUser", SLOW).await;
    {
        let call = place.invoke("updateUser", json!([1, {}]), &[]);
        let stop = async {
            until_running(&users).await;
            place.signal("TERM");
        };
        let (answer, ()) = tokio::join!(call, stop);
        assert_eq!(answer.body["status"], "success", "{answer:?}");
    }
    assert_eq!(place.ended().await, Some(0), "{}", place.log());
    place.start().await;
    let history = place
        .ask(
            "GET",
            "/v1/tenants/acme/connections/shop/invocations?action=updateUser",
            &[],
            None,
        )
        .await;
    assert_eq!(
        history.body["invocations"].as_array().map(Vec::len),
        Some(1),
        "{history:?}"
    );
}

#[tokio::test]
async fn a_caller_who_goes_away_after_the_first_statement_changes_nothing() {
    let (place, users) = (Place::served(&[]).await, users().await);
    place.furnish(&users).await;
    place.upload("updateUser", SLOW).await;
    let body = json!({ "arguments": [1, {}] }).to_string();
    let request = format!(
        "POST /v1/tenants/acme/connections/shop/invoke/updateUser HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        place.key,
        body.len()
    );
    let mut stream = tokio::net::TcpStream::connect(place.address())
        .await
        .expect("it listens");
    stream.write_all(request.as_bytes()).await.expect("sent");
    until_running(&users).await;
    drop(stream);
    let begun = std::time::Instant::now();
    while users.rows(NICKNAME).await != [[Some("drained".to_owned())]] {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "the script was cut off"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_head_that_never_ends_is_not_waited_for() {
    let place = Place::served(&[]).await;
    let mut stream = tokio::net::TcpStream::connect(place.address())
        .await
        .expect("it listens");
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ")
        .await
        .expect("sent");
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut rest)).await;
    closed.expect("the server closes it").expect("readable");
}
