//! What one call can't do and many can.

use std::time::{Duration, Instant};

use connector_contract::{Action, Env, Invocation, Limits, Script};
use connector_host::{Cancel, Full, Host, HostConfig, HostError, Job, Place};
use futures::future::join_all;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::neighbours::Neighbours;
use super::{Footprint, MIB, config, settled, start};

fn place(tenant: &str) -> Place {
    Place {
        tenant: tenant.to_owned(),
        connection: "users".to_owned(),
        env_version: "1".to_owned(),
    }
}

fn script(source: &str) -> Script {
    Script::new("updateUser.js", source, Limits::default().source_bytes).expect("a script")
}

fn job(source: &str, limits: &[(&str, &str)]) -> Job {
    let arguments = vec![json!("1"), json!({})];
    let mut invocation = Invocation::new(Action::UpdateUser, arguments, Value::Null);
    for (name, value) in limits {
        invocation.limits.set(name, value).expect("a limit");
    }
    Job {
        script: script(source),
        env: Env::new(),
        invocation,
    }
}

/// Row 14.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenant_that_burns_just_under_its_limit_leaves_room_for_others() {
    let host = start().await;
    let neighbours = Neighbours::move_in(&host).await;
    let burns = "
      async function updateUser(id) {
        for (const begun = Date.now(); Date.now() - begun < 300;);
        return { id };
      }";
    let limits = [("wall", "20s"), ("cpu", "400ms")];
    let burning = join_all((0..8).map(|_| async {
        let (mut served, mut stopped) = (0, 0);
        for _ in 0..4 {
            let outcome = host
                .invoke(&place("mallory"), job(burns, &limits), Cancel::never())
                .await
                .expect("the host works");
            match outcome.status.name() {
                "success" => served += 1,
                "cpu_limit" => stopped += 1,
                other => panic!("it ended as {other}"),
            }
        }
        (served, stopped)
    }));
    let (burnt, calls) = neighbours.live_beside(&host, burning).await;
    let served: usize = burnt.iter().map(|(served, _)| served).sum();
    assert!(
        served > 16,
        "it is within its limit most of the time: {burnt:?}"
    );
    for (neighbour, calls) in calls {
        assert!(calls > 4, "{neighbour} was served {calls} times only");
    }
    assert_eq!(host.gauges().deaths, 0);
}

/// Row 16.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_that_comes_late_hits_nobody() {
    let host = start().await;
    // Ends when it is told to end, more or less: long before its limit, about then, long after.
    let near = |n: u64| {
        let turns = 50_000 << (n % 12);
        format!(
            "async function updateUser(id) {{
               let sum = 0; for (let i = 0; i < {turns}; i++) sum = (sum * 31 + i) % 1_000_003;
               return {{ id, sum }}; }}"
        )
    };
    let honest = "let n = 0; async function updateUser(id) {
      const all = []; for (let i = 0; i < 2000; i++) all.push(await i);
      n += 1; return { id, all: all.length, more: n > 1 }; }";
    let acme = place("acme");
    let (mut served, mut stopped) = (0, 0);
    for n in 0..120 {
        let limits = [("wall", "20s"), ("cpu", "15ms")];
        let (near, honest) = tokio::join!(
            host.invoke(&acme, job(&near(n), &limits), Cancel::never()),
            host.invoke(
                &acme,
                job(honest, &[("wall", "20s"), ("cpu", "10s")]),
                Cancel::never()
            ),
        );
        match near.expect("the host works").status.name() {
            "success" => served += 1,
            "cpu_limit" => stopped += 1,
            other => panic!("it ended as {other}"),
        }
        let honest = honest.expect("the host works");
        assert_eq!(honest.status.name(), "success", "{:?}", honest.error);
    }
    assert!(
        served > 0 && stopped > 0,
        "{served} served, {stopped} stopped"
    );
    assert_eq!(host.gauges().deaths, 0);
}

/// Row 17.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tenants_that_start_cold_at_once_get_their_own_isolates() {
    let host = start().await;
    let neighbours = Neighbours::move_in(&host).await;
    let cold = join_all((0..120).map(|tenant| {
        let host = &host;
        async move {
            let source =
                format!("async function updateUser(id) {{ return {{ id, tenant: {tenant} }}; }}");
            let name = format!("tenant-{tenant}");
            let limits = [("wall", "20s"), ("cpu", "10s")];
            let outcome = host
                .invoke(&place(&name), job(&source, &limits), Cancel::never())
                .await
                .expect("the host works");
            let value = outcome.value.as_deref().map_or("nothing", RawValue::get);
            let value: Value = serde_json::from_str(value).expect("JSON");
            assert_eq!(value, json!({ "id": "1", "tenant": tenant }));
        }
    }));
    neighbours.live_beside(&host, cold).await;
    settled(&host, config().workers).await;
    // Not all of them are kept: what they hold together is bounded.
    let gauges = host.gauges();
    assert!(gauges.isolates_warm < 123, "{gauges:?}");
    assert!(
        gauges.isolate_bytes <= 2 * config().memory_target_bytes,
        "{gauges:?}"
    );
}

/// Row 17, where there is no time for all of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_would_wait_too_long_for_a_cold_start_is_told_so() {
    let host = Host::start(HostConfig {
        workers: 1,
        lane_concurrency: 1,
        queue_age: Duration::from_millis(300),
        ..config()
    })
    .await
    .expect("the workers come up");
    let slow = "for (const begun = Date.now(); Date.now() - begun < 100;); async function updateUser(id) { return { id }; }";
    let asked = Instant::now();
    let answers = join_all((0..60).map(|tenant| {
        let host = &host;
        async move {
            let name = format!("tenant-{tenant}");
            host.invoke(
                &place(&name),
                job(slow, &[("wall", "20s")]),
                Cancel::never(),
            )
            .await
        }
    }))
    .await;
    let took = asked.elapsed();
    let (mut served, mut refused) = (0, 0);
    for answer in answers {
        match answer {
            Ok(outcome) if outcome.status.name() == "success" => served += 1,
            Err(HostError::Busy {
                what: Full::Patience,
                retry_after,
            }) if retry_after > Duration::ZERO => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(
        served > 0 && refused > 0,
        "{served} served, {refused} refused"
    );
    assert!(
        took < Duration::from_secs(20),
        "{took:?} for {served} cold starts"
    );
}

/// Row 67.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_of_one_tenant_take_its_share_and_no_more() {
    let host = start().await;
    let neighbours = Neighbours::move_in(&host).await;
    let waits = "async function updateUser(id) {
      await new Promise((go) => setTimeout(go, 300)); return { id }; }";
    let mallory = place("mallory");
    let flood = join_all((0..1_000).map(|_| {
        let limits = [("wall", "20s"), ("cpu", "10s")];
        host.invoke(&mallory, job(waits, &limits), Cancel::never())
    }));
    let (answers, _) = neighbours.live_beside(&host, flood).await;
    let (mut served, mut refused) = (0, 0);
    for answer in answers {
        match answer {
            Ok(outcome) if outcome.status.name() == "success" => served += 1,
            Err(HostError::Busy {
                what: Full::TenantQueue,
                ..
            }) => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    let share = config().tenant_concurrency + config().tenant_queue;
    assert_eq!((served, refused), (share, 1_000 - share));
}

/// Row 69.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uploads_without_end_leave_nothing_behind() {
    let host = start().await;
    let neighbours = Neighbours::move_in(&host).await;
    settled(&host, config().workers).await;
    let before = Footprint::take(&host.gauges());
    // Each is another version, and large enough to be missed if it were kept.
    let padding = "x".repeat(200_000);
    let uploads = join_all((0..8).map(|uploader| {
        let (host, padding) = (&host, &padding);
        async move {
            for version in 0..40 {
                let source = format!(
                    "// {uploader} {version} {padding}\nasync function updateUser(id) {{ return {{ id }}; }}"
                );
                let limits = job("", &[("wall", "20s"), ("cpu", "10s")]).invocation.limits;
                let looked = host
                    .compile_only(&place("mallory"), script(&source), Env::new(), limits)
                    .await
                    .expect("the host works");
                assert_eq!((looked.defines.len(), looked.error), (1, None));
            }
        }
    }));
    let (_, calls) = neighbours.live_beside(&host, uploads).await;
    for (neighbour, calls) in calls {
        assert!(calls > 4, "{neighbour} was served {calls} times only");
    }
    settled(&host, config().workers).await;
    let after = Footprint::take(&host.gauges());
    let grown = after.workers.saturating_sub(before.workers);
    assert!(
        grown < 256 * MIB,
        "320 uploads left {grown} bytes: {before:?}, {after:?}"
    );
    assert_eq!(host.gauges().deaths, 0);
}
