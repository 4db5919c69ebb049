//! What one invocation leaves to the next, and to whom.

use connector_contract::{Action, Invocation, Limits, Script};
use connector_host::HostConfig;
use serde_json::{Value, json};

use super::{call, config, job, job_within, start, until, with_database};
use crate::database;

const COUNTS: &str = "let n = 0; async function updateUser(id) { n += 1; return { id, n }; }";

#[tokio::test]
async fn a_script_is_loaded_once_and_its_variables_live_on() {
    let host = start(config()).await;
    until(&host, "a spare stands by", |gauges| {
        gauges.isolates_spare > 0
    })
    .await;
    let first = call(&host, "acme", job(COUNTS)).await;
    assert_eq!(first["value"], json!({ "id": "1", "n": 1 }));
    assert_ne!(first["receipt"]["start"], "warm");
    for n in 2..5 {
        until(&host, "the isolate is back", |gauges| {
            gauges.isolates_warm == 1
        })
        .await;
        let next = call(&host, "acme", job(COUNTS)).await;
        assert_eq!(next["value"]["n"], n, "{next}");
        assert_eq!(next["receipt"]["start"], "warm");
    }
}

#[tokio::test]
async fn strict_means_a_fresh_isolate_each_time() {
    let host = start(HostConfig {
        strict: true,
        ..config()
    })
    .await;
    for _ in 0..3 {
        let outcome = call(&host, "acme", job(COUNTS)).await;
        assert_eq!(outcome["value"]["n"], 1);
        assert_ne!(outcome["receipt"]["start"], "warm");
    }
    assert_eq!(host.gauges().isolates_warm, 0);
}

#[tokio::test]
async fn nothing_of_an_invocation_reaches_the_next() {
    let script = "
      let calls = 0; const seen = [];
      process.env.FROM_TOP = 'kept';
      process.on('mine', () => {});
      async function updateUser(id) {
        calls += 1;
        if (calls === 1) {
          const late = (what) => () => { seen.push(what); console.log('late ' + what); };
          setTimeout(late('timeout'), 400);
          setInterval(late('interval'), 400).unref();
          (async () => { await new Promise((go) => setTimeout(go, 400)); late('promise')(); })();
          process.env.MINE = 'x'; delete process.env.FROM_TOP;
          process.title = 'mine'; process.stdout.write = () => {};
          process.on('mine', late('listener'));
          console.group('deeper'); console.count(); console.time('t');
          globalThis.left = 'here'; JSON.patched = true;
          return { id };
        }
        await new Promise((go) => setTimeout(go, 1_200));
        process.emit('mine');
        console.log('second'); console.count(); process.stdout.write('written');
        return {
          id, calls, seen, mine: process.env.MINE ?? null, top: process.env.FROM_TOP, title: process.title,
          listeners: process.listenerCount('mine'), left: globalThis.left, patched: JSON.patched, up: process.uptime() < 100,
        };
      }";
    let host = start(config()).await;
    let first = call(&host, "acme", job(script)).await;
    assert_eq!(first["status"], "success", "{first}");
    until(&host, "the isolate is back", |gauges| {
        gauges.isolates_warm == 1
    })
    .await;
    let second = call(&host, "acme", job(script)).await;
    assert_eq!(second["receipt"]["start"], "warm", "{second}");
    let value = json!({
        "id": "1", "calls": 2, "seen": [], "mine": null, "top": "kept", "title": "node",
        "listeners": 1, "left": "here", "patched": true, "up": true,
    });
    assert_eq!(second["value"], value);
    let lines: Vec<&str> = second["logs"]
        .as_array()
        .expect("lines")
        .iter()
        .filter_map(|line| line["message"].as_str())
        .collect();
    assert_eq!(lines, ["second", "default: 1", "written"]);
}

#[tokio::test]
async fn what_a_call_first_got_hold_of_is_put_back_too() {
    // Nothing is touched by the top level; each way to `process` is somebody's first.
    for process in [
        "process",
        "globalThis.process",
        "require('process')",
        "require('node:process')",
    ] {
        let script = format!(
            "let calls = 0;
             async function updateUser(id) {{
               calls += 1;
               if (calls === 1) {{
                 const got = {process};
                 got.title = 'mine'; got.env.MINE = 'x'; delete got.env.KEPT; got.on('mine', () => {{}}); delete got.pid;
                 delete globalThis.env; globalThis.configuration = 1;
                 Object.defineProperty(globalThis, 'configuration', {{ value: {{ KEPT: 'no' }}, configurable: true }});
                 Object.defineProperty(Set.prototype, 'size', {{ get: () => 0 }});
                 setTimeout(() => {{ calls += 100; }}, 300).unref();
               }} else await new Promise((go) => setTimeout(go, 600));
               return {{
                 id, calls, title: process.title, mine: process.env.MINE ?? null, kept: process.env.KEPT ?? null,
                 listeners: process.listenerCount('mine'), pid: process.pid ?? null,
                 env: globalThis.env?.KEPT ?? null, configuration: globalThis.configuration.KEPT,
                 frozen: Object.isFrozen(globalThis.env), names: Object.keys(globalThis).includes('env'),
               }};
             }}"
        );
        let host = start(config()).await;
        let mut given = job(&script);
        given.env.set("KEPT", "yes");
        let first = call(&host, "acme", given.clone()).await;
        assert_eq!(first["value"]["title"], "mine", "{first}");
        until(&host, "the isolate is back", |gauges| {
            gauges.isolates_warm == 1
        })
        .await;
        let second = call(&host, "acme", given).await;
        assert_eq!(second["receipt"]["start"], "warm", "{second}");
        let value = json!({
            "id": "1", "calls": 2, "title": "node", "mine": null, "kept": "yes", "listeners": 0, "pid": 1,
            "env": "yes", "configuration": "yes", "frozen": true, "names": true,
        });
        assert_eq!(second["value"], value, "{process}");
        host.drain(std::time::Duration::from_secs(5)).await;
    }
}

#[tokio::test]
async fn env_is_put_back_whatever_prototypes_say_of_its_description() {
    let script = "
      async function updateUser(id) {
        const found = env.KEY;
        Object.defineProperty(globalThis, 'env', { __proto__: null, get: () => ({ KEY: 'forged' }), configurable: true, enumerable: true });
        Object.prototype.value = configuration;
        return { id, found };
      }";
    let host = start(config()).await;
    for _ in 0..2 {
        let mut job = job(script);
        job.env.set("KEY", "true");
        let outcome = call(&host, "acme", job).await;
        assert_eq!(outcome["value"]["found"], "true", "{outcome}");
        until(&host, "the isolate is back", |gauges| {
            gauges.isolates_warm == 1
        })
        .await;
    }
}

#[tokio::test]
async fn a_callback_kept_from_an_earlier_call_decides_nothing_in_a_later_one() {
    let script = "
      let kept;
      function getUser(email, callback) {
        if (kept) kept(null, { user_id: 'theirs', email: 'other@example.com' });
        kept = callback;
        setTimeout(() => callback(null, { user_id: 'mine', email }), 1);
      }";
    let host = start(config()).await;
    for (start, warnings) in [("spare", 0), ("warm", 1), ("warm", 1)] {
        until(&host, "an isolate stands by", |gauges| {
            gauges.isolates_spare + gauges.isolates_warm > 0
        })
        .await;
        let mut job = job(script);
        job.script =
            Script::new("getUser.js", script, Limits::default().source_bytes).expect("a script");
        let arguments = vec![json!({ "email": "a@example.com" })];
        job.invocation = Invocation {
            action: Action::GetUser,
            arguments,
            ..job.invocation
        };
        let outcome = call(&host, "acme", job).await;
        let value = json!({ "id": "mine", "user_id": "mine", "email": "a@example.com" });
        assert_eq!(outcome["value"], value, "{outcome}");
        if start == "warm" {
            assert_eq!(outcome["receipt"]["start"], start, "{outcome}");
        }
        // The script itself made that call just now, so its author is told among this call's lines.
        assert_eq!(
            outcome["logs"].as_array().map(Vec::len),
            Some(warnings),
            "{outcome}"
        );
        until(&host, "the isolate is back", |gauges| {
            gauges.isolates_warm == 1
        })
        .await;
    }
}

#[tokio::test]
async fn database_work_that_was_left_behind_is_ended_and_a_pool_serves_on() {
    let database = database::users().await;
    let script = "
      const { Client, Pool } = require('pg');
      const pool = new Pool({ connectionString: env.DB_CONNECTION_URI, max: 2 });
      let calls = 0; const late = [];
      async function updateUser(id) {
        calls += 1;
        const { rows } = await pool.query('SELECT nickname FROM users WHERE id = $1', [1]);
        if (calls < 3) {
          const client = new Client({ connectionString: env.DB_CONNECTION_URI });
          await client.connect();
          client.on('notification', () => late.push('notification'));
          await client.query('LISTEN news');
          client.query('SELECT pg_sleep(60)').then(() => late.push('row'), () => {}).finally(() => console.log('late'));
        }
        return { id, calls, late, rows: rows.length };
      }";
    let host = start(config()).await;
    for n in 1..4 {
        let outcome = call(&host, "acme", with_database(job(script), &database.url())).await;
        assert_eq!(
            outcome["value"],
            json!({ "id": "1", "calls": n, "late": [], "rows": 1 }),
            "{outcome}"
        );
        assert_eq!(outcome["logs"], json!([]), "call {n}");
        until(&host, "the isolate is back", |gauges| {
            gauges.isolates_warm == 1
        })
        .await;
    }
    until(&host, "nothing is under way", |gauges| gauges.running == 0).await;
    host.drain(std::time::Duration::from_secs(5)).await;
    assert_eq!(database.leaked_sessions().await, Vec::<String>::new());
}

#[tokio::test]
async fn tenants_connections_versions_and_envs_have_isolates_of_their_own() {
    let script = "
      globalThis.visits = (globalThis.visits ?? 0);
      async function updateUser(id) { globalThis.visits += 1; return { id, visits: globalThis.visits, key: env.KEY }; }";
    let host = start(config()).await;
    let visit = async |tenant: &str, connection: &str, source: &str, key: &str| {
        let mut job = job(source);
        job.env.set("KEY", key);
        let place = connector_host::Place {
            tenant: tenant.to_owned(),
            connection: connection.to_owned(),
            // The caller forgot to count: content decides all the same.
            env_version: "1".to_owned(),
        };
        let outcome = host
            .invoke(&place, job, connector_host::Cancel::never())
            .await;
        let shown = super::shown(&outcome.expect("the host works"));
        (
            shown["value"]["visits"].clone(),
            shown["value"]["key"].clone(),
        )
    };
    let other = format!("{script}\n// another version");
    let (one, a, b) = (json!(1), json!("a"), json!("b"));
    assert_eq!(
        visit("acme", "users", script, "a").await,
        (one.clone(), a.clone())
    );
    assert_eq!(
        visit("globex", "users", script, "a").await,
        (one.clone(), a.clone())
    );
    assert_eq!(
        visit("acme", "staff", script, "a").await,
        (one.clone(), a.clone())
    );
    assert_eq!(
        visit("acme", "users", &other, "a").await,
        (one.clone(), a.clone())
    );
    assert_eq!(visit("acme", "users", script, "b").await, (one, b));
    until(&host, "five isolates wait", |gauges| {
        gauges.isolates_warm == 5
    })
    .await;
    assert_eq!(visit("acme", "users", script, "a").await, (json!(2), a));
}

#[tokio::test]
async fn isolates_are_let_go_after_so_many_calls_and_beyond_the_memory_target() {
    let mut worn = config();
    worn.recycling.calls = 2;
    let host = start(worn).await;
    for n in [1, 2, 1, 2] {
        let outcome = call(&host, "acme", job(COUNTS)).await;
        assert_eq!(outcome["value"]["n"], n, "{outcome}");
        until(&host, "it is back, or gone", |gauges| {
            gauges.running == 0 && gauges.isolates_warm == usize::from(n == 1)
        })
        .await;
    }
    let host = start(HostConfig {
        threads_per_worker: 1,
        memory_target_bytes: 24 * 1024 * 1024,
        ..config()
    })
    .await;
    for tenant in 0..20 {
        let outcome = call(&host, &format!("tenant-{tenant}"), job(COUNTS)).await;
        assert_eq!(outcome["value"]["n"], 1);
    }
    until(&host, "some are kept, not all", |gauges| {
        (1..20).contains(&gauges.isolates_warm)
    })
    .await;
    let gauges = host.gauges();
    assert!(gauges.isolate_bytes <= 24 * 1024 * 1024, "{gauges:?}");
}

/// Their machine code alone reserves more address space than a worker may have of memory.
#[tokio::test]
async fn a_worker_keeps_as_many_isolates_as_its_memory_target_holds() {
    let host = start(config()).await;
    let before = host.gauges().worker_pids;
    for number in 0..100 {
        let outcome = call(&host, &format!("tenant-{number}"), job(COUNTS)).await;
        assert_eq!(outcome["value"]["n"], 1, "{outcome}");
    }
    until(&host, "they are kept", |gauges| gauges.isolates_warm >= 90).await;
    let gauges = host.gauges();
    assert_eq!(gauges.worker_pids, before, "{gauges:?}");
    assert_eq!(gauges.deaths, 0, "{gauges:?}");
}

#[tokio::test]
async fn an_isolate_that_grows_is_let_go() {
    let script = "
      const kept = [];
      async function updateUser(id) { kept.push(new Array(700_000).fill(kept.length)); return { id, n: kept.length }; }";
    let host = start(config()).await;
    let mut seen = Vec::new();
    for _ in 0..14 {
        let outcome = call(
            &host,
            "acme",
            job_within(script, "wall=20s,heap=64MiB,cpu=10s"),
        )
        .await;
        assert_eq!(outcome["status"], "success", "{outcome}");
        seen.push(outcome["value"]["n"].as_u64().expect("a number"));
        until(&host, "nothing is under way", |gauges| gauges.running == 0).await;
    }
    assert!(seen.contains(&2), "it was warm at times: {seen:?}");
    assert!(
        seen.iter().filter(|n| **n == 1).count() > 1,
        "it was let go: {seen:?}"
    );
    assert!(seen.iter().all(|n| *n < 9), "in good time: {seen:?}");
}

#[tokio::test]
async fn doubt_costs_an_isolate_its_place() {
    // Ends well each time; what it leaves behind can't be put back, throws, or won't end.
    for doubt in [
        "Object.defineProperty(process, 'stuck', { value: 1, configurable: false });",
        "setTimeout(() => { throw new Error('nobody catches this'); }, 0); await new Promise((go) => setTimeout(go, 50));",
        "new Promise((_, no) => setTimeout(no, 20_000)); const again = () => setTimeout(again, 0); again();
         (async () => { try { await new Promise((go) => require('bcrypt').hash('x', 4, go)); } finally { for (;;) {} } })();",
    ] {
        let script =
            format!("let n = 0; async function updateUser(id) {{ n += 1; {doubt} return {{ id, n }}; }}");
        let host = start(config()).await;
        for _ in 0..2 {
            let outcome = call(&host, "acme", job(&script)).await;
            assert_eq!(fresh(&outcome), Value::Null, "{doubt}: {outcome}");
        }
        host.drain(std::time::Duration::from_secs(5)).await;
    }
}

/// `null` when nothing shows that a script had been there before.
fn fresh(outcome: &Value) -> Value {
    match &outcome["value"]["n"] {
        n if *n == json!(1) => Value::Null,
        // One that ended by an exception nobody caught has no value, and was not warm.
        Value::Null if outcome["receipt"]["start"] != "warm" => Value::Null,
        n => n.clone(),
    }
}

/// Whoever comes while isolates of the script are out waits for one a moment, and not for long: calls that wait for
/// something else do so side by side.
#[tokio::test]
async fn calls_that_wait_do_so_side_by_side() {
    let host = start(HostConfig {
        threads_per_worker: 1,
        spares: 0,
        tenant_concurrency: 16,
        ..config()
    })
    .await;
    let waits = "async function updateUser(id) {
        await new Promise((resolve) => setTimeout(resolve, 400));
        return { id };
    }";
    let began = std::time::Instant::now();
    let calls = (0..12).map(|_| call(&host, "acme", job(waits)));
    for outcome in futures::future::join_all(calls).await {
        assert_eq!(outcome["status"], "success", "{outcome}");
    }
    let took = began.elapsed();
    assert!(took.as_millis() < 12 * 400 / 3, "{took:?}");
    // Calls that compute and nothing else are all served too, however many wait for the thread.
    let computes = "async function updateUser(id) {
        let sum = 0;
        for (let n = 0; n < 1e6; n++) sum += n;
        return { id, sum };
    }";
    let calls = (0..12).map(|_| async {
        for _ in 0..20 {
            let outcome = call(&host, "acme", job(computes)).await;
            assert_eq!(outcome["value"]["sum"], 499_999_500_000_u64, "{outcome}");
        }
    });
    futures::future::join_all(calls).await;
}
