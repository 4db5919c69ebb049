//! Lent sessions: who gets which, and that nobody can tell.

use std::sync::Arc;
use std::time::Duration;

use connector_module_pg::{Sessions, SessionsConfig};
use serde_json::{Value, json};

use crate::realm::{Realm, run};

/// A pool whose sessions outlive any test.
pub(crate) fn pool() -> Arc<Sessions> {
    Sessions::new(SessionsConfig::default())
}

/// One invocation of `tenant`, from its begin to the end of all its clients.
pub(crate) async fn invoke(sessions: &Arc<Sessions>, tenant: &str, body: &str) -> Value {
    let mut realm = Realm::lent(sessions, tenant);
    let value = realm.run(body).await.unwrap();
    realm.end().await;
    value
}

/// The session an invocation gets, by the number of its server process.
pub(crate) const PID: &str = r#"
    const client = await t.connect(t.more);
    const { rows } = await client.query("select pg_backend_pid() as pid");
    client.end();
    return client.processID === rows[0].pid ? rows[0].pid : "another one";"#;

/// The same with options of its own.
fn pid_with(more: &str) -> String {
    format!("t.more = {more};{PID}")
}

#[tokio::test]
async fn a_session_is_lent_again_and_looks_new() {
    let sessions = pool();
    let body = r#"
        const log = [];
        const client = new t.pg.Client(t.config);
        for (const event of ["connect", "end", "error", "notice"]) client.on(event, () => log.push(event));
        client.connection.on("message", ({ name, parameterName }) => log.push(parameterName ? `${name} ${parameterName}` : name));
        const connected = await client.connect() === client;
        const { rows } = await client.query("select pg_backend_pid() as pid, current_setting('application_name') as name");
        const facts = [connected, client.processID === rows[0].pid, typeof client.secretKey, client.getTransactionStatus(), rows[0].name];
        const refused = await t.attempt(() => client.connect());
        await client.end();
        await new Promise((resolve) => t.setImmediate(resolve));
        const after = await t.attempt(() => client.query("select 1"));
        return { pid: rows[0].pid, rest: [facts, log, refused.message, after.message, await client.end()] };"#;
    let fresh = run(body).await;
    let first = invoke(&sessions, "t", body).await;
    let second = invoke(&sessions, "t", body).await;
    assert_eq!(first["rest"], fresh["rest"]);
    assert_eq!(second["rest"], fresh["rest"]);
    assert_eq!(first["pid"], second["pid"]);
    let gauges = sessions.gauges();
    assert_eq!((gauges.opened, gauges.reused, gauges.resets), (1, 1, 2));
    assert_eq!((gauges.lent, gauges.idle), (0, 1));
}

#[tokio::test]
async fn only_to_those_with_the_same_settings() {
    let sessions = pool();
    let mut seen = vec![invoke(&sessions, "t", PID).await];
    for (tenant, more) in [
        ("other", "{}"),
        ("t", "{ application_name: 'a' }"),
        ("t", "{ database: 'postgres' }"),
        ("t", "{ options: '-c work_mem=1MB' }"),
        ("t", "{ statement_timeout: 60000 }"),
        ("t", "{ host: 'localhost' }"),
        ("t", "{ user: 'scram', password: 'secret' }"),
        ("t", "{ user: 'plain', password: 'secret' }"),
        ("t", "{ ssl: { rejectUnauthorized: false } }"),
        ("t", "{ ssl: { ca: t.authority, servername: 'localhost' } }"),
        ("t", "{ password: 'not asked for' }"),
    ] {
        let pid = invoke(&sessions, tenant, &pid_with(more)).await;
        assert!(pid.is_number() && !seen.contains(&pid), "{tenant} {more}");
        let again = invoke(&sessions, tenant, &pid_with(more)).await;
        assert_eq!(pid, again, "{tenant} {more}");
        seen.push(pid);
    }
    assert_eq!(invoke(&sessions, "t", PID).await, seen[0]);
    assert_eq!(sessions.gauges().opened, 12);
}

#[tokio::test]
async fn another_password_authenticates_anew() {
    let sessions = pool();
    let with = |password: &str| {
        format!(
            "const client = new t.pg.Client({{ ...t.config, user: 'scram', password: '{password}' }}); const {{ code, message }} = await t.attempt(() => client.connect()); client.end(); return message ? code || 'none' : 'in';"
        )
    };
    assert_eq!(invoke(&sessions, "t", &with("secret")).await, "in");
    assert_eq!(invoke(&sessions, "t", &with("wrong")).await, "28P01");
    assert_eq!(invoke(&sessions, "t", &with("secret")).await, "in");
    // node-postgres' own refusal, which it would not come to on a session that is there already.
    assert_eq!(invoke(&sessions, "t", &with("")).await, "none");
    assert_eq!(sessions.gauges().opened, 1);
}

#[tokio::test]
async fn a_password_or_judgement_of_the_scripts_own_is_asked_for_each_time() {
    let sessions = pool();
    for more in [
        "{ user: 'scram', password: () => { t.asked = true; return 'secret'; } }",
        "{ ssl: { ca: t.authority, servername: 'localhost', checkServerIdentity: () => { t.asked = true; } } }",
    ] {
        let body = format!(
            "const client = await t.connect({more}); await client.query('select 1'); await client.end(); return t.asked;"
        );
        for _ in 0..2 {
            assert_eq!(invoke(&sessions, "t", &body).await, true, "{more}");
        }
    }
    assert_eq!(sessions.gauges().opened, 0);
}

#[tokio::test]
async fn forgotten_and_unawaited_clients_come_back() {
    let sessions = pool();
    for body in [
        "await t.connect(); return 1;",
        "const client = await t.connect(); client.end(); return 1;",
        "const pool = new t.pg.Pool(t.config); await pool.query('select 1'); return 1;",
        "const pool = new t.pg.Pool(t.config); await pool.query('select 1'); await pool.end(); return 1;",
        "const client = await t.connect(); await client.query('begin'); return 1;",
        "const client = await t.connect(); await client.query('select 1'); client.end(); const again = await t.connect(); await again.end(); return 1;",
    ] {
        assert_eq!(invoke(&sessions, "t", body).await, 1, "{body}");
        let gauges = sessions.gauges();
        assert_eq!((gauges.lent, gauges.idle), (0, 1), "{body}");
    }
    assert_eq!(sessions.gauges().opened, 1);
}

#[tokio::test]
async fn a_session_at_work_is_cancelled_and_closed() {
    let sessions = pool();
    for body in [
        "const client = await t.connect(); client.query('select pg_sleep(60)').catch(() => {}); await t.sleep(20); return 1;",
        "const client = await t.connect(); client.query('select pg_sleep(60)').catch(() => {}); await client.end(); return 1;",
        "const client = await t.connect({ query_timeout: 20 }); await t.attempt(() => client.query('select pg_sleep(60)')); client.end(); return 1;",
        "const client = await t.connect(); client.connection.stream.destroy(); return 1;",
        // A cancel that comes late hits nobody else.
        r#"const client = await t.connect();
           let running = true;
           const query = new t.pg.Query("select pg_sleep(60)", () => { running = false; });
           client.query(query);
           while (running) {
             client.cancel(client, query);
             await t.sleep(20);
           }
           await t.attempt(() => client.query("select 1"));
           await client.end();
           return 1;"#,
        // Pages of a portal without their end.
        "const client = await t.connect(); const cursor = client.query(new t.Cursor('select generate_series(1, 99)')); await cursor.read(2); client.end(); return 1;",
    ] {
        let before = sessions.gauges();
        let named = format!("t.config.application_name = 'cut short'; {body}");
        assert_eq!(invoke(&sessions, "t", &named).await, 1, "{body}");
        let after = sessions.gauges();
        assert_eq!((after.lent, after.idle), (0, 0), "{body}");
        assert_eq!(after.closed_kept, before.closed_kept + 1, "{body}");
    }
    assert_eq!(on_server("cut short").await, "0");
}

#[tokio::test]
async fn a_session_that_died_while_idle_is_replaced() {
    for more in ["{}", "{ ssl: { rejectUnauthorized: false } }"] {
        let sessions = pool();
        let pid = invoke(&sessions, "t", &pid_with(more)).await;
        let kill = format!(
            "const client = await t.connect(); await client.query('select pg_terminate_backend({pid}, 5000)'); await client.end();"
        );
        run(&kill).await;
        let next = invoke(&sessions, "t", &pid_with(more)).await;
        assert!(next.is_number() && next != pid, "{more}");
        let gauges = sessions.gauges();
        assert_eq!((gauges.closed_dead, gauges.opened), (1, 2), "{more}");
    }
}

#[tokio::test]
async fn a_session_that_dies_at_work_fails_as_any_other() {
    let sessions = pool();
    let body = r#"
        const log = [];
        const client = await t.connect();
        client.on("error", ({ code, message }) => log.push(code || message));
        client.on("end", () => log.push("end"));
        const running = t.attempt(() => client.query("select pg_sleep(20)"));
        const other = await t.connect({ application_name: "killer" });
        await other.query("select pg_terminate_backend($1)", [client.processID]);
        log.push((await running).code);
        while (!log.includes("end")) await t.sleep(5);
        await other.end();
        return log;"#;
    assert_eq!(
        invoke(&sessions, "t", body).await,
        json!(["57P01", "Connection terminated unexpectedly", "end"])
    );
    // The killer's session is not kept either: what it does may reach others.
    let gauges = sessions.gauges();
    assert_eq!(
        (gauges.idle, gauges.closed_dead, gauges.closed_kept),
        (0, 1, 1)
    );
}

#[tokio::test]
async fn sessions_move_between_threads() {
    let sessions = pool();
    for more in ["{}", "{ ssl: { rejectUnauthorized: false } }"] {
        let mut pids = Vec::new();
        for _ in 0..3 {
            let sessions = Arc::clone(&sessions);
            let body = pid_with(more);
            let thread = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread();
                let runtime = { runtime }.enable_all().build().unwrap();
                runtime.block_on(invoke(&sessions, "t", &body))
            });
            pids.push(thread.join().unwrap());
        }
        assert!(pids.iter().all(|pid| *pid == pids[0]), "{pids:?}");
    }
}

#[tokio::test]
async fn what_a_warm_call_costs() {
    let sessions = pool();
    let body = r#"
        const client = new t.pg.Client(t.config);
        await client.connect();
        const { rows } = await client.query("select $1::int as a", [1]);
        client.end();
        return rows;"#;
    let mut trips = Vec::new();
    for _ in 0..5 {
        let mut realm = Realm::lent(&sessions, "t");
        assert_eq!(realm.run(body).await.unwrap(), json!([{ "a": 1 }]));
        realm.end().await;
        trips.push(realm.capabilities.meter.round_trips());
    }
    // TCP, the start-up packet (no password is asked for), the query; then the query alone.
    assert_eq!(trips, [3, 1, 1, 1, 1]);
    let mut realm = Realm::lent(&sessions, "t");
    let sample = "const client = await t.connect({ user: 'scram', password: 'secret' }); await client.query('select 1'); client.end();";
    realm.run(sample).await.unwrap();
    assert_eq!(realm.capabilities.meter.round_trips(), 5);
    realm.end().await;
}

#[tokio::test]
async fn idle_sessions_are_closed_in_time() {
    let sessions = Sessions::new(SessionsConfig {
        idle_time: Duration::from_millis(200),
        ..SessionsConfig::default()
    });
    let connect = "await (await t.connect({ application_name: 'expiring' })).end(); return 1;";
    invoke(&sessions, "t", connect).await;
    assert_eq!(sessions.gauges().idle, 1);
    let gone = async {
        while on_server("expiring").await != json!("0") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone)
        .await
        .expect("the janitor closes what is idle");
    assert_eq!(sessions.gauges().closed_idle, 1);
}

#[tokio::test]
async fn a_pool_that_goes_takes_its_sessions_along() {
    let sessions = pool();
    let connect = "await (await t.connect({ application_name: 'going' })).end(); return 1;";
    invoke(&sessions, "t", connect).await;
    sessions.close_idle();
    assert_eq!(sessions.gauges().idle, 0);
    invoke(&sessions, "t", connect).await;
    drop(sessions);
    let gone = async {
        while on_server("going").await != json!("0") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone)
        .await
        .expect("nothing is left on the server");
}

async fn on_server(name: &str) -> Value {
    run(&format!("const client = await t.connect(); const {{ rows }} = await client.query(\"select count(*) from pg_stat_activity where application_name = '{name}'\"); await client.end(); return rows[0].count;")).await
}
