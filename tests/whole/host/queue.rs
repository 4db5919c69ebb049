//! Too much at once, and the end of a host.

use std::time::Duration;

use connector_contract::{Env, Limits, Script};
use connector_host::{Full, HostConfig, HostError};
use serde_json::json;

use super::{call, config, invoke, job, place, start, until};

const WAITS: &str = "async function updateUser(id) {
  await new Promise((go) => setTimeout(go, 1_000)); return { id }; }";

#[tokio::test]
async fn a_tenant_has_its_share_and_is_told_when_to_come_again() {
    let host = start(HostConfig {
        tenant_concurrency: 1,
        tenant_queue: 1,
        ..config()
    })
    .await;
    let third = async {
        until(&host, "one runs, one waits", |gauges| {
            (gauges.running, gauges.queued) == (1, 1)
        })
        .await;
        // Others are not concerned.
        let other = job("async function updateUser(id) { return { id }; }");
        assert_eq!(call(&host, "globex", other).await["status"], "success");
        invoke(&host, "acme", job(WAITS)).await
    };
    let (first, second, third) = tokio::join!(
        call(&host, "acme", job(WAITS)),
        call(&host, "acme", job(WAITS)),
        third
    );
    assert_eq!(
        (&first["status"], &second["status"]),
        (&json!("success"), &json!("success"))
    );
    let waited = second["receipt"]["wait_ms"]["queue"]
        .as_f64()
        .expect("a time");
    assert!(waited > 500.0, "the second waited for the first: {waited}");
    match third {
        Err(HostError::Busy {
            retry_after,
            what: Full::TenantQueue,
        }) => {
            assert!(retry_after > Duration::ZERO);
        }
        other => panic!("the third must be refused: {other:?}"),
    }
    assert_eq!(host.gauges().refused, 1);
}

#[tokio::test]
async fn what_waits_too_long_is_refused() {
    let host = start(HostConfig {
        tenant_concurrency: 1,
        queue_age: Duration::from_millis(200),
        ..config()
    })
    .await;
    let (first, second) = tokio::join!(call(&host, "acme", job(WAITS)), async {
        until(&host, "one runs", |gauges| gauges.running == 1).await;
        invoke(&host, "acme", job(WAITS)).await
    });
    assert_eq!(first["status"], "success");
    assert!(
        matches!(
            second,
            Err(HostError::Busy {
                what: Full::Patience,
                ..
            })
        ),
        "{second:?}"
    );
}

#[tokio::test]
async fn draining_lets_what_runs_end_and_takes_nothing_new() {
    let host = start(config()).await;
    let pid = host.gauges().worker_pids[0];
    let drain = async {
        until(&host, "one runs", |gauges| gauges.running == 1).await;
        host.drain(Duration::from_secs(30)).await;
    };
    let (outcome, ()) = tokio::join!(call(&host, "acme", job(WAITS)), drain);
    assert_eq!(outcome["status"], "success");
    let refused = invoke(&host, "acme", job(WAITS)).await;
    assert!(matches!(refused, Err(HostError::Draining)), "{refused:?}");
    let left = std::path::Path::new("/proc").join(pid.to_string());
    assert!(!left.exists(), "the worker is gone");
}

#[tokio::test]
async fn an_upload_is_looked_at_without_being_called() {
    let host = start(config()).await;
    let look = async |source: &str| {
        let limits = Limits::default();
        let script = Script::new("updateUser.js", source, limits.source_bytes).expect("a script");
        let mut env = Env::new();
        env.set("KEY", "value");
        host.compile_only(&place("acme"), script, env, limits)
            .await
            .expect("the host works")
    };
    let fine = look(
        "console.log('top', env.KEY); async function updateUser() { throw 1; }
         module.exports.getUser = () => null;",
    )
    .await;
    assert_eq!((fine.defines.len(), fine.error), (2, None));
    assert!(
        fine.defines.contains(&"updateUser".to_owned())
            && fine.defines.contains(&"getUser".to_owned())
    );
    assert_eq!(fine.logs[0].message, "top value");
    let nothing = look("const x = 1;").await;
    assert_eq!((nothing.defines.len(), nothing.error), (0, None));
    let (status, error) = look("async function updateUser( {")
        .await
        .error
        .expect("a syntax error");
    assert_eq!(status.name(), "script_error");
    assert!(error.frame.expect("a frame").contains("updateUser.js:1:"));
    let (status, _) = look("for (;;) {}").await.error.expect("a limit");
    assert_eq!(status.name(), "cpu_limit");
}
