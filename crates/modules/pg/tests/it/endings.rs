//! Whatever a script does, nothing of it stays on the server.

use std::time::Duration;

use serde_json::{Value, json};

use crate::realm::{Realm, run};

/// What the server knows of sessions that call themselves `name`.
async fn sessions(name: &str) -> Value {
    run(&format!(
        r#"
        const client = await t.connect();
        const {{ rows }} = await client.query("select state, query from pg_stat_activity where application_name = '{name}'");
        await client.end();
        return rows;"#
    ))
    .await
}

async fn leaves_nothing(name: &str, body: &str, expected: Result<Value, &str>) {
    // Long enough for a busy machine, except where running out of it is the point.
    let patience = Duration::from_secs(if expected == Err("timeout") { 1 } else { 20 });
    let mut realm = Realm::new();
    let outcome = tokio::time::timeout(patience, realm.run(&body.replace("NAME", name))).await;
    match (outcome, expected) {
        (Ok(Ok(value)), Ok(expected)) => assert_eq!(value, expected, "{name}"),
        (Ok(Err(error)), Err(expected)) => assert!(error.contains(expected), "{name}: {error}"),
        (Err(_), Err("timeout")) => {}
        (outcome, expected) => panic!("{name}: {outcome:?} instead of {expected:?}"),
    }
    realm.end().await;
    assert_eq!(sessions(name).await, json!([]), "{name}");
}

#[tokio::test]
async fn forgotten_clients_are_closed() {
    let body = "await t.connect({ application_name: 'NAME' }); return 1;";
    leaves_nothing("forgotten", body, Ok(json!(1))).await;
    let body = "const pool = new t.pg.Pool({ ...t.config, application_name: 'NAME' }); return (await pool.query('select 1 as a')).rows;";
    leaves_nothing("forgotten pool", body, Ok(json!([{ "a": 1 }]))).await;
    let body = "const client = await t.connect({ application_name: 'NAME' }); await client.query('begin'); throw new Error('mine');";
    leaves_nothing("threw", body, Err("mine")).await;
    let body = "new t.pg.Client({ ...t.config, application_name: 'NAME' }).connect(); return 1;";
    leaves_nothing("never awaited", body, Ok(json!(1))).await;
    let body =
        "const client = await t.connect({ application_name: 'NAME' }); client.end(); return 1;";
    leaves_nothing("end not awaited", body, Ok(json!(1))).await;
}

#[tokio::test]
async fn running_statements_are_cancelled() {
    let body = "const client = await t.connect({ application_name: 'NAME' }); await client.query('select pg_sleep(60)');";
    leaves_nothing("sleeping", body, Err("timeout")).await;
    let body = "const client = await t.connect({ application_name: 'NAME' }); client.query('select pg_sleep(60)').catch(() => {}); return 1;";
    leaves_nothing("not waited for", body, Ok(json!(1))).await;
    let body = "const client = await t.connect({ application_name: 'NAME', ssl: { rejectUnauthorized: false } }); await client.query('select pg_sleep($1)', [60]);";
    leaves_nothing("encrypted", body, Err("timeout")).await;
    let body = "const client = await t.connect({ application_name: 'NAME' }); const query = client.query('select pg_sleep(60)').catch((e) => e.message); await client.end(); return query;";
    leaves_nothing("cut off", body, Ok(json!("Connection terminated"))).await;
    let body = "const client = await t.connect({ application_name: 'NAME', query_timeout: 50 }); return client.query('select pg_sleep(60)').catch((e) => e.message);";
    leaves_nothing("timed out", body, Ok(json!("Query read timeout"))).await;
}

#[tokio::test]
async fn the_deadline_ends_a_statement_too() {
    let mut capabilities = Realm::new().capabilities.clone();
    capabilities.deadline = std::time::Instant::now() + Duration::from_millis(700);
    let mut realm = Realm::with_capabilities(capabilities);
    let body = "const client = await t.connect({ application_name: 'deadline' }); await client.query('select pg_sleep(60)');";
    let _ = tokio::time::timeout(Duration::from_millis(900), realm.run(body)).await;
    tokio::time::timeout(Duration::from_secs(3), realm.capabilities.tasks.wait())
        .await
        .unwrap();
    assert_eq!(sessions("deadline").await, json!([]));
}

#[tokio::test]
async fn a_dropped_isolate_closes_its_clients() {
    let mut realm = Realm::new();
    realm
        .run("await t.connect({ application_name: 'dropped' }); return 1;")
        .await
        .unwrap();
    let tasks = realm.capabilities.tasks.clone();
    drop(realm);
    tokio::time::timeout(Duration::from_secs(3), tasks.wait())
        .await
        .unwrap();
    assert_eq!(sessions("dropped").await, json!([]));
}

#[tokio::test]
async fn a_later_invocation_finds_old_clients_closed_and_old_pools_usable() {
    let mut realm = Realm::new();
    let body = r#"
        globalThis.client = await t.connect();
        globalThis.pool = new t.pg.Pool(t.config);
        t.pg.types.setTypeParser(23, () => "changed");
        return (await globalThis.pool.query("select 1 as a")).rows;"#;
    assert_eq!(realm.run(body).await.unwrap(), json!([{ "a": "changed" }]));
    realm.end().await;
    realm.begin();
    let body = r#"
        t.resetPg();
        const stale = await t.attempt(() => globalThis.client.query("select 1"));
        return [stale.message, (await globalThis.pool.query("select 1 as a")).rows, globalThis.pool.totalCount];"#;
    let expected =
        json!(["Client has encountered a connection error and is not queryable", [{ "a": 1 }], 1]);
    assert_eq!(realm.run(body).await.unwrap(), expected);
    realm.end().await;
}
