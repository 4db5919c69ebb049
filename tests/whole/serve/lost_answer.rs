//! A registry's database that commits and does not live to say so.

use std::time::{Duration, Instant};

use connector_scratch::{Scratch, ScratchOptions};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::server::Place;

/// What is spoken of before the COMMIT that is never answered.
const KEY: &str = "the-answer-is-lost";

/// Passes everything on to `port`. On a connection that has spoken of [`KEY`] it keeps the answer to COMMIT for itself,
/// and hangs up; the first time only.
async fn between(port: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let ours = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let lost = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(("127.0.0.1", port)).await;
            let lost = std::sync::Arc::clone(&lost);
            tokio::spawn(async move { pass(client, server.expect("it is up"), &lost).await });
        }
    });
    ours
}

async fn pass(mut client: TcpStream, mut server: TcpStream, lost: &std::sync::atomic::AtomicBool) {
    use std::sync::atomic::Ordering::Relaxed;
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    let mut spoke = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(read @ 1..) = read else { return };
                let bytes = &asked[..read];
                let holds = |text: &str| bytes.windows(text.len()).any(|at| at == text.as_bytes());
                spoke |= holds(KEY);
                let hangs_up = spoke && holds("COMMIT") && !lost.swap(true, Relaxed);
                if server.write_all(bytes).await.is_err() {
                    return;
                }
                if hangs_up {
                    // The server has committed once it answers.
                    let _ = server.read(&mut answered).await;
                    return;
                }
            }
            read = server.read(&mut answered) => {
                let Ok(read @ 1..) = read else { return };
                if client.write_all(&answered[..read]).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_key_whose_claim_was_never_acknowledged_is_free_again() {
    let registry = Scratch::start(ScratchOptions::default())
        .await
        .expect("a PostgreSQL");
    let mut url = registry.url();
    let port = url
        .rsplit_once(':')
        .and_then(|(_, rest)| rest.split('/').next()?.parse::<u16>().ok())
        .expect("a port");
    let ours = between(port).await;
    url = url.replace(&format!(":{port}/"), &format!(":{ours}/"));
    let place = Place::served_by(&url, &[]).await;
    let tenant = Some(json!({ "id": "acme" }));
    place.ask("POST", "/v1/tenants", &[], tenant).await;
    let shop = "/v1/tenants/acme/connections/shop";
    place.ask("PUT", shop, &[], Some(json!({}))).await;
    place
        .upload(
            "updateUser",
            "async function updateUser(id) { return { id } }",
        )
        .await;
    let headers = [("idempotency-key", KEY)];
    let first = place.invoke("updateUser", json!(["1", {}]), &headers).await;
    assert_eq!(
        (first.status, &first.body["code"]),
        (503, &json!("registry_unavailable")),
        "{first:?}"
    );
    let begun = Instant::now();
    loop {
        let again = place.invoke("updateUser", json!(["1", {}]), &headers).await;
        if again.status == 200 {
            assert_eq!(again.body["status"], "success", "{again:?}");
            assert_eq!(again.header("idempotent-replayed"), None, "nothing had run");
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{again:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
