//! Queries beyond the everyday: copies, pages, pipelines, cancels, odd texts.

use serde_json::json;

use crate::realm::run;

#[tokio::test]
async fn copies() {
    let body = r#"
        const client = await t.connect();
        await client.query("create temp table c (a int)");
        const outcomes = [];
        for (const query of ["copy c from stdin", { text: "copy c from stdin", queryMode: "extended" }]) {
          const { code, message } = await t.attempt(() => client.query(query));
          outcomes.push([code, message]);
        }
        await client.query("insert into c values (1), (2)");
        const { command, rowCount, rows } = await client.query("copy c to stdout");
        const after = (await client.query("select count(*) as n from c")).rows;
        await client.end();
        return { outcomes, command, rowCount, rows, after };"#;
    let declined = json!(["57014", "COPY from stdin failed: No source stream defined"]);
    assert_eq!(
        run(body).await,
        json!({ "outcomes": [declined, declined], "command": "COPY", "rowCount": 2, "rows": [], "after": [{ "n": "2" }] })
    );
}

#[tokio::test]
async fn pages_deliver_all_rows_and_survive_errors() {
    let body = r#"
        const client = await t.connect();
        const paged = await client.query({ text: "select generate_series(1, 7) as n", rows: 2 });
        const { code } = await t.attempt(() => client.query({ text: "select 1 / (5 - n) from generate_series(1, 7) as n", rows: 2 }));
        const wrong = await t.attempt(() => client.query({ text: "select nope", rows: 2 }));
        const { rows } = await client.query("select 1 as a");
        await client.end();
        return { paged: paged.rows.map(({ n }) => n), rowCount: paged.rowCount, code, wrong: wrong.code, rows };"#;
    assert_eq!(
        run(body).await,
        json!({ "paged": [1, 2, 3, 4, 5, 6, 7], "rowCount": 1, "code": "22012", "wrong": "42703", "rows": [{ "a": 1 }] })
    );
}

#[tokio::test]
async fn pipelines_settle_one_by_one_and_end_waits() {
    let body = r#"
        const client = new t.pg.Client({ ...t.config, pipeline: true });
        await client.connect();
        const queries = [];
        for (let i = 0; i < 200; i++) {
          queries.push(t.attempt(() => client.query(i % 50 === 7 ? "select nope" : "select $1::int as i", i % 50 === 7 ? undefined : [i])));
        }
        const ended = client.end();
        const outcomes = await Promise.all(queries);
        await ended;
        const wrong = outcomes.filter((outcome, i) => i % 50 === 7 ? outcome.code !== "42703" : outcome.value.rows[0].i !== i);
        const refused = new t.pg.Client({ ...t.config, pipeline: true });
        await refused.connect();
        const paged = await t.attempt(() => refused.query({ text: "select 1", rows: 2 }));
        await refused.end();
        return [outcomes.length, wrong, paged.message];"#;
    assert_eq!(
        run(body).await,
        json!([200, [], "The rows option is not supported in pipeline mode"])
    );
}

#[tokio::test]
async fn a_statement_can_be_cancelled() {
    let body = r#"
        const client = await t.connect();
        const query = new t.pg.Query("select pg_sleep(20)");
        const failed = new Promise((resolve) => query.on("error", resolve));
        client.query(query);
        await t.sleep(50);
        new t.pg.Client(t.config).cancel(client, query);
        const { code } = await failed;
        const { rows } = await client.query("select 1 as a");
        await client.end();
        return [code, rows];"#;
    assert_eq!(run(body).await, json!(["57014", [{ "a": 1 }]]));
}

#[tokio::test]
async fn odd_texts_reach_the_server_as_they_are() {
    let body = r#"
        const client = await t.connect();
        const outcomes = [];
        for (const query of ["select 'a\0b'", { text: "select $1 as v", values: ["a\0b"] }, { text: "select $1 as \"v\0w\"", values: ["a"] }, { text: "select 1", name: "a\0b" }]) {
          const { code, value } = await t.attempt(() => client.query(query));
          outcomes.push(code || value.rows);
        }
        const { rows } = await client.query("select $1::text as v", ["\ud800 \u{1f600} \u00e9"]);
        await client.end();
        return [outcomes, rows];"#;
    assert_eq!(
        run(body).await,
        json!([["08P01", "22021", "08P01", "08P01"], [{ "v": "\u{fffd} \u{1f600} \u{e9}" }]])
    );
}

#[tokio::test]
async fn what_was_used_is_booked() {
    let mut realm = crate::realm::Realm::new();
    let body = r#"
        const client = await t.connect();
        await client.query("select generate_series(1, 3)");
        await client.query("select pg_sleep(0.05), $1::int", [1]);
        await t.attempt(() => client.query("do $$ begin raise exception 'User not exists!' using detail = 'a detail', hint = 'a hint'; end $$"));
        await client.end();"#;
    realm.run(body).await.unwrap();
    let meter = &realm.capabilities.meter;
    assert_eq!(
        (meter.queries(), meter.rows(), meter.has_sent_statement()),
        (3, 4, true)
    );
    use connector_capability::meter::Wait;
    assert!(meter.waited(Wait::Query).as_millis() >= 50 && !meter.waited(Wait::Pool).is_zero());
    let errors = meter.database_errors();
    assert!(
        ["User not exists!", "a detail", "a hint"]
            .iter()
            .all(|text| errors.iter().any(|e| e == text)),
        "{errors:?}"
    );
    realm.end().await;
    assert_eq!(realm.capabilities.meter.pending_ops(), 0);
}
