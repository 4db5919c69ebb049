//! How many sessions there may be, and a server that doesn't answer.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use connector_module_pg::{Sessions, SessionsConfig};
use serde_json::{Value, json};

use crate::lending::invoke;
use crate::realm::Realm;

/// An invocation on a thread of its own: isolates of one thread can't take turns.
fn elsewhere(
    sessions: &Arc<Sessions>,
    tenant: &'static str,
    body: &'static str,
) -> JoinHandle<Value> {
    let sessions = Arc::clone(sessions);
    std::thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().unwrap();
        runtime.block_on(invoke(&sessions, tenant, body))
    })
}

#[tokio::test]
async fn first_clients_wait_and_further_ones_never_do() {
    let sessions = Sessions::new(SessionsConfig {
        per_key: 1,
        reserve: 1,
        ..SessionsConfig::default()
    });
    let mut holder = Realm::lent(&sessions, "t");
    let hold = "globalThis.clients = [await t.connect(), await t.connect()]; const { code, message } = await t.attempt(() => t.connect()); return [code, message];";
    assert_eq!(
        holder.run(hold).await.unwrap(),
        json!([
            "CONNECTOR_LIMIT",
            "database sessions of a tenant with the same settings is limited to 2"
        ])
    );
    // Another invocation waits for its first, no longer than it may take to connect.
    let first =
        "const { code, message } = await t.attempt(() => t.connect()); return [code, message];";
    assert_eq!(
        elsewhere(&sessions, "t", first).join().unwrap(),
        json!([
            "CONNECTOR_LIMIT",
            "database sessions of a tenant with the same settings is limited to 1"
        ])
    );
    // Another tenant has places of its own.
    assert_eq!(
        elsewhere(&sessions, "u", "await t.connect(); return 1;")
            .join()
            .unwrap(),
        1
    );
    let served = "const client = await t.connect(); await client.query('select 1'); return 1;";
    let served = elsewhere(&sessions, "t", served);
    tokio::time::sleep(Duration::from_millis(100)).await;
    holder
        .run("for (const client of globalThis.clients) await client.end();")
        .await
        .unwrap();
    assert_eq!(served.join().unwrap(), 1);
    holder.end().await;
    let gauges = sessions.gauges();
    assert_eq!((gauges.lent, gauges.refused_full), (0, 2));
}

#[tokio::test]
async fn all_sessions_together() {
    let sessions = Sessions::new(SessionsConfig {
        total: 2,
        ..SessionsConfig::default()
    });
    for tenant in ["a", "b", "c", "d"] {
        assert_eq!(
            invoke(&sessions, tenant, "await t.connect(); return 1;").await,
            1
        );
    }
    let gauges = sessions.gauges();
    assert_eq!((gauges.idle, gauges.closed_idle, gauges.opened), (2, 2, 4));
}

#[tokio::test]
async fn a_server_that_is_down_is_left_alone_for_a_while() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let sessions = Sessions::new(SessionsConfig {
        failures: 2,
        pause: Duration::from_secs(20),
        ..SessionsConfig::default()
    });
    let body = format!(
        "const {{ code, message }} = await t.attempt(() => t.connect({{ port: {port} }})); return [code, message];"
    );
    let mut codes = Vec::new();
    let mut last = json!(null);
    for _ in 0..4 {
        last = invoke(&sessions, "t", &body).await;
        codes.push(last[0].clone());
    }
    assert_eq!(
        codes,
        [
            "ECONNREFUSED",
            "ECONNREFUSED",
            "CONNECTOR_UNAVAILABLE",
            "CONNECTOR_UNAVAILABLE"
        ]
    );
    let message = last[1].as_str().unwrap();
    assert!(
        message.starts_with(&format!(
            "the database server at 127.0.0.1:{port} is unavailable"
        )),
        "{message}"
    );
    let gauges = sessions.gauges();
    assert_eq!(
        (gauges.breakers_open, gauges.refused_broken, gauges.lent),
        (1, 2, 0)
    );
    // Others are not concerned: another tenant, another server.
    assert_eq!(invoke(&sessions, "u", &body).await[0], "ECONNREFUSED");
    assert_eq!(
        invoke(&sessions, "t", "await t.connect(); return 1;").await,
        1
    );
}

#[tokio::test]
async fn a_server_that_says_nothing_counts_as_down_and_one_that_refuses_does_not() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let leaving_alone_for = |pause| {
        Sessions::new(SessionsConfig {
            failures: 1,
            pause,
            ..SessionsConfig::default()
        })
    };
    let to_silent = format!(
        "const {{ code }} = await t.attempt(() => t.connect({{ port: {port}, connectionTimeoutMillis: 300 }})); return code || 'timed out';"
    );
    let sessions = leaving_alone_for(Duration::from_secs(20));
    assert_eq!(invoke(&sessions, "t", &to_silent).await, "timed out");
    assert_eq!(
        invoke(&sessions, "t", &to_silent).await,
        "CONNECTOR_UNAVAILABLE"
    );
    // When the pause is over, it is tried again.
    let hasty = leaving_alone_for(Duration::from_micros(1));
    for _ in 0..3 {
        assert_eq!(invoke(&hasty, "t", &to_silent).await, "timed out");
    }
    let refused = "const { code } = await t.attempt(() => t.connect({ user: 'nobody at all' })); return code;";
    for _ in 0..3 {
        assert_eq!(invoke(&sessions, "t", refused).await, "28000");
    }
}
