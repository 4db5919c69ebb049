//! Bounds of design: each refuses in its own words and leaves the script a way on.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;

use crate::realm::{Realm, run};

#[tokio::test]
async fn rows_of_a_query() {
    let mut realm = Realm::with_limits(|limits| limits.rows = 100);
    let body = r#"
        const client = await t.connect();
        const outcomes = [];
        for (const query of [
          "select generate_series(1, 101)", "select generate_series(1, 100000000)", { text: "select generate_series(1, $1::int)", values: [100000000] },
        ]) {
          const { code, message, class: kind } = await t.attempt(() => client.query(query));
          outcomes.push([kind, code, message]);
        }
        const { rows } = await client.query("select generate_series(1, 100) as n");
        const status = client.getTransactionStatus();
        await client.end();
        return [outcomes, rows.length, status];"#;
    let refusal = json!([
        "Error",
        "CONNECTOR_LIMIT",
        "rows of a query is limited to 100"
    ]);
    assert_eq!(
        realm.run(body).await.unwrap(),
        json!([[refusal, refusal, refusal], 100, "I"])
    );
    realm.end().await;
}

#[tokio::test]
async fn row_data_of_a_query() {
    let mut realm = Realm::with_limits(|limits| limits.row_bytes = 10_000);
    let body = r#"
        const client = await t.connect();
        const outcomes = [];
        for (const text of [
          "select repeat('x', 1000) from generate_series(1, 100000)", "select repeat('x', 10001)", "select repeat('x', 50000000)",
          "begin; select repeat('x', 50000000)",
        ]) {
          const { code, message } = await t.attempt(() => client.query(text));
          outcomes.push([code, message]);
        }
        const { rows } = await client.query("rollback; select length(repeat('x', 10000)) as n");
        await client.end();
        return outcomes;"#;
    let refusal = json!([
        "CONNECTOR_LIMIT",
        "row data of a query is limited to 10000 bytes"
    ]);
    assert_eq!(
        realm.run(body).await.unwrap(),
        json!([refusal, refusal, refusal, refusal])
    );
    realm.end().await;
}

#[tokio::test]
async fn clients_of_an_invocation() {
    let body = r#"
        const clients = [];
        for (let i = 0; i < 4; i++) clients.push(await t.connect());
        const fifth = new t.pg.Client(t.config);
        const { code, message } = await t.attempt(() => fifth.connect());
        await clients[0].end();
        const again = await t.connect();
        for (const client of [again, ...clients]) await client.end();
        // One after the other, and without waiting for the end, there may be any number.
        for (let i = 0; i < 12; i++) (await t.connect()).end();
        return [code, message];"#;
    assert_eq!(
        run(body).await,
        json!([
            "CONNECTOR_LIMIT",
            "database clients of an invocation is limited to 4"
        ])
    );
}

#[tokio::test]
async fn a_pool_waits_rather_than_ask_for_too_many() {
    let body = r#"
        const pool = new t.pg.Pool(t.config);
        const all = await Promise.all(Array.from({ length: 12 }, (_, i) => pool.query("select $1::int as n", [i])));
        await pool.end();
        return all.map(({ rows }) => rows[0].n);"#;
    assert_eq!(
        run(body).await,
        json!([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    );
}

#[tokio::test]
async fn text_and_parameters_of_a_request() {
    let body = r#"
        const client = await t.connect();
        const big = "x".repeat(17 * 1024 * 1024);
        const outcomes = [];
        for (const query of ["select '" + big + "'", { text: "select $1", values: [big] }, { text: "select $1", values: [t.Buffer.alloc(17 * 1024 * 1024)] }]) {
          const { code, message } = await t.attempt(() => client.query(query));
          outcomes.push([code, message]);
        }
        const { code, message } = await t.attempt(() => client.query("select 1 where 1 in (" + "$1,".repeat(9) + "1)", new Array(70000).fill(1)));
        outcomes.push([code, message]);
        const { rows } = await client.query("select 1 as a");
        await client.end();
        return [outcomes, rows];"#;
    let refusal = json!([
        "CONNECTOR_LIMIT",
        "SQL text with parameters is limited to 16777216 bytes"
    ]);
    let parameters = json!([
        "CONNECTOR_LIMIT",
        "parameters of a statement is limited to 65535"
    ]);
    assert_eq!(
        run(body).await,
        json!([[refusal, refusal, refusal, parameters], [{ "a": 1 }]])
    );
}

#[tokio::test]
async fn time_to_connect() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut realm = Realm::with_limits(|limits| limits.connect = Duration::from_millis(300));
    let body = format!(
        r#"
        const outcomes = [];
        for (const connectionTimeoutMillis of [undefined, 100, 60000]) {{
          const before = Date.now();
          const {{ code, message }} = await t.attempt(() => t.connect({{ port: {port}, connectionTimeoutMillis }}));
          outcomes.push([code, message, Date.now() - before >= Math.min(connectionTimeoutMillis || 300, 300) - 5]);
        }}
        return outcomes;"#
    );
    let ours = json!([
        "CONNECTOR_LIMIT",
        "connecting to a database is limited to 300 ms",
        true
    ]);
    assert_eq!(
        realm.run(&body).await.unwrap(),
        json!([ours, [null, "timeout expired", true], ours])
    );
    realm.end().await;
    drop(listener);
}
